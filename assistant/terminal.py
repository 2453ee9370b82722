"""What the command line shows: answers, results, articles, progress, the doctor's report. The only home of rich."""

import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from assistant.ask.phrases import LANGUAGE_NAMES, written_date
from assistant.documents import Answer, Article, Citation, Claim
from assistant.errors import EntenteError
from assistant.settings import Settings

# Control characters but tab and newline: words of an article may not steer the terminal.
_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "�")
PACKAGES = ("chromadb", "gradio", "langchain", "sentence-transformers", "tiktoken", "torch")


def show_answer(answer: Answer) -> None:
    """The quotes with their markers, then what each marker cites."""
    console = Console(highlight=False)
    if not answer.claims:
        console.print(_shown(answer.text))
        return
    if answer.condensed_question != answer.question:
        console.print(_shown(answer.condensed_question, "dim italic"))
    for claim in answer.claims:
        console.print(_claim(claim))
    console.print()
    for citation in answer.citations:
        console.print(_citation(citation, answer))


def _shown(text: str, style: str = "") -> Text:
    """`text` as it stands, one for one so that offsets stay: no markup is read and no control character passed on."""
    return Text(text.translate(_CONTROLS), style)


def _claim(claim: Claim) -> Text:
    text = _shown(claim.text)
    for start, end in claim.emphasis:
        text.stylize("bold", start, end)
    return text.append(" " + "".join(f"[{n}]" for n in claim.citations), style="cyan")


def _citation(citation: Citation, answer: Answer) -> Text:
    parts = [citation.title, written_date(citation.published, answer.language)]
    if citation.language != answer.language:
        parts.append(LANGUAGE_NAMES[answer.language][citation.language])
    place = f"{citation.span.article_id}:{citation.span.start}–{citation.span.end}"
    line = _shown(f"[{citation.n}] ", "cyan").append_text(_shown(", ".join(part for part in parts if part), "default"))
    return line.append(f"  {place}", style="dim")


def show_results(results: Sequence[dict[str, Any]]) -> None:
    """Search results, best first: place, score, the passage's text."""
    console = Console(highlight=False)
    if not results:
        console.print(Text("No passages."))
    for number, result in enumerate(results, start=1):
        head = Text(f"{number}. {result['doc_id']}:{result['start']}–{result['end']}", style="cyan")
        console.print(head.append(f"  {result['score']:.2f}", style="dim"))
        console.print(_shown(result["text"]), end="\n\n")


def article_row(article: Article) -> dict[str, Any]:
    """What a list says of an article, as plain JSON values."""
    return {
        "id": article.id,
        "title": article.title,
        "language": article.language,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "topics": list(article.topics),
    }


def show_articles(articles: Sequence[Article]) -> None:
    """A table of the articles, by id."""
    table = Table("id", "lang", "published", "title", box=None)
    for article in sorted(articles, key=lambda a: a.id):
        published = article.published.isoformat() if article.published else ""
        table.add_row(Text(article.id), article.language, published, _shown(article.title))
    Console(highlight=False).print(table)


def show_article(article: Article) -> None:
    """Title, facts of publication, the text as indexed, and the sources."""
    console = Console(highlight=False)
    console.print(_shown(article.title, "bold"))
    facts = [article.publisher, written_date(article.published, article.language), article.authority, article.url]
    console.print(_shown(" · ".join(fact for fact in facts if fact), "dim"), end="\n\n")
    console.print(_shown(article.text), end="\n\n")
    for source in article.sources:
        console.print(_shown(" · ".join(part for part in (source.label, source.date, source.url) if part), "dim"))


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar per stage on stderr; yields `progress(stage, done, total)`."""
    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, Any] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield progress


def show_doctor(settings: Settings) -> None:
    """Versions, model, index, settings and network, a line each; nothing is loaded or changed."""
    console = Console(highlight=False, soft_wrap=True)
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    lines = {
        "Python": f"{platform.python_version()} ({sys.executable})",
        "Packages": versions,
        "Model": _or_error(lambda: _model_line(settings)),
        "Index": _or_error(lambda: _index_line(settings)),
        "Settings": f"hash {settings.hash}",
        "Network": _or_error(lambda: _network_line(settings)),
    }
    for name, line in lines.items():
        console.print(Text(f"{name:>9}  ", style="cyan").append(line, style="default"))


def _or_error(line: Callable[[], str]) -> str:
    try:
        return line()
    except EntenteError as error:
        return str(error)


def _model_line(settings: Settings) -> str:
    from assistant.index.embed import find_model

    found = find_model(settings.embedding)
    return f"{settings.embedding.model}, found in {found.place}"


def _network_line(settings: Settings) -> str:
    from assistant.index.embed import find_model

    if hub_name := find_model(settings.embedding).hub_name:
        return f"loading the model asks the hub for {hub_name}; questions and articles are sent nowhere"
    return "nothing is sent anywhere: no key, no account, no telemetry, no download"


def _index_line(settings: Settings) -> str:
    from assistant.index.live import LiveIndex

    with LiveIndex(settings.index.location, None).snapshot() as snapshot:
        held = f"{len(snapshot.articles)} articles, {len(snapshot.passages)} passages"
        made = f"made {snapshot.created.isoformat()} with {snapshot.manifest.embedding}"
        return f"{settings.index.location}: build {snapshot.build_id}, {held}, {made}. {snapshot.notice}".rstrip()
