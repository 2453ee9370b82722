"""The check of a finished build: `python -m assistant.index.verify DIRECTORY`. Says nothing, or what is wrong."""

import sys
from contextlib import closing
from pathlib import Path

import numpy as np

from assistant.errors import EntenteError
from assistant.index import files, glossary, manifest, vocabulary
from assistant.index.files import Vectors
from assistant.index.keyword import KeywordIndex
from assistant.index.layout import DamagedBuild
from assistant.index.manifest import Manifest
from assistant.index.store import VectorStore

RECALLED = 400
ALLOWED_LOST = 200
ROWS = 1000
TOLERANCE = 1e-4


def verify(directory: Path) -> None:
    """Check checksums, counts, that every vector can be read and is sound, and that passages find themselves.

    Raises:
        DamagedBuild: naming the first file found wrong.
    """
    found = manifest.read(directory)
    manifest.check(directory, found)
    passages = files.read_passages(directory)
    _check_counts(directory, found, len(passages), sum(len(passage.sentences) for passage in passages.values()))
    _check_rows(directory, files.SENTENCES, found.sentences, found.embedding.dimension)
    if found.voter is not None:
        _check_rows(directory, files.VOTES, found.passages, found.voter.dimension)
        _check_rows(directory, files.SENTENCE_VOTES, found.sentences, found.voter.dimension)
    with closing(VectorStore.open(directory / files.CHROMA)) as store:
        if set(store.ids()) != set(passages) or store.count() != len(passages):
            raise DamagedBuild(
                files.CHROMA, f"found {store.count()} vectors, expected those of {len(passages)} passages"
            )
        _check_vectors(store, list(passages), found.embedding.dimension)
        _check_recall(store, list(passages))


def _check_counts(directory: Path, expected: Manifest, passages: int, sentences: int) -> None:
    with closing(KeywordIndex(directory / files.KEYWORD)) as index:
        counts = {
            files.ARTICLES: (len(files.read_articles(directory)), expected.articles),
            files.PASSAGES: (passages, expected.passages),
            files.SENTENCES: (sentences, expected.sentences),
            files.KEYWORD: (len(index), expected.passages),
            vocabulary.NAME: (len(vocabulary.read(directory / vocabulary.NAME)), expected.words),
            glossary.NAME: (len(glossary.read(directory / glossary.NAME)), expected.names),
        }
    for name, (count, wanted) in counts.items():
        if count != wanted:
            raise DamagedBuild(name, f"found {count} entries, expected {wanted}")


def _check_rows(directory: Path, name: str, count: int, dimension: int) -> None:
    rows = files.read_rows(directory, name)
    if rows.shape != (count, dimension):
        raise DamagedBuild(name, f"found shape {rows.shape}, expected {count} rows of {dimension}")
    for start in range(0, len(rows), ROWS):
        _check_unit(rows[start : start + ROWS], name)


def _check_vectors(store: VectorStore, ids: list[str], dimension: int) -> None:
    for start in range(0, len(ids), ROWS):
        rows = store.vectors(ids[start : start + ROWS])
        if rows.shape[1] != dimension:
            raise DamagedBuild(files.CHROMA, f"found {rows.shape[1]} dimensions, expected {dimension}")
        _check_unit(rows, files.CHROMA)


def _check_unit(rows: Vectors, name: str) -> None:
    if not np.all(np.abs(np.linalg.norm(rows, axis=1) - 1) < TOLERANCE):
        raise DamagedBuild(name, "found a vector that is not of unit length")


def _check_recall(store: VectorStore, ids: list[str]) -> None:
    """At least 400 passages, evenly spread, or all: each must find itself, or one with the very same vector.

    One in 200 may fail: among hundreds of all but equal passages (a megabyte of one letter) the graph loses a few.
    A truncated vector file loses half.
    """
    sample = ids[:: max(1, len(ids) // RECALLED)]
    vectors = store.vectors(sample)
    lost = 0
    for passage_id, vector, hits in zip(sample, vectors, store.query_all(vectors, 1), strict=True):
        found = hits[0][0] if hits else None
        lost += found != passage_id and (found is None or float(store.vectors([found])[0] @ vector) < 1 - TOLERANCE)
    if lost > len(sample) // ALLOWED_LOST:
        raise DamagedBuild(files.CHROMA, f"{lost} of {len(sample)} passages do not find themselves")


def main() -> None:
    try:
        verify(Path(sys.argv[1]))
    except EntenteError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
