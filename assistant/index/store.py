"""The vector collection: one Chroma directory per build, cosine, vectors always passed in.

Chroma writes into a directory that it only reads: each opening adds a row to `chroma.sqlite3`, and a read-only one
cannot be opened at all. So a finished directory is served from a private copy, and its checksums hold for good.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import IndexUnavailable, ModelError
from assistant.index.files import Vectors
from assistant.index.layout import BuildError, DamagedBuild

COLLECTION = "passages"
ROWS_PER_CALL = 200
COPY_PREFIX = "entente-vectors-"
OWNER = "OWNER"
SIDE_FILES = ("-journal", "-wal", "-shm")
# `sync_threshold` 2 has every call written to the index files: below the default of 1000 rows, vectors stay in
# Chroma's queue and the index is made anew at each opening. The wider graph finds 97 % of the exact 100 nearest of
# 6,000 random vectors, the default one 73 %, at the same speed. One thread makes the graph depend on the order alone.
HNSW = {
    "space": "cosine",
    "ef_construction": 200,
    "ef_search": 200,
    "max_neighbors": 32,
    "num_threads": 1,
    "batch_size": 2,
    "sync_threshold": 2,
}

Metadata = dict[str, str | int]


class VectorStore:
    """Vectors by passage id. Queries from several threads are safe; writing is for one."""

    def __init__(self, client: Any, collection: Any, copy: "_PrivateCopy | None") -> None:
        self._client = client
        self._collection = collection
        self._copy = copy
        self._count = int(collection.count())
        self._rows = min(ROWS_PER_CALL, client.get_max_batch_size())

    @classmethod
    def create(cls, directory: Path) -> "VectorStore":
        """An empty collection in a new directory, opened in place for writing.

        Raises:
            BuildError: when Chroma cannot write there.
        """
        with _as_build_error(directory):
            client = _client(directory)
            collection = client.create_collection(COLLECTION, configuration={"hnsw": HNSW}, embedding_function=None)
            return cls(client, collection, None)

    @classmethod
    def open(cls, directory: Path) -> "VectorStore":
        """A finished collection, opened from a private copy. Compare its files with their checksums first: Chroma
        does not notice most damage, and some of it ends the process.

        Raises:
            DamagedBuild: when Chroma does not find a collection of ours in it.
            IndexUnavailable: when there is no room for the copy.
        """
        from chromadb.errors import ChromaError

        copy = _PrivateCopy(directory)
        client = None
        try:
            client = _client(copy.path)
            collection = client.get_collection(COLLECTION, embedding_function=None)
            return cls(client, collection, copy)
        except (ChromaError, ValueError) as error:
            if client is not None:
                client.close()
            copy.remove()
            raise DamagedBuild(directory.name, f"Chroma cannot open it ({_first_line(error)})") from error

    def add(self, ids: Sequence[str], vectors: Vectors, metadatas: Sequence[Metadata]) -> None:
        """Add rows with new ids, in calls of at most 200 rows; nothing for none.

        Raises:
            BuildError: when Chroma cannot write them.
        """
        for start in range(0, len(ids), self._rows):
            part = slice(start, start + self._rows)
            with _as_build_error(COLLECTION):
                self._collection.add(list(ids[part]), embeddings=vectors[part], metadatas=list(metadatas[part]))
        self._count = int(self._collection.count())

    def query(self, vector: Vectors, k: int, where: Metadata | None = None) -> list[tuple[str, float]]:
        """The `k` nearest passages with their cosine, best first, ties by id; only those with `where`'s one value.

        Raises:
            ModelError: when the vector is zero or not finite: Chroma would return any passages.
        """
        return self.query_all(vector[np.newaxis], k, where)[0]

    def query_all(self, vectors: Vectors, k: int, where: Metadata | None = None) -> list[list[tuple[str, float]]]:
        """As `query`, for several vectors at once, in their order."""
        if not len(vectors):
            return []
        if not np.isfinite(vectors).all() or not vectors.any(axis=1).all():
            raise ModelError("The question's vector is zero or not finite; run `assistant doctor`.")
        if not self._count:
            return [[] for _ in vectors]
        found = self._collection.query(
            query_embeddings=vectors, n_results=min(k, self._count), where=where, include=["distances"]
        )
        return [
            sorted(
                ((id_, 1.0 - distance) for id_, distance in zip(*row, strict=True)), key=lambda hit: (-hit[1], hit[0])
            )
            for row in zip(found["ids"], found["distances"], strict=True)
        ]

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """Stored vectors [len(ids), dimension] in the order of `ids`.

        Raises:
            IndexUnavailable: when an id is not in the collection, or its vector cannot be read.
        """
        from chromadb.errors import ChromaError

        stored: dict[str, Vectors] = {}
        once = list(dict.fromkeys(ids))
        for start in range(0, len(once), self._rows):
            try:
                part = self._collection.get(ids=once[start : start + self._rows], include=["embeddings"])
            except ChromaError as error:
                raise IndexUnavailable(
                    f"Vectors cannot be read ({_first_line(error)}); run `assistant index`."
                ) from error
            stored.update(zip(part["ids"], part["embeddings"], strict=True))
        missing = [id_ for id_ in ids if id_ not in stored]
        if missing:
            raise IndexUnavailable(f"Vectors: passage {missing[0]} is not in the collection; run `assistant index`.")
        return np.asarray([stored[id_] for id_ in ids], np.float32)

    def ids(self) -> list[str]:
        """All ids, in no particular order."""
        return list(self._collection.get(include=[])["ids"])

    def count(self) -> int:
        return self._count

    def close(self) -> None:
        """Release the files; a private copy is removed. The same directory can be opened again."""
        self._client.close()
        if self._copy is not None:
            self._copy.remove()


class _PrivateCopy:
    """A copy of a directory in the temporary directory, gone with `remove` or, after a crash, with the next copy made.

    Its owner holds a lock on OWNER as long as it lives, so that nobody takes a copy in use for a left-over.
    """

    def __init__(self, directory: Path) -> None:
        _remove_orphans()
        with ExitStack() as undo:
            try:
                fresh = Path(tempfile.mkdtemp(prefix=f".{COPY_PREFIX}"))
                self._root = fresh.with_name(fresh.name.removeprefix("."))
                undo.callback(shutil.rmtree, fresh, ignore_errors=True)
                self._owner = os.open(fresh / OWNER, os.O_RDWR | os.O_CREAT, 0o600)
                undo.callback(self.remove)
                fcntl.flock(self._owner, fcntl.LOCK_EX)
                fresh.rename(self._root)
                self.path = self._root / directory.name
                _copy_files(directory, self.path)
            except OSError as error:
                raise IndexUnavailable(
                    f"Cannot copy {directory} to {tempfile.gettempdir()}: {error.strerror}; free space or set TMPDIR."
                ) from error
            undo.pop_all()

    def remove(self) -> None:
        shutil.rmtree(self._root, ignore_errors=True)
        os.close(self._owner)


def _copy_files(source: Path, target: Path) -> None:
    """Contents only: in a copy, the modes of a read-only build would stand in Chroma's way."""
    target.mkdir()
    for path in source.iterdir():
        if path.is_dir():
            _copy_files(path, target / path.name)
        elif not path.name.endswith(SIDE_FILES):
            shutil.copyfile(path, target / path.name)


def _remove_orphans() -> None:
    for path in Path(tempfile.gettempdir()).glob(f"{COPY_PREFIX}*"):
        try:
            owner = os.open(path / OWNER, os.O_RDWR)
        except OSError:
            continue
        try:
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(owner)


def _client(directory: Path) -> Any:
    """A client of its own. What Chroma would take from the environment or a `.env` file is set here."""
    import chromadb
    from chromadb.config import Settings

    settings = Settings(
        _env_file=None,
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
        is_persistent=True,
        migrations="apply",
    )
    return chromadb.PersistentClient(path=directory.resolve(), settings=settings)


@contextmanager
def _as_build_error(place: Path | str) -> Iterator[None]:
    from chromadb.errors import ChromaError

    try:
        yield
    except ChromaError as error:
        raise BuildError(
            f"Chroma cannot write {place} ({_first_line(error)}); free space, then run `assistant index`."
        ) from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
