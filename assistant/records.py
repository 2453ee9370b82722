"""Answers given and what readers said of them, in one SQLite file.

Nothing about the person is kept: no name, no address, no session, and of the time only the day (UTC).
"""

import json
import sqlite3
import time
import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

from assistant.errors import EntenteError

Complaint = Literal["wrong", "not_answered", "unsupported", "out_of_date", "other"]
COMPLAINTS: tuple[Complaint, ...] = get_args(Complaint)

LONGEST_COMMENT = 2000
WAIT_S = 5.0

# What spreadsheets take for the beginning of a formula, full-width forms included.
_FORMULA = tuple("=+-@＝＋－＠")

# A file of version n has had the first n steps; a change of the schema is one more step.
_STEPS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE answers (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, day TEXT NOT NULL, "
        "history TEXT NOT NULL, answer TEXT NOT NULL)",
        "CREATE TABLE feedback (n INTEGER PRIMARY KEY, answer_id TEXT NOT NULL REFERENCES answers (id) "
        "ON DELETE CASCADE, day TEXT NOT NULL, up INTEGER NOT NULL, reason TEXT NOT NULL, comment TEXT NOT NULL)",
        "CREATE INDEX feedback_of ON feedback (answer_id)",
    ),
)


class RecordsError(EntenteError):
    """The records cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer and one reader's mark against it. `answer` is its JSON; `history` are its earlier questions."""

    answer: dict[str, Any]
    history: tuple[str, ...]
    reason: Complaint
    comment: str
    day: date


class Records:
    """The file at `path`, made by the first answer that is kept; until then there is nothing in it to read.

    Every call opens the file and closes it, so any number of threads and processes may share it. Every method raises
    RecordsError when the file is damaged, is of something else or of a newer version, cannot be written, or is locked
    by another program for `WAIT_S` seconds.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, answer_json: dict[str, Any], history: list[str]) -> None:
        """Keep an answer with its earlier questions, oldest first; one that is there already counts as of today."""
        row = (answer_json["id"], today().isoformat(), json.dumps(history), json.dumps(answer_json))
        with self._writing() as db:
            db.execute(
                "INSERT INTO answers (id, day, history, answer) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET day = excluded.day",
                row,
            )

    def feedback(self, answer_id: str, up: bool, reason: str = "", comment: str = "") -> None:
        """Add what one reader says of a kept answer. `reason` is one of COMPLAINTS, and empty with `up`.

        The comment is cut at `LONGEST_COMMENT` characters, without control characters, and begins with an apostrophe
        where a spreadsheet would take it for a formula.

        Raises:
            ValueError: for another reason.
            RecordsError: when no such answer is kept, besides what every method raises it for.
        """
        if (reason != "") if up else (reason not in COMPLAINTS):
            raise ValueError(f"reason is {reason!r}, expected {'none' if up else 'one of ' + ', '.join(COMPLAINTS)}")
        row = (answer_id, today().isoformat(), up, reason, _harmless(comment))
        with self._writing() as db:
            if not db.execute("SELECT 1 FROM answers WHERE id = ?", (answer_id,)).fetchone():
                raise RecordsError(f"No answer {answer_id!r} in {self.path}; ask the question again.")
            db.execute("INSERT INTO feedback (answer_id, day, up, reason, comment) VALUES (?, ?, ?, ?, ?)", row)

    def marked_down(self, since: date | None = None) -> list[Marked]:
        """Every mark against an answer, of all days or from the day `since` on, in the order they were given."""
        if self._is_missing():
            return []
        with self._reading() as db:
            rows = db.execute(
                "SELECT answer, history, reason, comment, f.day FROM feedback f JOIN answers ON id = answer_id "
                "WHERE NOT up AND f.day >= ? ORDER BY f.n",
                (since.isoformat() if since else "",),
            ).fetchall()
        return [
            Marked(json.loads(answer), tuple(json.loads(history)), reason, comment, date.fromisoformat(day))
            for answer, history, reason, comment, day in rows
        ]

    def purge(self, days: int) -> int:
        """Delete what is older than the last `days` days, today being one of them; 0 deletes everything.

        Returns how many answers were deleted. Their feedback goes with them, and their bytes are overwritten.
        """
        last = (today() - timedelta(days=days)).isoformat()
        if self._is_missing():
            return 0
        with self._open() as db:
            with _transaction(db, "IMMEDIATE"):
                db.execute("DELETE FROM feedback WHERE day <= ?", (last,))
                deleted = db.execute("DELETE FROM answers WHERE day <= ?", (last,)).rowcount
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return deleted

    def export(self) -> Iterator[dict[str, Any]]:
        """Every kept answer in the order they were first given: {"day", "history", "answer", "feedback"}.

        `feedback` is a list of {"day", "up", "reason", "comment"} in the order given. All are of one moment.
        """
        if self._is_missing():
            return
        with self._reading() as db:
            for answer_id, day, history, answer in db.execute(
                "SELECT id, day, history, answer FROM answers ORDER BY n"
            ):
                given = db.execute(
                    "SELECT day, up, reason, comment FROM feedback WHERE answer_id = ? ORDER BY n", (answer_id,)
                )
                feedback = [{"day": d, "up": bool(up), "reason": r, "comment": c} for d, up, r, c in given]
                kept = {"day": day, "history": json.loads(history), "answer": json.loads(answer)}
                yield {**kept, "feedback": feedback}

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._open() as db, _transaction(db, "IMMEDIATE"):
            yield db

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """All that is read within is of one moment of the file."""
        with self._open() as db, _transaction(db, "DEFERRED"):
            yield db

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(_connect(self.path)) as db:
                yield db
        except sqlite3.OperationalError as error:
            raise self._unusable(str(error), "see that it can be written and that no other program holds it") from error
        except sqlite3.DatabaseError as error:
            raise self._unusable(str(error), "move it away and a new one is begun") from error
        except OSError as error:
            raise self._unusable(str(error.strerror), "make it writable") from error

    def _is_missing(self) -> bool:
        try:
            return not self.path.exists()
        except OSError as error:
            raise self._unusable(str(error.strerror), "make its folder readable") from error

    def _unusable(self, found: str, mend: str) -> RecordsError:
        return RecordsError(f"Records in {self.path} cannot be used ({found}); {mend}, or set records.path to another.")


def _connect(path: Path) -> sqlite3.Connection:
    """A connection to a file that has had all steps.

    While another process makes the file, SQLite says it is locked without waiting; then it is tried again.
    """
    end = time.monotonic() + WAIT_S
    while True:
        db = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)
        try:
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")
            if _version(db) != len(_STEPS):
                _upgrade(db, path)
            return db
        except sqlite3.OperationalError as error:
            db.close()
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.01)
        except BaseException:
            db.close()
            raise


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _upgrade(db: sqlite3.Connection, path: Path) -> None:
    """Take the steps that the file has not had; another process may be doing the same. A file of others is let be."""
    with _transaction(db, "DEFERRED"):
        version = _version(db)
        if version > len(_STEPS):
            raise sqlite3.DatabaseError(f"version {version}, expected at most {len(_STEPS)}")
        if version == 0 and db.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise sqlite3.DatabaseError("a database of something else")
    # Only for the one who runs the assistant. By name: closing a file of our own would drop SQLite's locks on it.
    path.chmod(0o600)
    db.execute("PRAGMA journal_mode = WAL")
    with _transaction(db, "IMMEDIATE"):
        for step in _STEPS[_version(db) :]:
            for statement in step:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(_STEPS)}")


@contextmanager
def _transaction(db: sqlite3.Connection, kind: Literal["IMMEDIATE", "DEFERRED"]) -> Iterator[None]:
    db.execute(f"BEGIN {kind}")
    with db:
        yield


def _harmless(comment: str) -> str:
    text = comment.encode("utf-8", "replace").decode("utf-8")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc").strip()
    return (f"'{text}" if text.startswith(_FORMULA) else text)[:LONGEST_COMMENT]


def today() -> date:
    """The day it is in UTC: all of the time that is kept."""
    return datetime.now(UTC).date()
