"""Vectors by content hash: a text that was embedded once, with the same model, is not embedded again."""

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError
from assistant.index.embed import Encoder
from assistant.index.files import Vectors

EMBED_BATCH = 64
CHECKSUM_BYTES = 4
TABLE = (
    "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL, build TEXT NOT NULL) WITHOUT ROWID"
)

T = TypeVar("T")


class VectorCache:
    """One SQLite file. It may be deleted at any time, and a damaged one is started afresh: only time is lost."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._healing(lambda connection: None)

    def get(self, keys: Sequence[bytes]) -> dict[bytes, NDArray[np.float32]]:
        """The vectors that are there and whole, by key; the others are left out. For up to some hundred keys."""

        def look_up(db: sqlite3.Connection) -> list[tuple[bytes, bytes]]:
            marks = ",".join("?" * len(keys))
            return db.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", keys).fetchall()

        found = {}
        for key, blob in self._healing(look_up):
            content, checksum = blob[:-CHECKSUM_BYTES], blob[-CHECKSUM_BYTES:]
            if _crc(content) == checksum:
                found[key] = np.frombuffer(content, np.float32)
        return found

    def put(self, vectors: Mapping[bytes, NDArray[np.float32]], build_id: str) -> None:
        """Keep vectors, for a build that is being made; they stay even if it is not finished."""
        contents = [(key, vector.tobytes()) for key, vector in vectors.items()]
        rows = [(key, content + _crc(content), build_id) for key, content in contents]
        self._healing(lambda db: db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows))

    def prune(self, used: Iterable[bytes], build_id: str, kept: Sequence[str]) -> None:
        """Note what a finished build uses, and drop what was last used by a build that is not in `kept`."""
        rows = [(build_id, key) for key in used]
        unused = f"DELETE FROM vectors WHERE build NOT IN ({','.join('?' * len(kept))})"
        self._healing(lambda db: db.executemany("UPDATE vectors SET build = ? WHERE key = ?", rows))
        self._healing(lambda db: db.execute(unused, kept))

    def __len__(self) -> int:
        return int(self._healing(lambda db: db.execute("SELECT count(*) FROM vectors").fetchone()[0]))

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _healing(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` in one transaction; if the file turns out to be damaged, once more on an empty one."""
        try:
            return self._work(work)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self.close()
            self._path.unlink()
            return self._work(work)

    def _work(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._connection is None:
            self._connection = sqlite3.connect(self._path)
            self._connection.execute(TABLE)
        with self._connection:
            return work(self._connection)


class CachedEmbedder:
    """Texts → unit vectors, through the cache. `embedded` counts texts that the model had to read."""

    def __init__(
        self,
        embedder: Encoder,
        passage_prompt: str,
        cache: VectorCache,
        build_id: str,
        embedding: Callable[[int], None],
    ) -> None:
        """`embedding` is told how many texts are done, as they are; a text met twice counts twice."""
        self._embedder = embedder
        self._model = f"{embedder.name}\0{embedder.revision}\0{embedder.dimension}\0{passage_prompt}\0".encode()
        self._cache = cache
        self._build_id = build_id
        self._report = embedding
        self._done = 0
        self.embedded = 0
        self.used: set[bytes] = set()

    def rows(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors [len(texts), dimension] in the order of the texts.

        Raises:
            ModelError: when the model gives a vector that is not finite, zero, or of another dimension.
        """
        rows = np.empty((len(texts), self._embedder.dimension), np.float32)
        for start in range(0, len(texts), EMBED_BATCH):
            part = texts[start : start + EMBED_BATCH]
            rows[start : start + len(part)] = self._batch(part)
            self._done += len(part)
            self._report(self._done)
        return rows

    def _batch(self, texts: Sequence[str]) -> Vectors:
        keys = [hashlib.sha256(self._model + text.encode()).digest() for text in texts]
        known = self._cache.get(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            made = unit_vectors(self._embedder.embed_documents(list(missing.values())), len(missing), self._embedder)
            fresh = dict(zip(missing, made, strict=True))
            self._cache.put(fresh, self._build_id)
            self.embedded += len(fresh)
            known |= fresh
        self.used.update(keys)
        return np.stack([known[key] for key in keys])


def unit_vectors(vectors: Sequence[Sequence[float]], count: int, embedder: Encoder) -> Vectors:
    """What an embedding model gave, checked and brought to exact unit length.

    Raises:
        ModelError: when it is not `count` vectors of the model's dimension, all finite and none zero.
    """
    shapes = {len(vector) for vector in vectors}
    if len(vectors) != count or shapes - {embedder.dimension}:
        raise ModelError(
            f"Embedding model {embedder.name}: found {len(vectors)} vectors of {sorted(shapes)} dimensions, expected "
            f"{count} of {embedder.dimension}; run `assistant doctor`."
        )
    rows = np.asarray(vectors, np.float32).reshape(count, embedder.dimension)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not lengths.all():
        raise ModelError(
            f"Embedding model {embedder.name}: found a vector that is zero or not finite; run `assistant doctor`."
        )
    unit: Vectors = rows / lengths
    return unit


def _crc(content: bytes) -> bytes:
    return zlib.crc32(content).to_bytes(CHECKSUM_BYTES, "big")
