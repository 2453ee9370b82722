"""Stand-ins at the seams, with a memory of what was asked of them."""

import hashlib
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import cast

import numpy as np

from assistant.documents import Article
from assistant.index.live import Snapshot
from assistant.language import query_terms


class FakeEmbedder:
    """Texts that share word stems get near vectors. Deterministic, no model; an `Embedder`.

    `documents` are the texts embedded, in order, `calls` how many per call, `queries` the questions.
    """

    def __init__(self, name: str = "fake", revision: str = "1", dimension: int = 128) -> None:
        self.name = name
        self.revision = revision
        self.dimension = dimension
        self.documents: list[str] = []
        self.calls: list[int] = []
        self.queries: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.calls.append(len(texts))
        self.documents.extend(texts)
        return [self.vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        self.queries.append(text)
        return self.vector(text)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def vector(self, text: str) -> list[float]:
        """Each stem adds ±1 at a place that its hash picks; the first place is the same for all, so none is zero."""
        row = np.zeros(self.dimension)
        row[0] = 0.5
        for stem in query_terms(text):
            digest = hashlib.sha256(stem.encode()).digest()
            row[1 + int.from_bytes(digest[:4], "big") % (self.dimension - 1)] += 1 if digest[4] & 1 else -1
        unit: list[float] = (row / np.linalg.norm(row)).tolist()
        return unit


def no_progress(stage: str, done: int, total: int) -> None:
    """A progress callback for those who do not watch."""


def plain_snapshot(articles: Mapping[str, Article]) -> Snapshot:
    """What the stages after retrieval read of a build: its articles; every word is known and equally rare."""
    glossary = SimpleNamespace(names_in=lambda question: {})
    plain = SimpleNamespace(articles=articles, rarity=lambda terms: 1.0, has_any=lambda terms: True, glossary=glossary)
    return cast(Snapshot, plain)
