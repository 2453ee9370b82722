"""The command line: every command turns an EntenteError into one line on stderr and an exit code."""

import io
import json
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from assistant.errors import CorpusError, EntenteError, QuestionError
from assistant.questions import as_turns, read_history, read_rows

if TYPE_CHECKING:
    from assistant.ask.pipeline import Assistant
    from assistant.corpus.load import Loaded
    from assistant.records import Records
    from assistant.settings import Settings

LEFT_OUT = 3
INTERRUPTED = 130

app = typer.Typer(
    help="Cited answers about the UK–France agreements of July 2025.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
articles = typer.Typer(help="The articles behind the answers.", no_args_is_help=True)
app.add_typer(articles, name="articles")
records = typer.Typer(help="The answers given in the browser, and the feedback on them.", no_args_is_help=True)
app.add_typer(records, name="records")

IndexDir = Annotated[Path | None, typer.Option("--index", metavar="DIR", help="Directory of the index builds.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


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


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in English or French.")] = None,
    as_json: AsJson = False,
    history: Annotated[Path | None, typer.Option(help="JSON list of the earlier questions, oldest first.")] = None,
    batch: Annotated[Path | None, typer.Option(help='JSONL of {"id", "question", "lang"?, "history"?}.')] = None,
    index: IndexDir = None,
) -> None:
    """Answer a question, or a file of questions, with cited quotes."""
    if (question is None) == (batch is None):
        raise QuestionError(
            'Give either a question or --batch FILE: assistant ask "Who leads the compute partnership?"'
        )
    if batch is not None:
        if history is not None:
            raise QuestionError('--history goes with one question; in a --batch file give each line its "history".')
        rows = read_rows(batch)
        _each(rows, _answering(_assistant(index)))
        return
    assert question is not None
    from assistant.serialise import answer_json

    turns = read_history(history) if history else []
    answer = _assistant(index).ask(question, turns)
    if as_json:
        _print_json(answer_json(answer))
    else:
        from assistant.terminal import show_answer

        show_answer(answer)


@app.command()
def search(
    question: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="Passages to show.")] = 10,
    as_json: AsJson = False,
    batch: Annotated[Path | None, typer.Option(help='JSONL of {"qid", "question", "history"?}.')] = None,
    index: IndexDir = None,
) -> None:
    """Show the passages nearest to a question, best first."""
    if (question is None) == (batch is None):
        raise QuestionError('Give either a question or --batch FILE: assistant search "Isambard-AI"')
    if batch is not None:
        rows = read_rows(batch)
        _each(rows, _searching(_assistant(index), k))
        return
    assert question is not None
    results = _searching(_assistant(index), k)({"qid": "", "question": question})["results"]
    if as_json:
        _print_json({"qid": "", "results": results})
    else:
        from assistant.terminal import show_results

        show_results(results)


@app.command("index")
def index_command(
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

    settings = _settings(index)
    if rollback:
        typer.echo(f"Live again: build {build.rollback(settings)}.")
        return
    if if_missing and build.has_current(settings.index.location):
        typer.echo(f"Index in {settings.index.location} is current.")
        return
    _index(path or settings.corpus.path, settings, force)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    index: IndexDir = None,
) -> None:
    """Serve the chat in the browser."""
    from assistant.app import api

    place = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = _settings(index, app=place)
    running = _assistant_of(settings)
    with running.snapshot() as snapshot:
        typer.echo(f"{len(snapshot.articles)} articles, build {snapshot.build_id}. {snapshot.notice}".rstrip())
    kept = settings.records
    typer.echo(f"Answers are kept {kept.days} days in {kept.path}." if kept.keep == "answers" else "No answer is kept.")
    typer.echo(f"Entente on http://{settings.app.host}:{settings.app.port} (Ctrl-C stops it)")
    api.serve(running, settings)


@app.command()
def doctor(index: IndexDir = None) -> None:
    """Versions, where the model was found, the state of the index, and what is sent anywhere: nothing."""
    from assistant.terminal import show_doctor

    show_doctor(_settings(index))


@articles.command("list")
def list_articles(as_json: AsJson = False, index: IndexDir = None) -> None:
    """The articles of the live build."""
    from assistant.index.live import read_articles
    from assistant.terminal import article_row, show_articles

    held = read_articles(_settings(index).index.location)
    if as_json:
        for article in held:
            _print_json(article_row(article))
    else:
        show_articles(held)


@articles.command("show")
def show_article(article_id: Annotated[str, typer.Argument(metavar="ID")], index: IndexDir = None) -> None:
    """One article: its text and what it was written from."""
    from assistant.index.live import read_articles
    from assistant.terminal import show_article as show

    held = {article.id: article for article in read_articles(_settings(index).index.location)}
    if article_id not in held:
        raise QuestionError(f"No article {article_id!r} among {len(held)}; run `assistant articles list`.")
    show(held[article_id])


@articles.command("lint")
def lint_articles(
    path: Annotated[Path | None, typer.Argument(help="Folder of articles; corpus/articles by default.")] = None,
) -> None:
    """Check ids, dates, links, languages, addresses and that nothing is empty. Exit code 1 on findings."""
    from assistant.corpus.lint import lint_path

    settings = _settings(None)
    findings = lint_path(path or settings.corpus.path, settings.corpus, date.today())
    for finding in findings:
        typer.echo(f"{finding.article_id}: {finding.message}")
    if findings:
        raise typer.Exit(1)
    typer.echo("No findings.")


@records.command("export")
def export_records() -> None:
    """Every kept answer as a line of JSON, in the order given: {"day", "history", "answer", "feedback"}.

    `answer` is what `assistant ask --json` prints; `feedback` is a list of {"day", "up", "reason", "comment"}.
    """
    for row in _records().export():
        _print_json(row)


@records.command("purge")
def purge_records(
    days: Annotated[
        int | None,
        typer.Option("--days", min=0, max=36_500, metavar="N", help="Days to keep, today included; 0 deletes all."),
    ] = None,
) -> None:
    """Delete older answers with their feedback, for good. Without --days, what is older than `records.days`."""
    kept = _settings(None).records.days if days is None else days
    typer.echo(f"Answers deleted: {_records().purge(kept)}.")


def _records() -> "Records":
    from assistant.records import Records

    return Records(_settings(None).records.path)


def _settings(index: Path | None, **sections: dict[str, Any]) -> "Settings":
    from assistant import settings

    if index is not None:
        sections["index"] = {"location": index}
    return settings.load(**{name: values for name, values in sections.items() if values})


def _assistant(index: Path | None) -> "Assistant":
    return _assistant_of(_settings(index))


def _assistant_of(settings: "Settings") -> "Assistant":
    """The index is looked for first: a missing one is told at once, not after loading the model."""
    from assistant.index.live import LiveIndex, read_articles

    read_articles(settings.index.location)
    from assistant.ask.pipeline import Assistant
    from assistant.index.embed import SentenceEmbeddings

    embedder = SentenceEmbeddings(settings.embedding)
    return Assistant(settings, embedder, LiveIndex(settings.index.location, embedder))


def _index(path: Path, settings: "Settings", force: bool) -> None:
    from assistant.index.build import build, require_free
    from assistant.index.embed import SentenceEmbeddings
    from assistant.terminal import progress_bar

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


def _answering(running: "Assistant") -> Callable[[dict[str, Any]], dict[str, Any]]:
    from assistant.serialise import answer_json

    def answer(row: dict[str, Any]) -> dict[str, Any]:
        turns = as_turns(row.get("history") or [], "history")
        given = running.ask(row["question"], turns, row.get("lang"))
        return answer_json(given) | {"id": row.get("id", given.id)}

    return answer


def _searching(running: "Assistant", k: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    from assistant.serialise import hit_json

    def find(row: dict[str, Any]) -> dict[str, Any]:
        turns = as_turns(row.get("history") or [], "history")
        hits = running.search(row["question"], k, turns)
        with running.snapshot() as snapshot:
            texts = [snapshot.articles[h.passage.article_id].text[h.passage.start : h.passage.end] for h in hits]
        results = [hit_json(hit, text) for hit, text in zip(hits, texts, strict=True)]
        return {"qid": row.get("qid", row.get("id", "")), "results": results}

    return find


def _each(rows: Iterator[dict[str, Any]], work: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """One JSON line out per row; one that cannot be worked gives its key and `error`, and exit code 3 at the end."""
    failed = 0
    for row in rows:
        try:
            _print_json(work(row))
        except EntenteError as error:
            failed += 1
            key = "qid" if "qid" in row else "id"
            _print_json({key: row.get(key), "question": row.get("question"), "error": str(error)})
    if failed:
        typer.echo(f"{failed} of the questions could not be asked; their lines carry `error`.", err=True)
        raise typer.Exit(LEFT_OUT)


def _print_json(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    sys.exit(code)
