"""Reranking by the best sentence: a passage is as good as the sentence of it that is nearest to the question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.ask.retrieve import Query, Scale, SecondOpinion, average, second_opinion, z_score
from assistant.documents import Hit, Passage
from assistant.index.embed import Reranker, load_reranker, passage_input
from assistant.index.live import Snapshot
from assistant.settings import RerankSettings, RetrievalSettings, Settings


@dataclass(frozen=True, slots=True)
class Ranked:
    """A hit with the z-scored cosine of each of its sentences, in the order of `passage.sentences`."""

    hit: Hit
    similarities: tuple[float, ...]


def best_first(query: Query, hits: Sequence[Hit], snapshot: Snapshot, settings: Settings) -> list[Ranked]:
    """`rerank`, then `judge` by the cross-encoder of `rerank.model` if one is named.

    Raises:
        ModelError: when that model cannot be used.
    """
    ranked = rerank(query, hits, snapshot, settings.retrieval)
    if not settings.rerank.model:
        return ranked
    return judge(query, ranked, snapshot, load_reranker(settings.rerank), settings.rerank)


def rerank(query: Query, hits: Sequence[Hit], snapshot: Snapshot, settings: RetrievalSettings) -> list[Ranked]:
    """The first `rerank_passages` hits in a new order, best first; the rest keep theirs behind them, unread.

    A hit's score gains `sentence_weight` times its best sentence's z-score, averaged with the second voter's if the
    build has one. Unread hits have no similarities.
    """
    reader = _Reader(query, snapshot, settings)
    best = [reader.read(hit) for hit in hits[: settings.rerank_passages]]
    best.sort(key=lambda ranked: (-ranked.hit.score, ranked.hit.passage.id))
    return best + [Ranked(hit, ()) for hit in hits[settings.rerank_passages :]]


def judge(
    query: Query, ranked: Sequence[Ranked], snapshot: Snapshot, reranker: Reranker, settings: RerankSettings
) -> list[Ranked]:
    """The first `passages` of those read in a new order, best first; the rest keep theirs behind them.

    A hit's score gains `weight` times its relevance, z-scored over those judged.
    """
    judged = [found for found in ranked[: settings.passages] if found.similarities]
    articles = snapshot.articles
    texts = [passage_input(articles[found.hit.passage.article_id], found.hit.passage) for found in judged]
    relevance = np.asarray(reranker.relevance(query.text, texts))
    spread = float(relevance.std()) if judged else 0.0
    gains = [settings.weight * z_score(float(value), float(relevance.mean()), spread) for value in relevance]
    scored = [
        replace(found, hit=replace(found.hit, score=found.hit.score + gain))
        for found, gain in zip(judged, gains, strict=True)
    ]
    scored.sort(key=lambda found: (-found.hit.score, found.hit.passage.id))
    return scored + list(ranked[len(judged) :])


def read(query: Query, passages: Iterable[Passage], snapshot: Snapshot, settings: RetrievalSettings) -> list[Ranked]:
    """Passages that were not searched for, in their order, with what rerank would read of them; no keyword score."""
    reader = _Reader(query, snapshot, settings)
    return [reader.read(Hit(passage, 0.0, 0.0, 0.0)) for passage in passages]


class _Reader:
    """Compares the sentences of passages with one question."""

    def __init__(self, query: Query, snapshot: Snapshot, settings: RetrievalSettings) -> None:
        self._query = query
        self._snapshot = snapshot
        self._settings = settings
        self._scale = Scale(query, snapshot)
        self._opinion: SecondOpinion | None = second_opinion(query, snapshot, settings)

    def read(self, hit: Hit) -> Ranked:
        cosines = self._snapshot.sentence_vectors(hit.passage.id) @ self._query.vector
        similarities = tuple(self._scale.z_score(float(cosine), hit.passage.language) for cosine in cosines)
        second = self._opinion.best_sentence(hit.passage.id) if self._opinion else None
        score = hit.score + self._settings.sentence_weight * average(max(similarities), second, self._settings)
        return Ranked(replace(hit, score=score, sentence=max(similarities)), similarities)
