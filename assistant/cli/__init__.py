"""The command line: every command turns an EntenteError into one line on stderr and an exit code."""

import io
import signal
import sys
from types import FrameType
from typing import NoReturn

import typer

from assistant.cli import answers, articles, asking, indexing, records, serving
from assistant.cli.output import INTERRUPTED, LEFT_OUT
from assistant.errors import EntenteError

__all__ = ["INTERRUPTED", "LEFT_OUT", "app", "main"]

app = typer.Typer(
    help="Cited answers about the UK–France agreements of July 2025.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(asking.ask)
app.command()(asking.search)
app.command()(indexing.index)
app.command()(serving.serve)
app.command()(serving.doctor)
app.add_typer(articles.app, name="articles")
app.add_typer(answers.app, name="answers")
app.add_typer(records.app, name="records")


def main() -> None:
    """Run the command line; the entry point of `assistant`."""
    signal.signal(signal.SIGTERM, _interrupt)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Half a character, as an id of a batch may be, is escaped as JSON escapes it.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    except EntenteError as error:
        _fail(str(error), error.exit_code)
    except SystemExit as stop:
        # typer turns Ctrl-C into this code without a word.
        if stop.code == INTERRUPTED:
            _fail("Interrupted; the index that was live is still live.", INTERRUPTED)
        raise


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    sys.exit(code)
