"""Reranking by the best sentence: a passage is as good as the sentence of it that is nearest to the question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.ask.retrieve import Query, Scale
from assistant.documents import Hit
from assistant.index.live import Snapshot
from assistant.settings import RetrievalSettings


@dataclass(frozen=True, slots=True)
class Ranked:
    """A hit with the z-scored cosine of each of its sentences, in the order of `passage.sentences`."""

    hit: Hit
    similarities: tuple[float, ...]


def rerank(query: Query, hits: Sequence[Hit], snapshot: Snapshot, settings: RetrievalSettings) -> list[Ranked]:
    """The first `rerank_passages` hits in a new order, best first; the rest keep theirs behind them, unread.

    A hit's score gains `sentence_weight` times its best sentence's z-score. Unread hits have no similarities.
    """
    scale = Scale(query, snapshot)
    read = [_read(hit, query, scale, snapshot, settings) for hit in hits[: settings.rerank_passages]]
    read.sort(key=lambda ranked: (-ranked.hit.score, ranked.hit.passage.id))
    return read + [Ranked(hit, ()) for hit in hits[settings.rerank_passages :]]


def successors(query: Query, ranked: Sequence[Ranked], snapshot: Snapshot, settings: RetrievalSettings) -> list[Ranked]:
    """The passages of the articles that replaced one of those ranked, unless they are ranked themselves; unordered.

    A question about what was replaced is also to be answered by what holds now. They have no keyword score.
    """
    newer = {new for found in ranked for new in snapshot.articles[found.hit.passage.article_id].replaced_by}
    there = {found.hit.passage.id for found in ranked}
    scale = Scale(query, snapshot)
    missing = [p for p in snapshot.passages.values() if p.article_id in newer and p.id not in there]
    hits = [Hit(passage, 0.0, 0.0, 0.0) for passage in missing]
    return [_read(hit, query, scale, snapshot, settings) for hit in hits]


def _read(hit: Hit, query: Query, scale: Scale, snapshot: Snapshot, settings: RetrievalSettings) -> Ranked:
    cosines = snapshot.sentence_vectors(hit.passage.id) @ query.vector
    similarities = tuple(scale.z_score(float(cosine), hit.passage.language) for cosine in cosines)
    score = hit.score + settings.sentence_weight * max(similarities)
    return Ranked(replace(hit, score=score, sentence=max(similarities)), similarities)
