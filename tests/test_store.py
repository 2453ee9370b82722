"""The vector collection: exact cosines, batches, and a directory that reading does not change."""

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import IndexUnavailable, ModelError
from assistant.index.files import Vectors
from assistant.index.layout import DamagedBuild
from assistant.index.store import COPY_PREFIX, VectorStore


def random_vectors(count: int, dimension: int = 32) -> Vectors:
    rows = np.random.default_rng(7).normal(size=(count, dimension)).astype(np.float32)
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def write(directory: Path, vectors: Vectors) -> list[str]:
    ids = [f"p{number}" for number in range(len(vectors))]
    store = VectorStore.create(directory)
    store.add(ids, vectors, [{"article_id": "a", "start": number} for number in range(len(vectors))])
    store.close()
    return ids


def contents(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def copies() -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob(f"*{COPY_PREFIX}*"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    write(tmp_path / "chroma", random_vectors(50))
    opened = VectorStore.open(tmp_path / "chroma")
    yield opened
    opened.close()


def test_the_nearest_come_first_with_their_cosine(store: VectorStore) -> None:
    vectors = random_vectors(50)
    question = vectors[3] + 0.2 * vectors[4]
    question /= np.linalg.norm(question)
    exact = {f"p{number}": float(cosine) for number, cosine in enumerate(vectors @ question)}

    found = store.query(question, 50)

    assert [id_ for id_, _ in found] == sorted(exact, key=lambda id_: -exact[id_])
    assert [cosine for _, cosine in found] == pytest.approx(sorted(exact.values(), reverse=True), abs=1e-5)


def test_equal_vectors_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    write(tmp_path / "chroma", np.repeat(random_vectors(1), 5, axis=0))
    store = VectorStore.open(tmp_path / "chroma")
    assert [id_ for id_, _ in store.query(random_vectors(1)[0], 5)] == ["p0", "p1", "p2", "p3", "p4"]
    store.close()


def test_vectors_come_back_in_the_order_asked_for(store: VectorStore) -> None:
    assert np.allclose(store.vectors(["p9", "p0", "p9"]), random_vectors(50)[[9, 0, 9]], atol=1e-6)


def test_a_vector_that_is_not_there_is_an_error_naming_it(store: VectorStore) -> None:
    with pytest.raises(IndexUnavailable, match="nowhere"):
        store.vectors(["p1", "nowhere"])


def test_asking_for_more_than_there_is_gives_all(store: VectorStore) -> None:
    assert len(store.query(random_vectors(1)[0], 5000)) == 50


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 0.0])
def test_a_question_vector_that_means_nothing_finds_no_passages(store: VectorStore, value: float) -> None:
    with pytest.raises(ModelError, match="assistant doctor"):
        store.query(np.full(32, value, np.float32), 3)


def test_an_empty_collection_can_be_asked(tmp_path: Path) -> None:
    write(tmp_path / "chroma", np.empty((0, 32), np.float32))
    store = VectorStore.open(tmp_path / "chroma")
    assert (store.query(random_vectors(1)[0], 3), store.ids(), store.count()) == ([], [], 0)
    store.close()


@pytest.mark.parametrize("count", [1, 201])
def test_a_last_batch_of_one_row_is_kept(tmp_path: Path, count: int) -> None:
    ids = write(tmp_path / "chroma", random_vectors(count))
    store = VectorStore.open(tmp_path / "chroma")
    assert sorted(store.ids()) == sorted(ids)
    assert store.query(random_vectors(count)[-1], 1)[0][0] == ids[-1]
    store.close()


def test_six_thousand_passages_are_all_there_and_find_themselves(tmp_path: Path) -> None:
    vectors = random_vectors(6000)
    ids = write(tmp_path / "chroma", vectors)
    store = VectorStore.open(tmp_path / "chroma")

    assert store.count() == 6000
    assert set(store.ids()) == set(ids)
    assert [row[0][0] for row in store.query_all(vectors[::15], 1)] == ids[::15]
    store.close()


def test_reading_leaves_every_file_as_it_was(tmp_path: Path) -> None:
    write(tmp_path / "chroma", random_vectors(20))
    before = contents(tmp_path / "chroma")
    for _ in range(2):
        store = VectorStore.open(tmp_path / "chroma")
        store.query(random_vectors(1)[0], 3)
        store.close()

    assert contents(tmp_path / "chroma") == before


def test_a_read_only_directory_is_served_from_a_writable_copy(tmp_path: Path) -> None:
    write(tmp_path / "chroma", random_vectors(20))
    paths = [tmp_path / "chroma", *(tmp_path / "chroma").rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        store = VectorStore.open(tmp_path / "chroma")
        assert all(path.stat().st_mode & 0o200 for copy in copies() for path in copy.rglob("*"))
        assert store.query(random_vectors(20)[5], 1)[0][0] == "p5"
        store.close()
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_the_copy_is_gone_when_the_store_is_closed(tmp_path: Path) -> None:
    write(tmp_path / "chroma", random_vectors(20))
    store = VectorStore.open(tmp_path / "chroma")
    assert len(copies()) == 1
    store.close()
    assert copies() == []


def test_the_copy_of_a_dead_process_is_removed_and_one_in_use_is_not(tmp_path: Path) -> None:
    write(tmp_path / "chroma", random_vectors(20))
    in_use = VectorStore.open(tmp_path / "chroma")
    (used,) = copies()
    left = Path(tempfile.gettempdir()) / f"{COPY_PREFIX}left"
    left.mkdir()
    (left / "OWNER").touch()

    other = VectorStore.open(tmp_path / "chroma")

    assert not left.exists()
    assert used in copies()
    assert in_use.query(random_vectors(20)[5], 1)[0][0] == "p5"
    in_use.close()
    other.close()


def test_opening_many_times_leaves_no_file_open(tmp_path: Path) -> None:
    write(tmp_path / "chroma", random_vectors(20))
    opened = []
    for _ in range(25):
        store = VectorStore.open(tmp_path / "chroma")
        store.query(random_vectors(1)[0], 3)
        store.close()
        opened.append(len(list(Path("/dev/fd").iterdir())))

    # Chroma closes some of its files a moment later; an opening that leaked would leave four or more each time.
    assert opened[-1] - opened[0] < 25


def test_threads_get_the_same_answers_as_one_caller(store: VectorStore) -> None:
    vectors = random_vectors(50)
    alone = [store.query(vector, 5) for vector in vectors]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda vector: store.query(vector, 5), vectors)) == alone


def test_a_directory_without_our_collection_is_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    with pytest.raises(DamagedBuild, match="chroma"):
        VectorStore.open(tmp_path / "chroma")
    assert copies() == []


def test_a_foreign_embedding_function_is_never_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import chromadb.utils.embedding_functions as chroma_functions

    made = []
    name = "sentence_transformer"
    known = chroma_functions.known_embedding_functions[name]
    monkeypatch.setattr(known, "build_from_config", staticmethod(lambda config: made.append(config)))
    write(tmp_path / "chroma", random_vectors(20))
    foreign = {
        "type": "known",
        "name": name,
        "config": {"model_name": "x", "device": "cpu", "normalize_embeddings": True},
    }
    with sqlite3.connect(tmp_path / "chroma" / "chroma.sqlite3") as database:
        (schema,) = database.execute("SELECT schema_str FROM collections").fetchone()
        read = json.loads(schema)
        read["keys"]["#embedding"]["float_list"]["vector_index"]["config"]["embedding_function"] = foreign
        database.execute("UPDATE collections SET schema_str = ?", (json.dumps(read),))

    store = VectorStore.open(tmp_path / "chroma")
    assert store.query(random_vectors(20)[5], 1)[0][0] == "p5"
    assert len(store.vectors(["p1"])) == 1
    assert len(store.ids()) == 20
    assert made == []
    # The configuration is really there: Chroma makes the function as soon as anyone looks at it.
    assert store._collection.configuration is not None
    assert [config["model_name"] for config in made] == ["x"]
    store.close()
