"""What is asked for on the command line: files of questions, the earlier turns of a conversation, a day."""

import calendar
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from assistant.documents import Turn
from assistant.errors import QuestionError

_DAY = re.compile(r"\d{4}(-\d\d){0,2}", re.ASCII)


def read_objects(path: Path) -> Iterator[tuple[str, Any]]:
    """The values of a JSONL file in order, each with its place (file and line); blank lines are passed over.

    Raises:
        QuestionError: naming the line that is not JSON, or the file when it cannot be read.
    """
    for number, line in enumerate(_read(path).split("\n"), start=1):
        if line.strip():
            place = f"{path} line {number}"
            yield place, _parsed(line, place, "one object per line")


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The questions of a JSONL file in order, all checked before the first is given; blank lines are passed over.

    Each has a "question" text; "lang", where given, is en or fr; "history" is as `as_turns` takes it, "as_of" as
    `as_day`.

    Raises:
        QuestionError: naming the first line that is not such an object, or the file when it cannot be read.
    """
    rows = []
    for place, row in read_objects(path):
        if not isinstance(row, dict) or not isinstance(row.get("question"), str):
            raise QuestionError(f'{place}: expected an object with a "question" text.')
        if row.get("lang") not in (None, "en", "fr"):
            raise QuestionError(f'{place}: "lang" is {row["lang"]!r}, expected "en" or "fr".')
        as_turns(row.get("history") or [], place)
        if row.get("as_of") is not None:
            as_day(row["as_of"], f'{place}: "as_of"')
        rows.append(row)
    return iter(rows)


def read_history(path: Path) -> list[Turn]:
    """The earlier turns in a JSON file, oldest first.

    Raises:
        QuestionError: naming the file, when it cannot be read or is not what `as_turns` takes.
    """
    return as_turns(_parsed(_read(path), str(path), "a list of the earlier questions"), str(path))


def as_turns(history: object, place: str) -> list[Turn]:
    """Turns from a list of questions, or of objects with "question" and, if known, "answer".

    Raises:
        QuestionError: naming `place`, when `history` is anything else.
    """
    turns = []
    for item in history if isinstance(history, list) else [None]:
        if isinstance(item, str):
            turns.append(Turn(item))
        elif isinstance(item, dict) and isinstance(item.get("question"), str):
            turns.append(Turn(item["question"], str(item.get("answer", ""))))
        else:
            raise QuestionError(f'{place}: expected a JSON list of questions, or of {{"question", "answer"}}.')
    return turns


def as_day(value: object, name: str) -> date:
    """The day that `2025-03-01` names; of a month `2025-03` or a year `2025` the last one.

    Raises:
        QuestionError: saying that `name` is something else.
    """
    parts = [int(part) for part in value.split("-")] if isinstance(value, str) and _DAY.fullmatch(value) else [0]
    try:
        year, month = parts[0], parts[1] if len(parts) > 1 else 12
        day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
        return date(year, month, day)
    except ValueError:
        raise QuestionError(f"{name} is {value!r}, expected a day (2025-03-01), a month (2025-03) or a year.") from None


def _parsed(text: str, place: str, expected: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise QuestionError(f"{place}: not JSON ({reason}); expected {expected}.") from None


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise QuestionError(f"{path}: not UTF-8 text; save it as UTF-8 and run again.") from None
    except OSError as error:
        raise QuestionError(f"{path}: {error.strerror}; name a readable file.") from None
