"""What the assistant's search is measured beside: BM25 alone, dense alone, and a plain reference made of the two.

All three read passages of 150 words with the article's title before them, with the assistant's own embedding model and
the assistant's own keyword terms; they know nothing of sentences, headings, languages or earlier names.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.documents import Article
from assistant.index import keyword
from assistant.index.cache import CachedEmbedder, VectorCache
from assistant.index.embed import Embedder
from assistant.index.keyword import KeywordIndex
from assistant.language import query_terms, terms
from evals.runs import Place

PASSAGE_WORDS = 150
KEYWORD_WEIGHT = 0.25
FOUND = 10

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ten best places of each baseline, best first, with the highest BM25 score (≥ 0) and cosine (−1 to 1)."""

    bm25: tuple[Place, ...]
    dense: tuple[Place, ...]
    reference: tuple[Place, ...]
    top_bm25: float
    top_cosine: float


class Baselines:
    """The three baselines over some articles; close it after use. No articles with words: nothing is ever found."""

    def __init__(self, articles: Sequence[Article], embedder: Embedder) -> None:
        placed = [(article, place) for article in articles for place in passages(article)]
        texts = [f"{article.title}\n{article.text[start:end]}" for article, (_, start, end) in placed]
        self._places = [place for _, place in placed]
        self._embedder = embedder
        self._vectors = np.asarray(embedder.embed_documents(texts), np.float64).reshape(len(texts), embedder.dimension)
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "keyword.sqlite"
        analysed = zip(texts, placed, strict=True)
        keyword.create(
            path, ((str(n), terms(text, article.language)) for n, (text, (article, _)) in enumerate(analysed))
        )
        self._keyword = KeywordIndex(path)

    def rank(self, question: str, history: Sequence[str] = ()) -> Ranking:
        """The best passages for a question; the earlier questions of its conversation are put before it."""
        asked = " ".join([*history, question])
        cosines = self._vectors @ np.asarray(self._embedder.embed_query(asked), np.float64)
        scores = np.zeros(len(self._places))
        for number, score in self._keyword.query(query_terms(asked), len(self._places)).scores.items():
            scores[int(number)] = score
        return Ranking(
            bm25=self._best(scores, scores > 0),
            dense=self._best(cosines),
            reference=self._best(z_scores(cosines) + KEYWORD_WEIGHT * z_scores(scores)),
            top_bm25=float(scores.max(initial=0.0)),
            top_cosine=float(cosines.max(initial=-1.0)),
        )

    def close(self) -> None:
        self._keyword.close()
        self._folder.cleanup()

    def _best(self, scores: Floats, kept: NDArray[np.bool_] | None = None) -> tuple[Place, ...]:
        order = [int(n) for n in np.argsort(-scores, kind="stable") if kept is None or kept[n]]
        return tuple(self._places[n] for n in order[:FOUND])


class Remembered:
    """An embedder that keeps every vector in one file: what several collections and baselines share is embedded once.

    Vectors of questions are kept as long as the object lives.
    """

    def __init__(self, embedder: Embedder, passage_prompt: str, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.name = embedder.name
        self.revision = embedder.revision
        self.dimension = embedder.dimension
        self._embedder = embedder
        self._documents = CachedEmbedder(embedder, passage_prompt, VectorCache(path), "evals", lambda done: None)
        self._queries: dict[str, list[float]] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._documents.rows(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        if text not in self._queries:
            self._queries[text] = self._embedder.embed_query(text)
        return self._queries[text]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._embedder.count_tokens(texts)


def passages(article: Article) -> Iterator[Place]:
    """The article's text in runs of 150 words, the last one shorter; headings are words like others."""
    words = list(re.finditer(r"\S+", article.text))
    for first in range(0, len(words), PASSAGE_WORDS):
        run = words[first : first + PASSAGE_WORDS]
        yield article.id, run[0].start(), run[-1].end()


def z_scores(values: Floats) -> Floats:
    """(value − mean) / standard deviation of the population; zeros where there is no spread."""
    spread = float(values.std()) if len(values) else 0.0
    return (values - values.mean()) / spread if spread > 0 else np.zeros(len(values))
