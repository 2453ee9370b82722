"""`assistant articles`: what is behind the answers."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.opening import AsJson, AsLines, IndexDir, open_settings
from assistant.cli.output import FOUND, print_json
from assistant.errors import QuestionError

if TYPE_CHECKING:
    from assistant.index.compare import Change, Comparison

app = typer.Typer(help="The articles behind the answers.", no_args_is_help=True)


@app.command("list")
def list_articles(as_json: AsLines = False, index: IndexDir = None) -> None:
    """The articles of the live build."""
    from assistant.index.live import read_articles
    from assistant.terminal.articles import article_row, show_articles

    held = read_articles(open_settings(index).index.location)
    if as_json:
        for article in held:
            print_json(article_row(article))
    else:
        show_articles(held)


@app.command("show")
def show_article(article_id: Annotated[str, typer.Argument(metavar="ID")], index: IndexDir = None) -> None:
    """One article: its text and what it was written from."""
    from assistant.index.live import read_articles
    from assistant.terminal.articles import show_article as show

    held = {article.id: article for article in read_articles(open_settings(index).index.location)}
    if article_id not in held:
        raise QuestionError(f"No article {article_id!r} among {len(held)}; run `assistant articles list`.")
    show(held[article_id])


@app.command("diff")
def diff_articles(
    build_a: Annotated[str, typer.Argument(metavar="[BUILD_A]", help="The earlier build.")] = "PREVIOUS",
    build_b: Annotated[str, typer.Argument(metavar="[BUILD_B]", help="The later build.")] = "CURRENT",
    text: Annotated[bool, typer.Option("--text", help="With what changed in each text.")] = False,
    as_json: AsJson = False,
    index: IndexDir = None,
) -> None:
    """How the articles of two builds differ; without arguments, how the live build differs from the one before.

    A build is named by its id, the beginning of it, CURRENT or PREVIOUS.
    """
    from assistant.index.compare import compare, find_build, read_content

    location = open_settings(index).index.location
    before, after = (read_content(location, find_build(location, name)) for name in (build_a, build_b))
    found = compare(before, after)
    if as_json:
        print_json(_comparison_json(found, text))
    else:
        from assistant.terminal.articles import show_comparison

        show_comparison(found, text)


@app.command("lint")
def lint_articles(
    path: Annotated[Path | None, typer.Argument(help="Folder of articles; corpus/articles by default.")] = None,
) -> None:
    """Check ids, dates, links, languages, addresses and that nothing is empty. Exit code 1 on findings."""
    from assistant.corpus.lint import lint_path

    settings = open_settings(None)
    findings = lint_path(path or settings.corpus.path, settings.corpus, date.today())
    for finding in findings:
        typer.echo(f"{finding.article_id}: {finding.message}")
    if findings:
        raise typer.Exit(FOUND)
    typer.echo("No findings.")


def _comparison_json(found: "Comparison", with_text: bool) -> dict[str, Any]:
    return {
        "before": found.before,
        "after": found.after,
        "added": [{"id": article.id, "title": article.title} for article in found.added],
        "removed": [{"id": article.id, "title": article.title} for article in found.removed],
        "changed": [_change_json(change, with_text) for change in found.changed],
        "passages_added": found.passages_added,
        "passages_removed": found.passages_removed,
    }


def _change_json(change: "Change", with_text: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"id": change.after.id, "title": change.after.title, "fields": list(change.fields)}
    row |= {"passages_added": change.passages_added, "passages_removed": change.passages_removed}
    return row | ({"diff": change.text_diff()} if with_text else {})
