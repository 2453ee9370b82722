"""`assistant index`: the articles made into a build."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.opening import IndexDir, open_settings
from assistant.cli.output import LEFT_OUT
from assistant.errors import CorpusError

if TYPE_CHECKING:
    from assistant.corpus.load import Loaded
    from assistant.settings import Settings


def index(
    path: Annotated[
        Path | None, typer.Argument(help="Folder or .jsonl of articles; corpus/articles by default.")
    ] = None,
    if_missing: Annotated[bool, typer.Option("--if-missing", help="Do nothing when a build is being served.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a filled index by an empty one.")] = False,
    rollback: Annotated[bool, typer.Option("--rollback", help="Make the previous build live again.")] = False,
    index: IndexDir = None,
) -> None:
    """Index articles: build aside, verify, then switch. Exit code 3 when some were left out."""
    from assistant.index import build

    settings = open_settings(index)
    if rollback:
        typer.echo(f"Live again: build {build.rollback(settings)}.")
        return
    if if_missing and build.has_current(settings.index.location):
        typer.echo(f"Index in {settings.index.location} is current.")
        return
    _build(path or settings.corpus.path, settings, force)


def _build(path: Path, settings: "Settings", force: bool) -> None:
    from assistant.index.build import build, require_free
    from assistant.index.embed import SentenceEmbeddings
    from assistant.terminal.progress import progress_bar

    require_free(settings)
    loaded = _loaded(path, settings, force)
    for warning in loaded.warnings:
        typer.echo(warning, err=True)
    with progress_bar() as progress:
        report = build(loaded.articles, settings, SentenceEmbeddings(settings.embedding), progress, force)
    for warning in report.warnings:
        typer.echo(warning, err=True)
    done = "unchanged" if report.unchanged else "live"
    typer.echo(
        f"Build {report.build_id} {done}: {report.articles} articles, {report.passages} passages, "
        f"{report.sentences} sentences; {report.embedded} texts embedded."
    )
    for rejected in loaded.rejected:
        typer.echo(f"Left out {rejected.path}: {rejected.reason}", err=True)
    if loaded.rejected:
        raise typer.Exit(LEFT_OUT)


def _loaded(path: Path, settings: "Settings", force: bool) -> "Loaded":
    """With `force` a folder without an article is an empty corpus, with a warning; a missing one never is."""
    from assistant.corpus.load import Loaded, load

    try:
        return load(path, settings.corpus)
    except CorpusError as error:
        if not (force and path.is_dir()):
            raise
        return Loaded((), warnings=(str(error),))
