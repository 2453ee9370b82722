"""Hybrid retrieval: z-scored cosine plus a low weight of z-scored BM25, over all passages of a build."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.documents import Hit, Language
from assistant.errors import ModelError
from assistant.index.embed import Embedder
from assistant.index.live import Snapshot
from assistant.language import query_terms
from assistant.settings import RetrievalSettings


@dataclass(frozen=True, slots=True)
class Query:
    """A stand-alone question with its unit vector and its keyword terms."""

    text: str
    vector: NDArray[np.float32]
    terms: tuple[str, ...]


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
    return Query(text, vector, tuple(query_terms(text)))


def retrieve(query: Query, snapshot: Snapshot, settings: RetrievalSettings) -> list[Hit]:
    """Passages near the question, best first: the union of both indexes' candidates, scored by both."""
    keyword = snapshot.keyword(query.terms, settings.candidates)
    near = [found for language in sorted(snapshot.languages) for found in _near(query, snapshot, settings, language)]
    ids = list(dict.fromkeys([*near, *keyword.scores]))
    scale = Scale(query, snapshot)
    hits = []
    for passage_id, cosine in zip(ids, snapshot.cosines(query.vector, ids), strict=True):
        passage = snapshot.passages[passage_id]
        dense = scale.z_score(cosine, passage.language)
        lexical = z_score(keyword.scores.get(passage_id, 0.0), keyword.mean, keyword.std)
        hits.append(Hit(passage, dense + settings.keyword_weight * lexical, dense, lexical))
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))


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
