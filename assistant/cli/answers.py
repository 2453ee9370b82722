"""`assistant answers`: what was answered, asked again."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.opening import AsLines, IndexDir, open_assistant, open_settings
from assistant.cli.output import FOUND, LEFT_OUT, print_json

if TYPE_CHECKING:
    from assistant.documents import Answer, Span
    from assistant.recheck import Kept, Rechecked, Tally
    from assistant.settings import Settings

app = typer.Typer(help="The answers given so far, and whether they would be given again.", no_args_is_help=True)


@app.command("recheck")
def recheck_answers(
    file: Annotated[
        Path | None, typer.Option(help="JSONL of answers as `ask --json` prints them; without it, the kept ones.")
    ] = None,
    cited_changed: Annotated[
        bool, typer.Option("--cited-changed", help="Only answers of which a cited article changed since.")
    ] = False,
    fail_on_change: Annotated[bool, typer.Option("--fail-on-change", help="Exit code 1 when one changed.")] = False,
    as_json: AsLines = False,
    index: IndexDir = None,
) -> None:
    """Ask the kept answers again and tell which changed, and how. Exit code 3 when some could not be asked."""
    from assistant.recheck import tally

    settings = open_settings(index)
    kept = _kept(settings, file)
    chosen = _affected(kept, settings) if cited_changed else kept
    results = []
    for result in _rechecked(chosen, settings):
        results.append(result)
        _tell(result, as_json)
    counts = tally(results, len(kept) - len(chosen))
    _summarise(counts, as_json)
    if fail_on_change and counts.changed:
        raise typer.Exit(FOUND)
    if counts.failed:
        raise typer.Exit(LEFT_OUT)


def _kept(settings: "Settings", file: Path | None) -> "list[Kept]":
    from assistant.questions import read_objects
    from assistant.recheck import read_kept
    from assistant.records import Records

    if file is not None:
        return list(read_kept(read_objects(file)))
    path = settings.records.path
    return list(read_kept((f"{path} answer {n}", row) for n, row in enumerate(Records(path).export(), start=1)))


def _affected(kept: "list[Kept]", settings: "Settings") -> "list[Kept]":
    from assistant.index.compare import CURRENT, changed_articles, find_build
    from assistant.recheck import may_have_changed

    location = settings.index.location
    live = find_build(location, CURRENT)
    changed = cache(lambda build_id: changed_articles(location, build_id, live))
    return [one for one in kept if may_have_changed(one, live, changed)]


def _rechecked(kept: "list[Kept]", settings: "Settings") -> "Iterator[Rechecked]":
    """One by one as they are asked; nothing is loaded for no answers."""
    from assistant.recheck import recheck

    if not kept:
        return
    running = open_assistant(settings)

    def ask(one: "Kept", day: date | None) -> "Answer":
        return running.ask(one.question, one.history, one.language, as_of=day)

    for one in kept:
        with running.snapshot() as snapshot:
            yield recheck(one, ask, snapshot.articles)


def _tell(result: "Rechecked", as_json: bool) -> None:
    from assistant.terminal.rechecked import show_rechecked

    if as_json:
        print_json(_json(result))
    else:
        show_rechecked(result)


def _summarise(counts: "Tally", as_json: bool) -> None:
    from assistant.terminal.rechecked import tally_line

    typer.echo(tally_line(counts), err=as_json)


def _json(result: "Rechecked") -> dict[str, Any]:
    kept, now = result.kept, result.now
    outcome = "changed" if result.changed else "unchanged"
    return {
        "id": kept.id,
        "question": kept.question,
        "outcome": outcome if now else "failed",
        "differences": list(result.differences),
        "before": {"status": kept.verdict[0], "reason": kept.verdict[1], "build_id": kept.build_id},
        "after": {"status": now.status, "reason": now.reason, "build_id": now.build_id} if now else None,
        "gone": [_place(gone.quote) | {"fate": gone.fate} for gone in result.gone],
        "new": [_place(span) for span in result.new],
        "error": result.error or None,
    }


def _place(span: "Span") -> dict[str, Any]:
    return {"article_id": span.article_id, "start": span.start, "end": span.end, "quote": span.quote}
