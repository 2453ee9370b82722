"""Damage to files of an index: the previous build is served, or one line says what to run; never wrong passages."""

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import IndexUnavailable
from assistant.index import layout, manifest
from assistant.index.build import build
from assistant.index.live import LiveIndex, Snapshot
from assistant.settings import Settings
from tests.conftest import make_corpus
from tests.fakes import FakeEmbedder, no_progress

CORPUS = make_corpus()


@contextmanager
def serving(location: Path) -> Iterator[Snapshot]:
    live = LiveIndex(location, FakeEmbedder())
    with live.snapshot() as held:
        yield held
    live.close()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scramble(path: Path) -> None:
    """Other bytes, as many."""
    path.write_bytes(os.urandom(path.stat().st_size))


def flip(path: Path) -> None:
    """One bit in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def lie(path: Path) -> None:
    """Well-formed, but not what was written."""
    stored = json.loads(path.read_text())
    stored["manifest"]["passages"] += 1
    path.write_text(json.dumps(stored))


DAMAGES: list[tuple[str, Callable[[Path], None]]] = [
    ("data_level0.bin", cut),
    ("data_level0.bin", scramble),
    ("data_level0.bin", Path.unlink),
    ("header.bin", scramble),
    ("index_metadata.pickle", Path.unlink),
    ("chroma.sqlite3", cut),
    ("chroma.sqlite3", flip),
    ("keyword.sqlite", flip),
    ("articles.jsonl", flip),
    ("passages.jsonl", cut),
    ("sentences.npy", flip),
    ("moments.npz", Path.unlink),
    ("vocabulary.json", flip),
    ("glossary.jsonl", Path.unlink),
    ("MANIFEST.json", cut),
    ("MANIFEST.json", scramble),
    ("MANIFEST.json", lie),
    ("MANIFEST.json", Path.unlink),
]


def damaged(directory: Path, name: str, damage: Callable[[Path], None]) -> None:
    damage(next(directory.rglob(name)))


@pytest.fixture
def two_builds(built: Settings, quick_check: None) -> tuple[str, str]:
    """Ids of the older build and of the live one."""
    older = str(layout.live_id(built.index.location))
    return older, build(CORPUS[:4], built, FakeEmbedder(), no_progress).build_id


@pytest.mark.parametrize(("name", "damage"), DAMAGES, ids=lambda value: getattr(value, "__name__", value))
class TestADamagedBuild:
    def test_gives_way_to_the_previous_one_and_says_so(
        self, built: Settings, two_builds: tuple[str, str], name: str, damage: Callable[[Path], None]
    ) -> None:
        older, live = two_builds
        damaged(layout.build_path(built.index.location, live), name, damage)
        with serving(built.index.location) as held:
            assert held.build_id == older
            assert len(held.articles) == 6
            assert name in held.notice
            assert live in held.notice
            assert "`assistant index`" in held.notice

    def test_is_never_served_when_it_is_the_only_one(
        self, built: Settings, name: str, damage: Callable[[Path], None]
    ) -> None:
        (build_id,) = layout.build_ids(built.index.location)
        damaged(layout.build_path(built.index.location, build_id), name, damage)
        with pytest.raises(IndexUnavailable) as caught, serving(built.index.location):
            pass
        assert name in str(caught.value)
        assert "`assistant index`" in str(caught.value)
        assert "\n" not in str(caught.value)


class TestADamagedIndex:
    def test_a_removed_vector_folder_is_noticed(self, built: Settings, two_builds: tuple[str, str]) -> None:
        older, live = two_builds
        shutil.rmtree(next(layout.build_path(built.index.location, live).rglob("data_level0.bin")).parent)
        with serving(built.index.location) as held:
            assert held.build_id == older

    @pytest.mark.parametrize("content", ["20200101T000000.000000Z-00000000\n", "", "../../elsewhere\n", "\xff\xfe"])
    def test_a_pointer_to_no_build_gives_the_newest_complete_one(
        self, built: Settings, two_builds: tuple[str, str], content: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        (built.index.location / layout.CURRENT).write_text(content, "latin-1")
        with serving(built.index.location) as held:
            assert held.build_id == two_builds[1]
            assert "CURRENT names no build" in held.notice
        assert "CURRENT names no build" in caplog.text

    def test_a_missing_pointer_gives_the_newest_complete_build(
        self, built: Settings, two_builds: tuple[str, str]
    ) -> None:
        (built.index.location / layout.CURRENT).unlink()
        damaged(layout.build_path(built.index.location, two_builds[1]), "sentences.npy", cut)
        with serving(built.index.location) as held:
            assert held.build_id == two_builds[0]

    def test_a_damaged_build_is_served_no_more_once_it_was_mended(
        self, built: Settings, two_builds: tuple[str, str]
    ) -> None:
        damaged(layout.build_path(built.index.location, two_builds[1]), "sentences.npy", cut)
        live = LiveIndex(built.index.location, FakeEmbedder())
        with live.snapshot() as held:
            assert held.notice
        report = build(CORPUS[:4], built, FakeEmbedder(), no_progress)
        with live.snapshot() as held:
            assert (held.build_id, held.notice) == (report.build_id, "")
        live.close()

    def test_a_build_in_an_older_format_says_what_to_run(self, built: Settings) -> None:
        directory = layout.build_path(built.index.location, str(layout.live_id(built.index.location)))
        manifest.write(directory, manifest.read(directory).model_copy(update={"format": 0}))
        said = r"found format 0, expected 2.*`assistant index`"
        with pytest.raises(IndexUnavailable, match=said), serving(built.index.location):
            pass

    def test_an_unreadable_index_is_named(self, built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: Any, **__: Any) -> str:
            raise PermissionError(errno.EACCES, "Permission denied", str(built.index.location / layout.CURRENT))

        monkeypatch.setattr(Path, "read_text", refuse)
        with pytest.raises(IndexUnavailable, match=r"CURRENT: Permission denied"), serving(built.index.location):
            pass
