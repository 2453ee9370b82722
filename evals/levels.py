"""`python -m evals.levels RUN`: how often answers at each level of certainty were wrong, written into the package.

Measured on the held-aside cases of a run, never on what the model was fitted on. The levels part the answers of the
tune cases into thirds by their answerability; each is stored with the least answerability it takes, the share of its
answers that were wrong, and the Wilson interval of that share.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import assistant.ask
from assistant.ask.certainty import LEVELS
from evals.metrics import ANSWERED
from evals.runs import Row, read_scores
from evals.statistics import wilson

NAMES = ("high", "medium", "low")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="a scored run of the whole suite (evals/runs.py)")
    stored = json.dumps(measured(read_scores(parser.parse_args().run).rows), indent=2)
    print(stored)
    path = Path(str(assistant.ask.__path__[0])) / LEVELS
    path.write_text(stored + "\n", "utf-8")
    print(f"written to {path}")


def measured(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The levels, the highest first; the lowest takes every answer below the others.

    Raises:
        ValueError: when the tune or the held-aside half has no answer in one of the levels.
    """
    given = [row for row in rows if row.status in ANSWERED]
    tuned = sorted((row.answerability for row in given if row.split == "tune"), reverse=True)
    if not tuned:
        raise ValueError("the run has no answer to a tune case; measure on a run of the whole suite")
    upper, lower = np.quantile(tuned, [2 / 3, 1 / 3]).round(3).tolist()
    ends = ((upper, 1.1), (lower, upper), (0.0, lower))
    aside = [row for row in given if row.split == "aside"]
    return [_level(name, least, most, aside) for name, (least, most) in zip(NAMES, ends, strict=True)]


def _level(name: str, least: float, most: float, rows: Sequence[Row]) -> dict[str, Any]:
    found = [row.wrong for row in rows if least <= row.answerability < most]
    share = wilson(sum(found), len(found))
    if share.value is None or share.low is None or share.high is None:
        raise ValueError(f"no held-aside answer is at level {name}; measure on a run of the whole suite")
    shares = {"wrong": round(share.value, 4), "low": round(share.low, 4), "high": round(share.high, 4)}
    return {"level": name, "least": least, **shares, "cases": len(found)}


if __name__ == "__main__":
    main()
