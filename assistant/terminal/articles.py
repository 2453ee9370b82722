"""Articles on a terminal: the list, one of them, and how two builds differ."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from assistant.ask.phrases import written_date
from assistant.documents import Article
from assistant.index.compare import Change, Comparison
from assistant.terminal.text import console, shown

_DIFF_STYLES = {"+": "green", "-": "red", "@": "cyan"}


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
        table.add_row(Text(article.id), article.language, published, shown(article.title))
    console().print(table)


def show_article(article: Article) -> None:
    """Title, facts of publication, the text as indexed, and the sources."""
    out = console()
    out.print(shown(article.title, "bold"))
    facts = [article.publisher, written_date(article.published, article.language), article.authority, article.url]
    out.print(shown(" · ".join(fact for fact in facts if fact), "dim"), end="\n\n")
    out.print(shown(article.text), end="\n\n")
    for source in article.sources:
        out.print(shown(" · ".join(part for part in (source.label, source.date, source.url) if part), "dim"))


def show_comparison(comparison: Comparison, with_text: bool) -> None:
    """A line per article that is not the same in both builds, its text's differences below on request; then counts."""
    out = console()
    for mark, style, articles in (("-", "red", comparison.removed), ("+", "green", comparison.added)):
        for article in articles:
            out.print(shown(f"{mark} {article.id}", style).append_text(shown(f"  {article.title}", "default")))
    for change in comparison.changed:
        out.print(_change(change))
        for line in change.text_diff() if with_text else ():
            out.print(shown(f"    {line}", _DIFF_STYLES.get(line[:1], "")))
    out.print(
        Text(
            f"{comparison.before} → {comparison.after}: {len(comparison.added)} articles added, "
            f"{len(comparison.removed)} removed, {len(comparison.changed)} changed; "
            f"{comparison.passages_added} passages added, {comparison.passages_removed} removed."
        ),
        soft_wrap=True,
    )


def _change(change: Change) -> Text:
    line = shown(f"~ {change.after.id}", "yellow").append_text(shown(f"  {change.after.title}", "default"))
    return line.append(f"  {', '.join(change.fields)}", style="dim").append(
        f"  +{change.passages_added} −{change.passages_removed} passages", style="dim"
    )
