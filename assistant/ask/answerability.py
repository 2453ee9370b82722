"""How likely the evidence answers the question: a logistic model over plain signals (`python -m evals.fit`)."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources

from assistant.ask.expect import NAME, answer_fit, unmatched
from assistant.ask.quote import Candidate, Question
from assistant.ask.retrieve import Query
from assistant.index.live import Snapshot
from assistant.language import content_words, query_terms, stems

COEFFICIENTS = "answerability.json"
OTHERS = 20


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for or against an answer.

    `cosine` is the best chosen sentence's, `similarity` the same as a z-score over the build's passages, `margin` how
    far that is above the sentences that were read and not chosen. The rest are shares, 0–1, of one sentence, the best
    in each: of the question's content by weight that it has with its title and headings; of what is asked beyond the
    article's title; how well it holds the kind of words asked for, times its coverage, and alone. `missing_names` is
    the share of the question's names that the best article never mentions, `unmatched` of its numbers and ordinals that
    the chosen sentences do not have; `foreign` 1 for an article in another language, `french` 1
    for a French question, whose words match less often.
    """

    cosine: float
    similarity: float
    margin: float
    coverage: float
    asked: float
    fit_and_coverage: float
    fit: float
    missing_names: float
    unmatched: float
    foreign: float
    french: float


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


def read_signals(
    question: Question, query: Query, chosen: Sequence[Candidate], candidates: Sequence[Candidate], snapshot: Snapshot
) -> Signals:
    """The signals of the chosen sentences (one at least), out of all candidates, best first."""
    article = snapshot.articles[chosen[0].passage.article_id]
    similarity = max(candidate.similarity for candidate in chosen)
    rest = [candidate.similarity for candidate in candidates if candidate not in chosen][:OTHERS]
    fits = [answer_fit(_text(candidate, snapshot), question.text, question.kind) for candidate in chosen]
    return Signals(
        cosine=max(_cosine(candidate, query, snapshot) for candidate in chosen),
        similarity=similarity,
        margin=similarity - (sum(rest) / len(rest) if rest else 0.0),
        coverage=max(candidate.context_coverage for candidate in chosen),
        asked=max(_asked(question, candidate, snapshot) for candidate in chosen),
        fit_and_coverage=max(fit * c.context_coverage for fit, c in zip(fits, chosen, strict=True)),
        fit=max(fits),
        missing_names=_missing_names(question, frozenset(query_terms(f"{article.title} {article.text}"))),
        unmatched=unmatched(" ".join(_text(candidate, snapshot) for candidate in chosen), question.text),
        foreign=float(article.language != question.language),
        french=float(question.language == "fr"),
    )


def _cosine(candidate: Candidate, query: Query, snapshot: Snapshot) -> float:
    return float(snapshot.sentence_vectors(candidate.passage.id)[candidate.number] @ query.vector)


def _text(candidate: Candidate, snapshot: Snapshot) -> str:
    return snapshot.articles[candidate.passage.article_id].text[slice(*candidate.passage.sentences[candidate.number])]


def _asked(question: Question, candidate: Candidate, snapshot: Snapshot) -> float:
    """Share by weight of the question's words that are not in the article's title and are in the sentence or heading.

    1 when the question asks nothing beyond the title.
    """
    passage = candidate.passage
    title = frozenset(query_terms(snapshot.articles[passage.article_id].title))
    said = candidate.stems | frozenset(query_terms(" ".join(passage.heading_path)))
    beyond = {word: weight for word, weight in question.weights.items() if not word & title}
    total = sum(beyond.values())
    return sum(weight for word, weight in beyond.items() if word & said) / total if total else 1.0


def _missing_names(question: Question, said: frozenset[str]) -> float:
    names = [match[0] for match in NAME.finditer(question.text) if match.start() > 0 or match[0].isupper()]
    parts = [part for name in names for part in content_words(name)]
    return sum(not stems(part) & said for part in parts) / len(parts) if parts else 0.0
