"""The plain files of a build: articles, passages, sentence vectors, moments of the passage vectors, second votes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from assistant.documents import Article, Language, Passage

CHROMA = "chroma"
KEYWORD = "keyword.sqlite"
ARTICLES = "articles.jsonl"
PASSAGES = "passages.jsonl"
SENTENCES = "sentences.npy"
MOMENTS = "moments.npz"
VOTES = "votes.npy"
SENTENCE_VOTES = "sentence_votes.npy"
VOTE_MOMENTS = "vote_moments.npz"

LANGUAGES: tuple[Language, ...] = ("en", "fr")
# Fewer passages than this say too little of how cosines spread.
ENOUGH = 30

Vectors = NDArray[np.float32]

_ARTICLE = TypeAdapter(Article)
_PASSAGE = TypeAdapter(Passage)


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean [d] and second moment E[v vᵀ] [d, d] of the passage vectors: enough for any query's mean and spread."""

    mean: NDArray[np.float64]
    second: NDArray[np.float64]

    def of_cosine(self, vector: Vectors) -> tuple[float, float]:
        """Mean and standard deviation (of the population) of the cosine of a unit `vector` over all passages.

        E[v·q] = mean·q and Var[v·q] = qᵀ E[v vᵀ] q − (mean·q)². (0, 0) for a build without passages.
        """
        query = vector.astype(np.float64)
        mean = float(self.mean @ query)
        variance = float(query @ self.second @ query) - mean * mean
        return mean, max(variance, 0.0) ** 0.5


class MomentsSum:
    """Adds up the moments of vectors that come in batches, each language on its own."""

    def __init__(self, dimension: int) -> None:
        self._counts = dict.fromkeys(LANGUAGES, 0)
        self._means = {language: np.zeros(dimension) for language in LANGUAGES}
        self._seconds = {language: np.zeros((dimension, dimension)) for language in LANGUAGES}

    def add(self, vectors: Vectors, languages: Sequence[Language]) -> None:
        """Vectors [n, d] with the language of each."""
        for language in LANGUAGES:
            exact = vectors[[found == language for found in languages]].astype(np.float64)
            self._counts[language] += len(exact)
            self._means[language] += exact.sum(axis=0)
            self._seconds[language] += exact.T @ exact

    def by_language(self) -> dict[Language, Moments]:
        """The moments within each language. One with fewer than `ENOUGH` passages has those of all passages."""
        whole = max(sum(self._counts.values()), 1)
        mean, second = np.sum([*self._means.values()], axis=0), np.sum([*self._seconds.values()], axis=0)
        overall = Moments(mean / whole, second / whole)
        return {
            language: Moments(self._means[language] / count, self._seconds[language] / count)
            if (count := self._counts[language]) >= ENOUGH
            else overall
            for language in LANGUAGES
        }


def article_json(article: Article) -> bytes:
    """One line of `articles.jsonl`; the same article always gives the same bytes."""
    return _ARTICLE.dump_json(article)


def passage_json(passage: Passage) -> bytes:
    """One line of `passages.jsonl`; the same passage always gives the same bytes."""
    return _PASSAGE.dump_json(passage)


def write_articles(directory: Path, articles: Iterable[Article]) -> None:
    _write_lines(directory / ARTICLES, map(article_json, articles))


def write_passages(directory: Path, passages: Iterable[Passage]) -> None:
    _write_lines(directory / PASSAGES, map(passage_json, passages))


def read_articles(directory: Path) -> dict[str, Article]:
    """The articles of a build by id, in the order they were written."""
    with (directory / ARTICLES).open("rb") as lines:
        return {article.id: article for article in map(_ARTICLE.validate_json, lines)}


def read_passages(directory: Path) -> dict[str, Passage]:
    """The passages of a build by id, in the order they were written."""
    with (directory / PASSAGES).open("rb") as lines:
        return {passage.id: passage for passage in map(_PASSAGE.validate_json, lines)}


def create_rows(directory: Path, name: str, count: int, dimension: int) -> np.memmap[Any, np.dtype[np.float32]]:
    """Rows on disk for vectors, passage after passage, to be filled and flushed."""
    return np.lib.format.open_memmap(directory / name, "w+", np.dtype(np.float32), (count, dimension))


def read_rows(directory: Path, name: str) -> Vectors:
    """The vectors of SENTENCES, VOTES or SENTENCE_VOTES, mapped into memory: [rows, dimension], in passage order."""
    rows: Vectors = np.load(directory / name, mmap_mode="r")
    return rows


def write_moments(directory: Path, moments: Mapping[Language, Moments], name: str = MOMENTS) -> None:
    arrays = {f"mean_{language}": found.mean for language, found in moments.items()}
    arrays |= {f"second_{language}": found.second for language, found in moments.items()}
    with (directory / name).open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def read_moments(directory: Path, name: str = MOMENTS) -> dict[Language, Moments]:
    """The moments of the passages of each language."""
    with np.load(directory / name) as stored:
        return {language: Moments(stored[f"mean_{language}"], stored[f"second_{language}"]) for language in LANGUAGES}


def _write_lines(path: Path, lines: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        for line in lines:
            file.write(line + b"\n")
