"""What can go wrong on disk: whatever it is, a complete build is served, or one line says what to run."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.errors import EntenteError, IndexLocked, ModelError
from assistant.index import build as build_module
from assistant.index import layout
from assistant.index.build import build
from assistant.index.cache import VectorCache
from assistant.index.layout import BuildError
from assistant.index.live import LiveIndex, Snapshot
from assistant.index.store import VectorStore
from assistant.index.verify import verify
from assistant.settings import Settings
from tests.conftest import make_corpus
from tests.fakes import FakeEmbedder, no_progress

CORPUS = make_corpus()
ROOT = Path(__file__).parent.parent


@contextmanager
def serving(location: Path) -> Iterator[Snapshot]:
    live = LiveIndex(location, FakeEmbedder())
    with live.snapshot() as held:
        yield held
    live.close()


def assert_complete_build_is_live(location: Path) -> None:
    """CURRENT names a build that passes the whole check, and it answers."""
    live = layout.live_id(location)
    assert live is not None
    verify(layout.build_path(location, live))
    with serving(location) as held:
        assert (held.build_id, held.notice) == (live, "")
        assert held.dense(np.asarray(FakeEmbedder().embed_query("the Harbour Accord"), np.float32), 3)


def partial_builds(location: Path) -> list[str]:
    return [path.name for path in (location / layout.BUILDS).iterdir() if path.name.startswith(".")]


# Builds in a process of its own, says "here" at the given point and then waits to be killed.
STOPS_AT = """
import sys
from pathlib import Path
from assistant.index import build, layout, manifest
from tests.conftest import make_corpus, make_settings
from tests.fakes import FakeEmbedder

location, point = Path(sys.argv[1]), sys.argv[2]

def wait(*_):
    print("here", flush=True)
    sys.stdin.read()

def progress(stage, done, total):
    if stage == point:
        wait()

build.verify_in_child = lambda directory: None
for module in (build, layout, manifest):
    if hasattr(module, point):
        setattr(module, point, wait)
build.build(make_corpus()[:4], make_settings(location), FakeEmbedder(), progress)
"""


@contextmanager
def stopped_at(location: Path, point: str) -> Iterator[int]:
    """A builder that has come to `point`; it is killed at the end."""
    child = subprocess.Popen(
        [sys.executable, "-c", STOPS_AT, str(location), point],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "here\n"
        yield child.pid
    finally:
        child.kill()
        child.communicate()


@pytest.mark.usefixtures("quick_check")
class TestAKilledBuilder:
    @pytest.mark.parametrize("point", ["split", "_terms", "write", "sync_tree", "publish", "switch", "_remove_old"])
    def test_leaves_the_index_answering_and_the_next_build_succeeds(self, built: Settings, point: str) -> None:
        location = built.index.location
        with stopped_at(location, point):
            assert_complete_build_is_live(location)

        assert_complete_build_is_live(location)
        build(CORPUS[:3], built, FakeEmbedder(), no_progress)
        assert_complete_build_is_live(location)
        assert partial_builds(location) == []

    def test_held_the_lock_in_its_own_name_until_then(self, built: Settings) -> None:
        with stopped_at(built.index.location, "publish") as pid, pytest.raises(IndexLocked, match=f"process {pid} "):
            build(CORPUS, built, FakeEmbedder(), no_progress)
        assert build(CORPUS, built, FakeEmbedder(), no_progress).unchanged


@pytest.mark.usefixtures("quick_check")
class TestAnInterruptedBuild:
    @pytest.mark.parametrize("stage", ["split", "embed", "verify", "switch"])
    def test_frees_the_lock_and_leaves_no_half_build(self, built: Settings, stage: str) -> None:
        def interrupt(now: str, done: int, total: int) -> None:
            if now == stage:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            build(CORPUS[:4], built, FakeEmbedder(), interrupt)
        assert_complete_build_is_live(built.index.location)
        assert partial_builds(built.index.location) == []
        assert build(CORPUS, built, FakeEmbedder(), no_progress).articles == 6


class Failing:
    """Counts calls over several functions and fails the one numbered `at`."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.calls = 0

    def wrap(self, function: Callable[..., Any], error: Exception) -> Callable[..., Any]:
        def counted(*args: Any, **named: Any) -> Any:
            self.calls += 1
            if self.calls == self.at:
                raise error
            return function(*args, **named)

        return counted


def test_whichever_write_fails_a_complete_build_is_live(built: Settings, quick_check: None) -> None:
    location = built.index.location
    full = OSError(errno.EIO, "Input/output error", "a file")
    seams: list[tuple[Any, str, Exception]] = [
        (os, "fsync", full),
        (os, "replace", full),
        (Path, "open", full),
        (Path, "mkdir", full),
        (shutil, "rmtree", full),
        (VectorStore, "add", BuildError("Chroma cannot write")),
        (VectorCache, "put", sqlite3.OperationalError("disk I/O error")),
        (VectorCache, "prune", sqlite3.OperationalError("disk I/O error")),
        (build_module, "verify_in_child", BuildError("failed its check")),
        (FakeEmbedder, "embed_documents", ModelError("broken")),
    ]
    at = 0
    done = False
    while not done:
        at += 1
        failing = Failing(at)
        with pytest.MonkeyPatch.context() as patch:
            for owner, name, error in seams:
                patch.setattr(owner, name, failing.wrap(getattr(owner, name), error))
            try:
                build(CORPUS[:4], built, FakeEmbedder(revision=str(at)), no_progress)
                done = failing.calls < at
            except EntenteError:
                assert failing.calls >= at
        live = layout.live_id(location)
        assert live is not None
        verify(layout.build_path(location, live))

    assert at > 40
    assert partial_builds(location) == []


@pytest.mark.usefixtures("quick_check")
class TestAFileSystemThatRefuses:
    FULL = OSError(errno.ENOSPC, "No space left on device", "/disk/file")

    @pytest.mark.parametrize(
        ("owner", "name", "error", "said"),
        [
            (Path, "write_text", FULL, "/disk/file: No space left on device"),
            (np, "savez", FULL, "/disk/file: No space left on device"),
            (VectorCache, "put", sqlite3.OperationalError("database or disk is full"), "database or disk is full"),
        ],
    )
    def test_a_full_disk_is_one_line_and_the_index_answers(
        self, built: Settings, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, error: Exception, said: str
    ) -> None:
        def refuse(*_: Any, **__: Any) -> None:
            raise error

        monkeypatch.setattr(owner, name, refuse)
        with pytest.raises(BuildError, match=said) as caught:
            build(CORPUS[:4], built, FakeEmbedder(revision="2"), no_progress)
        assert "\n" not in str(caught.value)
        assert "assistant index" in str(caught.value)
        monkeypatch.undo()
        assert_complete_build_is_live(built.index.location)
        assert partial_builds(built.index.location) == []

    def test_a_disk_that_fills_up_under_chroma_is_one_line(
        self, built: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from chromadb.api.models.Collection import Collection
        from chromadb.errors import InternalError

        def refuse(*_: Any, **__: Any) -> None:
            raise InternalError("error returned from database: (code: 13) database or disk is full")

        monkeypatch.setattr(Collection, "add", refuse)
        with pytest.raises(BuildError, match="disk is full"):
            build(CORPUS[:4], built, FakeEmbedder(), no_progress)

    @pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
    def test_a_directory_that_cannot_be_written_is_named_and_still_served(
        self, built: Settings, monkeypatch: pytest.MonkeyPatch, number: int
    ) -> None:
        real = os.open

        def refuse(path: Any, flags: int, *rest: Any, **named: Any) -> int:
            if str(path).startswith(str(built.index.location)) and flags & (os.O_RDWR | os.O_WRONLY | os.O_CREAT):
                raise OSError(number, os.strerror(number), str(path))
            return real(path, flags, *rest, **named)

        monkeypatch.setattr(os, "open", refuse)
        with pytest.raises(BuildError, match=str(built.index.location)):
            build(CORPUS[:4], built, FakeEmbedder(), no_progress)
        assert_complete_build_is_live(built.index.location)
