"""`assistant records`: what was kept of the answers given in the browser."""

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.opening import open_settings
from assistant.cli.output import print_json

if TYPE_CHECKING:
    from assistant.records import Records

app = typer.Typer(help="The answers given in the browser, and the feedback on them.", no_args_is_help=True)


@app.command("export")
def export_records() -> None:
    """Every kept answer as a line of JSON, in the order given: {"day", "history", "answer", "feedback"}.

    `answer` is what `assistant ask --json` prints; `feedback` is a list of {"day", "up", "reason", "comment"}.
    """
    for row in _records().export():
        print_json(row)


@app.command("purge")
def purge_records(
    days: Annotated[
        int | None,
        typer.Option("--days", min=0, max=36_500, metavar="N", help="Days to keep, today included; 0 deletes all."),
    ] = None,
) -> None:
    """Delete older answers with their feedback, for good. Without --days, what is older than `records.days`."""
    kept = open_settings(None).records.days if days is None else days
    typer.echo(f"Answers deleted: {_records().purge(kept)}.")


def _records() -> "Records":
    from assistant.records import Records

    return Records(open_settings(None).records.path)
