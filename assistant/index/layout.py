"""The index directory: which builds it holds, which one is live, and who may write to it.

LOCK            flock of the one builder, with its process id
CURRENT         one line: the live build
vectors.sqlite  vectors by content hash, so that an unchanged text is not embedded again
builds/<id>/    complete builds; builds/.<id>.partial is one being written or removed
"""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from assistant.errors import EntenteError, IndexLocked, IndexUnavailable

LOCK = "LOCK"
CURRENT = "CURRENT"
CACHE = "vectors.sqlite"
BUILDS = "builds"
PARTIAL = ".partial"
STAMP = "%Y%m%dT%H%M%S.%f"


class BuildError(EntenteError):
    """A build cannot be written or did not pass its check. The live build is as it was."""

    exit_code = 7


class DamagedBuild(IndexUnavailable):
    """One build cannot be served; another may. `file` is the first file found wrong, relative to the build."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file


def build_path(root: Path, build_id: str) -> Path:
    return root / BUILDS / build_id


def partial_path(root: Path, build_id: str) -> Path:
    return root / BUILDS / f".{build_id}{PARTIAL}"


def build_ids(root: Path) -> list[str]:
    """Ids of the builds that were renamed into place, newest first; [] where there is no index.

    Raises:
        IndexUnavailable: when the directory cannot be read.
    """
    with _reading(root):
        folder = root / BUILDS
        found = [entry.name for entry in folder.iterdir() if entry.is_dir()] if folder.is_dir() else []
        return sorted((name for name in found if not name.startswith(".")), reverse=True)


def live_id(root: Path) -> str | None:
    """What CURRENT says, whether or not there is such a build; None where there is no CURRENT.

    Raises:
        IndexUnavailable: when CURRENT cannot be read.
    """
    with _reading(root):
        try:
            return (root / CURRENT).read_text("utf-8", errors="replace").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None


def new_build_id(root: Path, content_hash: str, now: datetime) -> str:
    """UTC time and the start of the content hash. Sorts after every build there is, even if the clock went back."""
    stamp = now.strftime(STAMP)
    newest = next(iter(build_ids(root)), "")
    if newest[: len(stamp)] >= stamp:
        stamp = (datetime.strptime(newest[: len(stamp)], STAMP) + timedelta(microseconds=1)).strftime(STAMP)
    return f"{stamp}Z-{content_hash[:8]}"


def switch(root: Path, build_id: str) -> None:
    """Make a build live. Whoever reads CURRENT sees the old line or the new one, also after a power cut."""
    beside = root / f"{CURRENT}{PARTIAL}"
    with beside.open("w", encoding="utf-8") as file:
        file.write(f"{build_id}\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(root / CURRENT)
    sync(root)


def publish(root: Path, build_id: str) -> None:
    """Give a finished partial build its name, for good."""
    partial_path(root, build_id).replace(build_path(root, build_id))
    sync(root / BUILDS)


def remove(root: Path, build_id: str) -> None:
    """Remove a build. A reader never meets a half-removed one: it loses its name first."""
    build_path(root, build_id).replace(partial_path(root, build_id))
    shutil.rmtree(partial_path(root, build_id))


def remove_leftovers(root: Path) -> None:
    """Remove what builders left that were killed. Only the holder of the lock may call this."""
    for path in (root / BUILDS).glob(f".*{PARTIAL}"):
        shutil.rmtree(path)


def sync(path: Path) -> None:
    """fsync a file or a directory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(directory: Path) -> None:
    """fsync everything under a directory, contents before the directories that hold them."""
    for path in sorted(directory.rglob("*"), reverse=True):
        sync(path)
    sync(directory)


@contextmanager
def lock(root: Path) -> Iterator[None]:
    """Be the one builder of this index; made if missing. The kernel frees a dead process's lock.

    Raises:
        IndexLocked: at once, naming the process that holds it.
    """
    root.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(root / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise IndexLocked(
                f"Index {root}: process {holder} is building it; wait until it ends, then run `assistant index`."
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Turn what the file system refuses into one line that names the place."""
    try:
        yield
    except OSError as error:
        place = error.filename or root
        raise BuildError(
            f"Index {root}: cannot write {place}: {error.strerror}; free space, or make it writable, or set "
            "ENTENTE_INDEX__LOCATION, then run `assistant index`."
        ) from error
    except sqlite3.OperationalError as error:
        raise BuildError(
            f"Index {root}: cannot write: {error}; free space, or make it writable, then run `assistant index`."
        ) from error


@contextmanager
def _reading(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexUnavailable(
            f"Index {root}: cannot read {error.filename or root}: {error.strerror}; make it readable."
        ) from error
