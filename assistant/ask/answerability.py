"""How likely the evidence answers the question: a logistic model over plain signals (`python -m evals.fit`)."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources

from assistant.ask.expect import NAME, answer_fit
from assistant.ask.quote import Candidate, Question, Selection
from assistant.ask.retrieve import Query
from assistant.index.live import Snapshot
from assistant.language import content_words, query_terms, stems

COEFFICIENTS = "answerability.json"


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for or against an answer.

    `cosine` is the best chosen sentence's, `similarity` the same as a z-score over the build's passages, `margin` how
    far that is above the sentences that were read and not chosen. The rest are shares, 0–1: of the question's content
    by weight in the chosen sentences, and in their passages with titles; of its names and numbers that the best
    article never mentions; how well the chosen sentences hold the kind of words asked for; 1 for another language.
    """

    cosine: float
    similarity: float
    margin: float
    coverage: float
    context_coverage: float
    missing_names: float
    answer_fit: float
    foreign: float


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression: P = 1 / (1 + exp(−(intercept + Σ weight · signal)))."""

    intercept: float
    weights: Mapping[str, float]

    def probability(self, signals: Signals) -> float:
        """The probability (0–1) that the evidence answers the question."""
        total = self.intercept + sum(self.weights[name] * value for name, value in asdict(signals).items())
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))


@cache
def model() -> Model:
    """The fitted model that ships with the package."""
    stored = json.loads(resources.files(__package__).joinpath(COEFFICIENTS).read_text("utf-8"))
    return Model(stored["intercept"], stored["weights"])


def read_signals(question: Question, query: Query, selection: Selection, snapshot: Snapshot) -> Signals | None:
    """The signals of the chosen evidence; None when nothing was found at all."""
    if not selection.chosen:
        return None
    best = selection.chosen[0]
    article = snapshot.articles[best.passage.article_id]
    said = frozenset().union(*(candidate.stems for candidate in selection.chosen))
    around = said.union(*(_stems(_passage_text(candidate, snapshot)) for candidate in selection.chosen))
    similarity = max(candidate.similarity for candidate in selection.chosen)
    rest = [c.similarity for c in selection.candidates if c not in selection.chosen][:20]
    return Signals(
        cosine=max(_cosine(candidate, query, snapshot) for candidate in selection.chosen),
        similarity=similarity,
        margin=similarity - (sum(rest) / len(rest) if rest else 0.0),
        coverage=question.coverage(said),
        context_coverage=question.coverage(around),
        missing_names=_missing_names(question, _stems(f"{article.title} {article.text}") | around),
        answer_fit=max(answer_fit(_text(c, snapshot), question.text, question.kind) for c in selection.chosen),
        foreign=float(article.language != question.language),
    )


def _cosine(candidate: Candidate, query: Query, snapshot: Snapshot) -> float:
    return float(snapshot.sentence_vectors(candidate.passage.id)[candidate.number] @ query.vector)


def _text(candidate: Candidate, snapshot: Snapshot) -> str:
    return snapshot.articles[candidate.passage.article_id].text[slice(*candidate.passage.sentences[candidate.number])]


def _passage_text(candidate: Candidate, snapshot: Snapshot) -> str:
    passage = candidate.passage
    article = snapshot.articles[passage.article_id]
    return " ".join((article.title, *passage.heading_path, article.text[passage.start : passage.end]))


def _stems(text: str) -> frozenset[str]:
    return frozenset(query_terms(text))


def _missing_names(question: Question, said: frozenset[str]) -> float:
    names = [match[0] for match in NAME.finditer(question.text) if match.start() > 0 or match[0].isupper()]
    parts = [part for name in [*names, *re.findall(r"\d[\d.,]*", question.text)] for part in content_words(name)]
    return sum(not stems(part) & said for part in parts) / len(parts) if parts else 0.0
