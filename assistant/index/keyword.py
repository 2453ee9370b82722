"""The keyword index: BM25 over pre-stemmed terms, in one SQLite FTS5 file."""

import math
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.index.layout import DamagedBuild


@dataclass(frozen=True, slots=True)
class KeywordResult:
    """`scores`: the best passages' BM25 (≥ 0) by id, best first, ties by id.

    `mean` and `std` (of the population) are over all passages of the index; one that matches nothing counts as 0.
    """

    scores: dict[str, float]
    mean: float
    std: float


class KeywordIndex:
    """An index opened for reading. Safe to use from several threads.

    BM25 is FTS5's: k1 = 1.2, b = 0.75, idf = ln((N − n + 0.5) / (n + 0.5)), or 10⁻⁶ for a term in half of the
    passages or more.
    """

    def __init__(self, path: Path) -> None:
        """Open what `create` wrote. `immutable` spares locks and side files, and lets it lie in a read-only directory.

        Raises:
            DamagedBuild: when it is not such a file.
        """
        self._lock = threading.Lock()
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._count = int(self._connection.execute("SELECT count(*) FROM passages").fetchone()[0])
        except sqlite3.Error as error:
            raise DamagedBuild(path.name, str(error)) from error

    def __len__(self) -> int:
        return self._count

    def query(self, terms: Sequence[str], k: int) -> KeywordResult:
        """The `k` best passages that contain any of `terms`; a repeated term counts once, no terms match nothing."""
        if not terms or not self._count:
            return KeywordResult({}, 0.0, 0.0)
        with self._lock:
            rows = self._connection.execute(
                "SELECT passages.id, -bm25(search) FROM search JOIN passages ON passages.rowid = search.rowid "
                "WHERE search MATCH ?",
                (_any_of(terms),),
            ).fetchall()
        best = sorted(rows, key=lambda row: (-row[1], row[0]))[:k]
        mean = math.fsum(score for _, score in rows) / self._count
        spread = math.fsum((score - mean) ** 2 for _, score in rows) + (self._count - len(rows)) * mean**2
        return KeywordResult(dict(best), mean, math.sqrt(spread / self._count))

    def matching(self, terms: Sequence[str]) -> int:
        """How many passages contain any of `terms`; 0 for no terms."""
        if not terms:
            return 0
        with self._lock:
            found = self._connection.execute("SELECT count(*) FROM search WHERE search MATCH ?", (_any_of(terms),))
            return int(found.fetchone()[0])

    def together(self, groups: Sequence[Sequence[str]]) -> int:
        """How many passages contain a term of each of `groups`; 0 for no groups."""
        if not groups:
            return 0
        wanted = " AND ".join(f"({_any_of(group)})" for group in groups)
        with self._lock:
            found = self._connection.execute("SELECT count(*) FROM search WHERE search MATCH ?", (wanted,))
            return int(found.fetchone()[0])

    def close(self) -> None:
        self._connection.close()


def create(path: Path, rows: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Write a new index of (passage id, its terms in order). A passage without terms counts but never matches."""
    connection = sqlite3.connect(path)
    try:
        with connection:
            connection.execute("CREATE TABLE passages (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)")
            connection.execute("CREATE VIRTUAL TABLE search USING fts5(terms, content='', tokenize='ascii')")
            for number, (passage_id, terms) in enumerate(rows, start=1):
                connection.execute("INSERT INTO passages VALUES (?, ?)", (number, passage_id))
                content = " ".join(map(_token, terms))
                connection.execute("INSERT INTO search (rowid, terms) VALUES (?, ?)", (number, content))
            connection.execute("INSERT INTO search (search) VALUES ('optimize')")
    finally:
        connection.close()


def _any_of(terms: Sequence[str]) -> str:
    return " OR ".join(f'"{_token(term)}"' for term in dict.fromkeys(terms))


def _token(term: str) -> str:
    """A term as FTS5 stores it: hex digits are one token for any tokenizer and never query syntax."""
    return term.encode("utf-8", "surrogatepass").hex()
