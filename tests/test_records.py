"""What is kept of answers and feedback, for how long, and what happens when the file is not as it should be."""

import json
import logging
import multiprocessing
import sqlite3
import stat
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import cli, records
from assistant.app.keeping import Keeping
from assistant.records import COMPLAINTS, LONGEST_COMMENT, Marked, Records, RecordsError
from assistant.serialise import answer_json
from assistant.settings import RecordsSettings
from tests.fakes_app import ANSWERS

TODAY = date(2025, 11, 24)
ANSWER: dict[str, Any] = answer_json(ANSWERS[0])
OTHER: dict[str, Any] = {**answer_json(ANSWERS[1]), "id": "other"}


@pytest.fixture
def kept(tmp_path: Path) -> Records:
    """Records with nothing in them yet, in a folder that is not there yet."""
    return Records(tmp_path / "data" / "records.sqlite")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Make it another day; it is TODAY until then."""

    def move(day: date) -> None:
        monkeypatch.setattr(records, "today", lambda: day)

    move(TODAY)
    return move


def comments(kept: Records) -> list[str]:
    return [marked.comment for marked in kept.marked_down()]


def run_sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)


class TestKeeping:
    def test_an_answer_comes_back_whole_with_its_day_and_history(self, kept: Records, at: object) -> None:
        kept.keep(ANSWER, ["What is the accord?"])
        assert list(kept.export()) == [
            {"day": "2025-11-24", "history": ["What is the accord?"], "answer": ANSWER, "feedback": []}
        ]

    def test_nothing_stands_in_the_file_besides_the_answer_its_history_and_the_day(self, kept: Records) -> None:
        kept.keep(ANSWER, [])
        kept.feedback(ANSWER["id"], True)
        with closing(sqlite3.connect(kept.path)) as db:
            columns = {
                table: [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
                for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
            assert columns == {
                "answers": ["n", "id", "day", "history", "answer"],
                "feedback": ["n", "answer_id", "day", "up", "reason", "comment"],
            }
            assert [
                len(day) for (day,) in db.execute("SELECT day FROM answers UNION ALL SELECT day FROM feedback")
            ] == [
                10,
                10,
            ]
        assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600

    def test_the_same_answer_again_is_one_and_counts_from_the_later_day(
        self, kept: Records, at: Callable[[date], None]
    ) -> None:
        kept.keep(ANSWER, [])
        kept.feedback(ANSWER["id"], False, "wrong", "Not so.")
        at(TODAY + timedelta(days=1))
        kept.keep(ANSWER, [])
        (row,) = kept.export()
        assert (row["day"], [said["comment"] for said in row["feedback"]]) == ("2025-11-25", ["Not so."])

    def test_before_the_first_answer_there_is_nothing_and_no_file(self, kept: Records) -> None:
        assert (list(kept.export()), kept.marked_down(), kept.purge(0)) == ([], [], 0)
        assert not kept.path.parent.exists()

    def test_half_a_character_is_kept(self, kept: Records) -> None:
        kept.keep({**ANSWER, "question": "What is \ud83c?"}, ["And \ud83c?"])
        (row,) = kept.export()
        assert (row["answer"]["question"], row["history"]) == ("What is \ud83c?", ["And \ud83c?"])


class TestFeedback:
    def test_several_readers_may_speak_of_one_answer(self, kept: Records, at: object) -> None:
        kept.keep(ANSWER, [])
        kept.feedback(ANSWER["id"], False, "wrong", "Not so.")
        kept.feedback(ANSWER["id"], True)
        kept.feedback(ANSWER["id"], False, "other", "")
        (row,) = kept.export()
        day = TODAY.isoformat()
        assert row["feedback"] == [
            {"day": day, "up": False, "reason": "wrong", "comment": "Not so."},
            {"day": day, "up": True, "reason": "", "comment": ""},
            {"day": day, "up": False, "reason": "other", "comment": ""},
        ]

    def test_marks_against_an_answer_come_with_it_in_the_order_given(self, kept: Records, at: object) -> None:
        kept.keep(ANSWER, ["Before?"])
        kept.keep(OTHER, [])
        kept.feedback("other", False, "out_of_date", "Ended.")
        kept.feedback(ANSWER["id"], True)
        kept.feedback(ANSWER["id"], False, "unsupported", "")
        assert kept.marked_down() == [
            Marked(OTHER, (), "out_of_date", "Ended.", TODAY),
            Marked(ANSWER, ("Before?",), "unsupported", "", TODAY),
        ]

    def test_marks_since_a_day_include_that_day(self, kept: Records, at: Callable[[date], None]) -> None:
        kept.keep(ANSWER, [])
        for days, comment in ((0, "first"), (1, "second"), (2, "third")):
            at(TODAY + timedelta(days=days))
            kept.feedback(ANSWER["id"], False, "other", comment)
        assert [marked.comment for marked in kept.marked_down(TODAY + timedelta(days=1))] == ["second", "third"]

    def test_of_an_answer_that_is_not_kept_is_refused(self, kept: Records) -> None:
        with pytest.raises(RecordsError, match=r"No answer 'none' in .*records\.sqlite; ask the question again\."):
            kept.feedback("none", True)

    @pytest.mark.parametrize(("up", "reason"), [(False, ""), (False, "rude"), (True, "wrong")])
    def test_a_reason_that_does_not_belong_is_refused(self, kept: Records, up: bool, reason: str) -> None:
        kept.keep(ANSWER, [])
        with pytest.raises(ValueError, match=f"reason is '{reason}', expected"):
            kept.feedback(ANSWER["id"], up, reason)
        assert kept.marked_down() == []

    # "'" and "=1" are 3 characters, 1,997 more are kept of the 5,000.
    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            ("  It ended in May.\n", "It ended in May."),
            ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
            ("\t\r\n@SUM(1)", "'@SUM(1)"),
            ("\x00-1\x1b[2J\x85", "'-1[2J"),
            ("＋1", "'＋1"),
            ("12 – 3 = 9", "12 – 3 = 9"),
            ("L'accord\u00a0: «\u202foui\u202f»", "L'accord\u00a0: «\u202foui\u202f»"),
            ("half \ud83c", "half ?"),
            ("x" * 5000, "x" * 2000),
            ("=1" + "x" * 5000, "'=1" + "x" * 1997),
        ],
    )
    def test_a_comment_is_cut_and_made_harmless(self, kept: Records, typed: str, stored: str) -> None:
        kept.keep(ANSWER, [])
        kept.feedback(ANSWER["id"], False, "other", typed)
        assert comments(kept) == [stored]

    @given(st.text(st.characters(exclude_categories=()), max_size=2100))
    def test_whatever_is_typed_can_be_written_is_short_and_is_no_formula(self, typed: str) -> None:
        stored = records._harmless(typed)
        assert len(stored) <= LONGEST_COMMENT
        assert not stored.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        assert "\x00" not in stored.encode("utf-8").decode("utf-8")


class TestPurge:
    # Kept on the 24th. With 3 days, the 24th, 25th and 26th are kept on the 26th; the 25th to 27th on the 27th.
    def test_an_answer_stays_for_its_days_and_goes_on_the_next(self, kept: Records, at: Callable[[date], None]) -> None:
        kept.keep(ANSWER, [])
        at(date(2025, 11, 26))
        kept.keep(OTHER, [])
        assert kept.purge(3) == 0
        at(date(2025, 11, 27))
        assert kept.purge(3) == 1
        assert [row["answer"]["id"] for row in kept.export()] == ["other"]

    def test_feedback_goes_with_its_answer(self, kept: Records, at: Callable[[date], None]) -> None:
        kept.keep(ANSWER, [])
        at(TODAY + timedelta(days=1))
        kept.feedback(ANSWER["id"], False, "wrong", "A day later.")
        assert kept.purge(1) == 1
        kept.keep(ANSWER, [])
        assert kept.marked_down() == []

    def test_old_feedback_goes_though_its_answer_was_given_again(
        self, kept: Records, at: Callable[[date], None]
    ) -> None:
        kept.keep(ANSWER, [])
        kept.feedback(ANSWER["id"], False, "wrong", "Old.")
        at(TODAY + timedelta(days=5))
        kept.keep(ANSWER, [])
        kept.feedback(ANSWER["id"], False, "wrong", "New.")
        assert (kept.purge(3), comments(kept)) == (0, ["New."])

    def test_what_is_deleted_cannot_be_read_from_the_files(self, kept: Records) -> None:
        kept.keep(ANSWER, [])
        kept.feedback(ANSWER["id"], False, "wrong", "The harbour master's secret.")
        with closing(sqlite3.connect(kept.path)) as reader:
            reader.execute("SELECT * FROM answers").fetchall()  # keeps the write-ahead log from being deleted
            assert any(b"master's secret" in file.read_bytes() for file in kept.path.parent.iterdir())
            kept.purge(0)
            assert not any(b"master's secret" in file.read_bytes() for file in kept.path.parent.iterdir())


class TestTogether:
    def test_threads_do_not_lose_each_others_records(self, kept: Records) -> None:
        threads = [threading.Thread(target=write_some, args=(kept.path, name)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert written(kept) == {f"{name}{n}" for name in "abcd" for n in range(8)}

    def test_processes_do_not_either_and_one_of_them_makes_the_file(self, kept: Records) -> None:
        context = multiprocessing.get_context("spawn")
        processes = [context.Process(target=write_some, args=(kept.path, name)) for name in "abc"]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert [process.exitcode for process in processes] == [0, 0, 0]
        assert written(kept) == {f"{name}{n}" for name in "abc" for n in range(8)}

    def test_an_export_is_of_one_moment(self, kept: Records) -> None:
        kept.keep(ANSWER, [])
        kept.keep(OTHER, [])
        rows = kept.export()
        first = next(rows)
        kept.keep({**ANSWER, "id": "late"}, [])
        kept.feedback("other", True)
        assert [(row["answer"]["id"], row["feedback"]) for row in (first, *rows)] == [(ANSWER["id"], []), ("other", [])]


def write_some(path: Path, name: str) -> None:
    for n in range(8):
        Records(path).keep({**ANSWER, "id": f"{name}{n}"}, [])
        Records(path).feedback(f"{name}{n}", True)


def written(kept: Records) -> set[str]:
    """The ids of the answers that have the one feedback they were given."""
    return {row["answer"]["id"] for row in kept.export() if len(row["feedback"]) == 1}


class TestTrouble:
    @pytest.mark.parametrize(
        ("damage", "told"),
        [
            (lambda path: path.write_bytes(b"not a database" * 100), r"\(file is not a database\); move it away"),
            (lambda path: run_sql(path, "PRAGMA user_version = 9"), r"\(version 9, expected at most 1\); move it away"),
            (lambda path: run_sql(path, "CREATE TABLE passages (id TEXT)"), r"\(a database of something else\); move"),
            (lambda path: path.mkdir(), r"\(unable to open database file\); see that it can be written"),
        ],
    )
    def test_a_file_that_cannot_be_used_is_told_and_left_as_it_is(
        self, damage: Callable[[Path], object], told: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "records.sqlite"
        damage(path)
        before = path.read_bytes() if path.is_file() else b""
        for use in (lambda r: r.keep(ANSWER, []), lambda r: r.marked_down(), lambda r: list(r.export())):
            with pytest.raises(RecordsError, match=f"^Records in .*records.sqlite cannot be used {told}") as error:
                use(Records(path))
            assert "\n" not in str(error.value)
        assert (path.read_bytes() if path.is_file() else b"") == before

    def test_a_folder_that_cannot_be_made_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("")
        with pytest.raises(RecordsError, match=r"cannot be used \((File exists|Not a directory)\); make it writable"):
            Records(tmp_path / "data" / "records.sqlite").keep(ANSWER, [])

    def test_a_file_that_another_program_holds_is_told(self, kept: Records, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(records, "WAIT_S", 0.0)
        kept.keep(ANSWER, [])
        with closing(sqlite3.connect(kept.path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(RecordsError, match=r"\(database is locked\); see that .* no other program holds it"):
                kept.keep(OTHER, [])
        kept.keep(OTHER, [])
        assert len(list(kept.export())) == 2


class TestBehindThePage:
    def test_answers_that_are_too_old_go_at_the_start_and_with_the_first_of_a_day(
        self, kept: Records, at: Callable[[date], None]
    ) -> None:
        kept.keep({**ANSWER, "id": "old"}, [])
        at(TODAY + timedelta(days=2))
        keeping = Keeping(kept, days=2)
        assert list(kept.export()) == []
        keeping.answer(ANSWERS[0], [])
        at(TODAY + timedelta(days=4))
        keeping.answer(replace(ANSWERS[0], id="new"), ["Before?"])
        assert [(row["answer"]["id"], row["history"]) for row in kept.export()] == [("new", ["Before?"])]

    def test_what_cannot_be_kept_is_one_line_in_the_log_however_often(
        self, kept: Records, caplog: pytest.LogCaptureFixture
    ) -> None:
        kept.path.parent.mkdir()
        kept.path.write_bytes(b"not a database" * 100)
        with caplog.at_level(logging.WARNING):
            keeping = Keeping(kept, 90)
            keeping.answer(ANSWERS[0], [])
            assert keeping.feedback(ANSWERS[0], [], False, "wrong", "") is False
        (line,) = caplog.records
        assert line.getMessage().startswith(f"Records in {kept.path} cannot be used (file is not a database)")

    def test_feedback_keeps_its_answer_too(self, kept: Records) -> None:
        assert Keeping(kept, 90).feedback(ANSWERS[0], ["Before?"], False, "wrong", "No.") is True
        (marked,) = kept.marked_down()
        assert (marked.answer, marked.history, marked.comment) == (ANSWER, ("Before?",), "No.")

    def test_nothing_is_opened_where_nothing_is_to_be_kept(self, tmp_path: Path) -> None:
        path = tmp_path / "records.sqlite"
        assert Keeping.opened(RecordsSettings(path=path, keep="off")) is None
        opened = Keeping.opened(RecordsSettings(path=path, days=7))
        assert opened is not None
        assert opened.days == 7


class TestCommands:
    @pytest.fixture
    def run(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kept: Records) -> Any:
        """`assistant records` with these arguments → (exit code, stdout, stderr)."""
        monkeypatch.setenv("ENTENTE_RECORDS__PATH", str(kept.path))

        def call(*arguments: str) -> tuple[int, str, str]:
            monkeypatch.setattr(sys, "argv", ["assistant", "records", *arguments])
            with pytest.raises(SystemExit) as stop:
                cli.main()
            said = capsys.readouterr()
            return int(stop.value.code or 0), said.out, said.err

        return call

    def test_export_prints_an_object_per_answer(self, run: Any, kept: Records, at: object) -> None:
        kept.keep(ANSWER, [])
        kept.keep(OTHER, [])
        kept.feedback("other", False, "wrong", "Valmer dirige « aussi ».")
        code, out, err = run("export")
        assert (code, err) == (0, "")
        assert [json.loads(line) for line in out.splitlines()] == list(kept.export())
        assert "« aussi »" in out

    def test_export_of_nothing_prints_nothing(self, run: Any) -> None:
        assert run("export") == (0, "", "")

    def test_purge_keeps_the_days_of_the_settings_or_those_given(
        self, run: Any, kept: Records, at: Callable[[date], None]
    ) -> None:
        kept.keep(ANSWER, [])
        at(TODAY + timedelta(days=89))
        assert run("purge") == (0, "Answers deleted: 0.\n", "")
        kept.keep(OTHER, [])
        at(TODAY + timedelta(days=90))
        assert run("purge") == (0, "Answers deleted: 1.\n", "")
        assert run("purge", "--days", "0") == (0, "Answers deleted: 1.\n", "")
        assert run("purge", "--days", "-1")[0] == 2

    def test_a_file_that_cannot_be_used_is_one_line(self, run: Any, kept: Records) -> None:
        kept.path.parent.mkdir()
        kept.path.write_bytes(b"not a database" * 100)
        for command in ("export", "purge"):
            code, out, err = run(command)
            assert (code, out, len(err.splitlines())) == (1, "", 1)
            assert "cannot be used" in err

    def test_help_names_both(self, run: Any) -> None:
        code, out, _ = run("--help")
        assert (code, "export" in out, "purge" in out) == (0, True, True)
        assert "--days" in run("purge", "--help")[1]


def test_the_complaints_are_those_of_the_form() -> None:
    assert COMPLAINTS == ("wrong", "not_answered", "unsupported", "out_of_date", "other")
