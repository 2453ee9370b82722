"""`python -m evals.fit [FILE …]`: fit the answerability model on cases and write its coefficients into the package.

A case counts as answered well when the sentences chosen for it contain every key fact; for a case without an answer
nothing does. The regression is scikit-learn's, on standardised signals, with the weights scaled back.
"""

import argparse
import json
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

import assistant.ask
from assistant import settings
from assistant.ask.answerability import COEFFICIENTS, Signals
from assistant.ask.pipeline import Assistant
from assistant.documents import Turn
from assistant.index.embed import SentenceEmbeddings
from assistant.index.live import LiveIndex
from evals.cases import DATA, Case, read_cases
from evals.dev import contains_facts

NAMES = [field.name for field in fields(Signals)]
STRENGTH = 0.3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=[DATA / "tune.jsonl"])
    parser.add_argument("--dry", action="store_true", help="print the figures, write nothing")
    chosen = parser.parse_args()
    current = settings.load()
    embedder = SentenceEmbeddings(current.embedding)
    assistant = Assistant(current, embedder, LiveIndex(current.index.location, embedder))
    cases = [case for file in chosen.files for case in read_cases(file)]
    rows = [signals_of(case, assistant) for case in cases]
    signals, good = np.array([row for row, _ in rows]), np.array([label for _, label in rows])
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    spread = signals.std(axis=0) + 1e-9
    crossed = cross_val_predict(model, signals / spread, good, cv=10, method="predict_proba")[:, 1]
    fitted = model.fit(signals / spread, good)
    answerable = np.array([case.answerable for case in cases])
    print(
        f"cases {len(cases)}, answered well {good.sum()}; "
        f"10-fold AUROC, answered well: {roc_auc_score(good, crossed):.3f}"
    )
    print(f"10-fold AUROC, answerable: {roc_auc_score(answerable, crossed):.3f}")
    for threshold in np.arange(0.1, 0.9, 0.05):
        shown = crossed >= threshold
        refused = (~shown[~answerable]).mean()
        false_refusals, wrong = (~shown[answerable]).mean(), (shown & ~good).sum() / max(shown.sum(), 1)
        right = (shown & good)[answerable].mean()
        print(
            f"threshold {threshold:.2f}: right {right:.3f}, false refusals {false_refusals:.3f}, "
            f"refused {refused:.3f}, wrong of those shown {wrong:.3f}"
        )
    weights = dict(zip(NAMES, (fitted.coef_[0] / spread).round(5).tolist(), strict=True))
    stored = {"intercept": round(float(fitted.intercept_[0]), 5), "weights": weights}
    print(json.dumps(stored))
    if not chosen.dry:
        path = Path(assistant_folder()) / COEFFICIENTS
        path.write_text(json.dumps(stored, indent=2) + "\n", "utf-8")
        print(f"written to {path}")


def signals_of(case: Case, assistant: Assistant) -> tuple[list[float], bool]:
    """The signals of a case's evidence, and whether the sentences chosen contain every key fact."""
    evidence = assistant.evidence(case.question, [Turn(question) for question in case.history], case.lang)
    quotes = [claim.text for claim in evidence.claims]
    signals = evidence.signals
    values = list(asdict(signals).values()) if signals is not None else [0.0] * len(NAMES)
    return values, case.answerable and contains_facts(case, quotes)


def assistant_folder() -> str:
    return str(assistant.ask.__path__[0])


if __name__ == "__main__":
    main()
