"""How often answers at a level were wrong on the suite's cases (`python -m evals.levels` measures it)."""

import json
from functools import cache
from importlib import resources

from assistant.documents import Certainty

LEVELS = "certainty.json"


def certainty(likely: float) -> Certainty | None:
    """The measured level of an answer that is `likely` (0–1) to answer its question; None below the lowest level."""
    return next((level for least, level in levels() if likely >= least), None)


@cache
def levels() -> tuple[tuple[float, Certainty], ...]:
    """Each level with the least likelihood it takes, the highest first."""
    stored = json.loads(resources.files(__package__).joinpath(LEVELS).read_text("utf-8"))
    found = [
        (row["least"], Certainty(row["level"], row["wrong"], row["low"], row["high"], row["cases"])) for row in stored
    ]
    return tuple(sorted(found, key=lambda level: -level[0]))
