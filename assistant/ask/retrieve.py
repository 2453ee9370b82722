"""Hybrid retrieval: z-scored cosines plus a low weight of z-scored BM25, over all passages of a build."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.ask.expand import expand
from assistant.documents import Hit, Language
from assistant.errors import ModelError
from assistant.index.embed import Embedder
from assistant.index.live import Snapshot
from assistant.index.voter import Votes
from assistant.language import detect, query_terms
from assistant.settings import RetrievalSettings


@dataclass(frozen=True, slots=True)
class Query:
    """A stand-alone question with its unit vector and its keyword terms; `language` is None where it shows neither."""

    text: str
    vector: NDArray[np.float32]
    terms: tuple[str, ...]
    language: Language | None = None


def read_query(text: str, embedder: Embedder) -> Query:
    """Embed and analyse a question.

    Raises:
        ModelError: when the embedder gives a vector that is not finite or zero; no passage may be picked by it.
    """
    vector = np.asarray(embedder.embed_query(text), np.float32)
    if not np.isfinite(vector).all() or not vector.any():
        raise ModelError(
            f"Embedding model {embedder.name}: the question's vector is not usable; run `assistant doctor`."
        )
    shown = detect(text, "en")
    return Query(text, vector, tuple(query_terms(text)), shown if detect(text, "fr") == shown else None)


def retrieve(query: Query, snapshot: Snapshot, settings: RetrievalSettings) -> list[Hit]:
    """Passages near the question, best first: the union of the indexes' candidates, scored by all of them.

    `Hit.dense` is the embedding model's opinion alone; the score has it averaged with the second voter's, if the build
    has one.
    """
    keyword = snapshot.keyword(keyword_terms(query, snapshot), settings.candidates)
    near = [found for language in sorted(snapshot.languages) for found in _near(query, snapshot, settings, language)]
    opinion = second_opinion(query, snapshot, settings)
    ids = list(dict.fromkeys([*near, *keyword.scores, *(opinion.near(settings.candidates) if opinion else ())]))
    scale = Scale(query, snapshot)
    seconds = opinion.passages(ids) if opinion else [None] * len(ids)
    hits = []
    for passage_id, cosine, second in zip(ids, snapshot.cosines(query.vector, ids), seconds, strict=True):
        passage = snapshot.passages[passage_id]
        dense = scale.z_score(cosine, passage.language)
        lexical = z_score(keyword.scores.get(passage_id, 0.0), keyword.mean, keyword.std)
        weight = keyword_weight(query, passage.language, settings)
        own = settings.same_language if query.language == passage.language else 0.0
        hits.append(Hit(passage, average(dense, second, settings) + weight * lexical + own, dense, lexical))
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))


def keyword_terms(query: Query, snapshot: Snapshot) -> list[str]:
    """The terms looked up: the question's own, then those of its expansions, each once."""
    return list(dict.fromkeys([*query.terms, *(term for one in expand(query.text, snapshot) for term in one.terms)]))


def keyword_weight(query: Query, language: Language, settings: RetrievalSettings) -> float:
    """Words of a question say less about passages of the other language: names and chance likenesses match."""
    return settings.keyword_weight if query.language in (None, language) else settings.keyword_weight_across


class SecondOpinion:
    """What the second voter of a build thinks of passages and sentences for a question, as z-scores like Scale's."""

    def __init__(self, query: Query, snapshot: Snapshot, votes: Votes) -> None:
        self._snapshot = snapshot
        self._votes = votes
        self._vector = votes.question(query.text)
        self._moments = {language: votes.moments(self._vector, language) for language in snapshot.languages}

    def near(self, k: int) -> list[str]:
        """Ids of the `k` nearest passages of each language."""
        return self._votes.near(self._vector, k)

    def passages(self, ids: Sequence[str]) -> list[float]:
        """The z-score of each passage, in the order of `ids`."""
        return [
            z_score(cosine, *self._moments[self._snapshot.passages[passage_id].language])
            for passage_id, cosine in zip(ids, self._votes.cosines(self._vector, ids), strict=True)
        ]

    def best_sentence(self, passage_id: str) -> float:
        """The z-score of a passage's sentence that is nearest to the question."""
        cosines = self._votes.sentences(self._vector, self._snapshot.sentence_rows(passage_id))
        return z_score(max(cosines), *self._moments[self._snapshot.passages[passage_id].language])


def second_opinion(query: Query, snapshot: Snapshot, settings: RetrievalSettings) -> SecondOpinion | None:
    """None where the build has no votes, or where they are not to count."""
    if snapshot.votes is None or settings.voter == "off" or not settings.voter_weight:
        return None
    return SecondOpinion(query, snapshot, snapshot.votes)


def average(first: float, second: float | None, settings: RetrievalSettings) -> float:
    """The embedding model's z-score and the second voter's, weighted; the first alone where there is no second."""
    if second is None:
        return first
    return (first + settings.voter_weight * second) / (1 + settings.voter_weight)


class Scale:
    """Cosines of a question as z-scores over the passages of each language.

    The model puts texts of one language near each other whatever they say; within its own language a passage is
    measured by what it says.
    """

    def __init__(self, query: Query, snapshot: Snapshot) -> None:
        self._moments = {language: snapshot.dense_moments(query.vector, language) for language in snapshot.languages}

    def z_score(self, cosine: float, language: Language) -> float:
        """The z-score of a passage's or a sentence's cosine; `language` is its article's."""
        return z_score(cosine, *self._moments[language])


def z_score(value: float, mean: float, std: float) -> float:
    """(value − mean) / std; zero where there is no spread (one passage, or no keyword match at all)."""
    return (value - mean) / std if std > 0 else 0.0


def _near(query: Query, snapshot: Snapshot, settings: RetrievalSettings, language: Language) -> list[str]:
    return [passage_id for passage_id, _ in snapshot.dense(query.vector, settings.candidates, language)]
