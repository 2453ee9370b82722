"""What commands print for programs, and how they end when not all could be done."""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import typer

from assistant.errors import EntenteError

FOUND = 1
LEFT_OUT = 3
INTERRUPTED = 130


def print_json(value: dict[str, Any]) -> None:
    """One object on one line of stdout, at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def each(rows: Iterator[dict[str, Any]], work: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """One JSON line out per row; one that cannot be worked gives its key and `error`, and exit code 3 at the end."""
    failed = 0
    for row in rows:
        try:
            print_json(work(row))
        except EntenteError as error:
            failed += 1
            key = "qid" if "qid" in row else "id"
            print_json({key: row.get(key), "question": row.get("question"), "error": str(error)})
    if failed:
        typer.echo(f"{failed} of the questions could not be asked; their lines carry `error`.", err=True)
        raise typer.Exit(LEFT_OUT)
