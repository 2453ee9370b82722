"""`python -m evals.fit`: fit the answerability model on cases and write its coefficients into the package.

It learns which cases can be answered at all; how well they are answered (the sentences chosen contain every key fact)
is what the thresholds are judged by. The regression is scikit-learn's, on standardised signals, with the weights
scaled back. Questions as staff type them count 1 each, heavily paraphrased ones less. The figures printed are out of
fold.
"""

import argparse
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

import assistant.ask
from assistant import settings
from assistant.ask.answerability import COEFFICIENTS, Signals
from assistant.ask.evidence import claims_of
from assistant.ask.pipeline import Assistant
from assistant.documents import Turn
from assistant.index.embed import SentenceEmbeddings
from assistant.index.live import LiveIndex
from evals.cases import DATA, Case, Style, read_cases
from evals.dev import contains_facts

WEIGHTS: dict[Style, float] = {"staff": 1.0, "paraphrased": 0.5}
NAMES = [field.name for field in fields(Signals)]
STRENGTH = 0.3
FOLDS = 10
SEED = 0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Examples:
    """A row per case: its signals, whether it was answered well, whether it can be, its weight, its style."""

    signals: Floats
    good: NDArray[np.bool_]
    answerable: NDArray[np.bool_]
    weights: Floats
    styles: NDArray[np.str_]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dry", action="store_true", help="print the figures, write nothing")
    dry = parser.parse_args().dry
    current = settings.load()
    embedder = SentenceEmbeddings(current.embedding)
    examples = read_examples(Assistant(current, embedder, LiveIndex(current.index.location, embedder)))
    spread = examples.signals.std(axis=0) + 1e-9
    print_figures(examples, out_of_fold(examples, spread))
    fitted = regression().fit(examples.signals / spread, examples.answerable, sample_weight=examples.weights)
    weights = dict(zip(NAMES, (fitted.coef_[0] / spread).round(5).tolist(), strict=True))
    stored = json.dumps({"intercept": round(float(fitted.intercept_[0]), 5), "weights": weights}, indent=2)
    print(stored)
    if not dry:
        path = Path(str(assistant.ask.__path__[0])) / COEFFICIENTS
        path.write_text(stored + "\n", "utf-8")
        print(f"written to {path}")


def read_examples(running: Assistant) -> Examples:
    """The training cases through retrieval and selection."""
    tuned = [case for case in read_cases(DATA) if case.split == "tune" and not case.copy and not case.as_of]
    cases = [case for case in tuned if case.expected != "clarify"]
    rows = [signals_of(case, running) for case in cases]
    return Examples(
        signals=np.array([signals for signals, _ in rows]),
        good=np.array([good for _, good in rows]),
        answerable=np.array([case.answerable for case in cases]),
        weights=np.array([WEIGHTS[case.style] for case in cases]),
        styles=np.array([case.style for case in cases]),
    )


def signals_of(case: Case, running: Assistant) -> tuple[list[float], bool]:
    """The signals of a case's evidence, and whether the sentences chosen contain every key fact."""
    evidence = running.evidence(case.question, [Turn(question) for question in case.history], case.lang)
    signals = evidence.signals
    values = list(asdict(signals).values()) if signals is not None else [0.0] * len(NAMES)
    with running.snapshot() as snapshot:
        claims, _ = claims_of(evidence.chosen, evidence, snapshot, running.settings)
    return values, case.answerable and contains_facts(case, [claim.text for claim in claims])


def regression() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=1000)


def out_of_fold(examples: Examples, spread: Floats) -> Floats:
    """Each case's probability by a model that has not seen it."""
    probabilities = np.zeros(len(examples.answerable))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for seen, unseen in folds.split(examples.signals, examples.answerable):
        model = regression().fit(
            examples.signals[seen] / spread, examples.answerable[seen], sample_weight=examples.weights[seen]
        )
        probabilities[unseen] = model.predict_proba(examples.signals[unseen] / spread)[:, 1]
    return probabilities


def print_figures(examples: Examples, probabilities: Floats) -> None:
    """For each style the AUROC and what each threshold would give."""
    for name in WEIGHTS:
        chosen = examples.styles == name
        likely, good, answerable = probabilities[chosen], examples.good[chosen], examples.answerable[chosen]
        print(f"{name}: {chosen.sum()} cases, AUROC of answerable {roc_auc_score(answerable, likely):.3f}")
        for threshold in np.arange(0.2, 0.85, 0.05):
            shown = likely >= threshold
            print(
                f"  threshold {threshold:.2f}: right {(shown & good)[answerable].mean():.3f}, "
                f"false refusals {(~shown[answerable]).mean():.3f}, refused {(~shown[~answerable]).mean():.3f}"
            )


if __name__ == "__main__":
    main()
