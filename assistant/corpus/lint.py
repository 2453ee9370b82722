"""Checks on the articles that loading does not make: what an author should mend before an article is indexed."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from assistant.corpus import fields
from assistant.corpus.load import MARKDOWN, load
from assistant.documents import Article, find_reference
from assistant.language import detect
from assistant.settings import CorpusSettings

BRIEFING_WORDS = range(150, 701)
LANGUAGE_FOLDERS = ("en", "fr")

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*)$")
_MARKUP = re.compile(
    r"\*\*|(?<!\w)__?(?=\S)[^_\n]+_(?!\w)|(?<![\w*])\*(?=\S)[^*\n]+\*(?!\w)|`|!?\[[^\]\n]*\]\(|\[\^"
    r"|</?[a-zA-Z][^>\n]*>|&(?:[a-z]{2,8}|#\d{1,6});"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend. `article_id` is the article's id, or the path of a file that could not be loaded."""

    article_id: str
    message: str


def lint_path(path: Path, settings: CorpusSettings, today: date) -> list[Finding]:
    """Load `path` and check it. Files left out come first, then articles in load order; [] means nothing to mend.

    Raises:
        CorpusError: the path is missing, or holds no article that can be read.
    """
    loaded = load(path, settings)
    left_out = [Finding(rejected.path, rejected.reason) for rejected in loaded.rejected]
    left_out += [Finding(str(path), warning) for warning in loaded.warnings]
    files = {article.id: file for article, file in zip(loaded.articles, loaded.paths, strict=True)}
    return left_out + lint(loaded.articles, today, files)


def lint(articles: Sequence[Article], today: date, files: Mapping[str, Path] | None = None) -> list[Finding]:
    """Findings in the order of the articles. `files` (id → file) adds the checks of names and language folders."""
    known = {article.id: article for article in articles}
    findings: list[Finding] = []
    seen: set[str] = set()
    for article in articles:
        messages = [message for check in _CHECKS for message in check(article)]
        messages += _future(article, today)
        messages += _replacements(article, known)
        if article.id in seen:
            messages.append(f"id '{article.id}' is used twice")
        if files and article.id in files:
            messages += _place(article, files[article.id])
        seen.add(article.id)
        findings += [Finding(article.id, message) for message in messages]
    return findings


def _id(article: Article) -> Iterator[str]:
    if not _SLUG.fullmatch(article.id):
        yield f"id '{article.id}' is no slug; expected lower-case ASCII words, digits and single hyphens"


def _place(article: Article, file: Path) -> Iterator[str]:
    if file.suffix.lower() in MARKDOWN and file.stem != article.id:
        yield f"id '{article.id}' differs from the file name '{file.name}'"
    folder = file.parent.name
    if folder in LANGUAGE_FOLDERS and folder != article.language:
        yield f"language is '{article.language}' but the file is in folder '{folder}'"


def _future(article: Article, today: date) -> Iterator[str]:
    if article.published is not None and article.published > today:
        yield f"published {article.published} is after today, {today}"


def _dates(article: Article) -> Iterator[str]:
    if article.published is None:
        yield "published is empty"
    if article.valid_from and article.valid_to and article.valid_from > article.valid_to:
        yield f"valid_from {article.valid_from} is after valid_to {article.valid_to}"
    for source in article.sources:
        if source.date and not _is_date(source.date):
            yield f"date '{source.date}' of source '{source.label}' is not YYYY, YYYY-MM or YYYY-MM-DD"


def _is_date(written: str) -> bool:
    try:
        fields.parse_day(written)
    except ValueError:
        return False
    return len(written) <= 10


def _replacements(article: Article, known: Mapping[str, Article]) -> Iterator[str]:
    for other in article.replaced_by:
        if other == article.id:
            yield "replaced_by names the article itself"
        elif (unknown := _unknown(other, known)) is not None:
            yield unknown
        elif _leads_to(other, article.id, known):
            yield f"replaced_by '{other}' leads back to '{article.id}'"
    for section in article.sections:
        if section.heading not in _heading_texts(article):
            yield f"sections: '{section.heading}' is no heading of the article"
        if section.valid_from and section.valid_to and section.valid_from > section.valid_to:
            yield f"valid_from {section.valid_from} of '{section.heading}' is after valid_to {section.valid_to}"
        yield from filter(None, (_unknown(other, known) for other in section.replaced_by))


def _unknown(reference: str, known: Mapping[str, Article]) -> str | None:
    """What is wrong with a reference: no article, or no heading of it; None when nothing is."""
    place = find_reference(reference, known)
    if place is None:
        return f"replaced_by '{reference}' is the id of no article"
    if place.heading and place.heading not in _heading_texts(known[place.article_id]):
        return f"replaced_by '{reference}' names no heading of '{place.article_id}'"
    return None


def _heading_texts(article: Article) -> set[str]:
    return {line.lstrip("#").strip() for line in article.text.splitlines() if line.startswith("#")}


def _leads_to(start: str, goal: str, known: Mapping[str, Article]) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        if here in known and here not in seen:
            waiting += (place.article_id for r in known[here].replaced_by if (place := find_reference(r, known)))
        seen.add(here)
    return False


def _language(article: Article) -> Iterator[str]:
    detected = detect(article.text, article.language)
    if detected != article.language:
        yield f"language is '{article.language}' but the text reads as '{detected}'"


def _urls(article: Article) -> Iterator[str]:
    if article.url and not _is_url(article.url):
        yield f"url '{article.url}' is not http(s)://host/…"
    for source in article.sources:
        if source.url and not _is_url(source.url):
            yield f"url '{source.url}' of source '{source.label}' is not http(s)://host/…"


def _is_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", url)
    except ValueError:
        return False


def _empty(article: Article) -> Iterator[str]:
    for name in ("title", "text", "publisher"):
        if not getattr(article, name).strip():
            yield f"{name} is empty"
    if not article.topics or not all(topic.strip() for topic in article.topics):
        yield "topics are empty, or one of them is"
    if article.authority == "briefing" and not article.sources:
        yield "a briefing without sources"


def _headings(article: Article) -> Iterator[str]:
    """A heading must be followed by text, or by a deeper heading that is."""
    open_heading: tuple[int, str] | None = None
    for line in [*article.text.split("\n"), "# "]:
        heading = _HEADING.match(line)
        if heading is None:
            open_heading = None if line.strip() else open_heading
            continue
        if open_heading and len(heading[1]) <= open_heading[0]:
            yield f"heading '{open_heading[1]}' has no text below it"
        open_heading = (len(heading[1]), heading[2])


def _words(article: Article) -> Iterator[str]:
    count = sum(any(c.isalnum() for c in word) for word in article.text.split())
    if article.authority == "briefing" and count not in BRIEFING_WORDS:
        yield f"{count} words, expected {BRIEFING_WORDS.start} to {BRIEFING_WORDS.stop - 1} in a briefing"


def _markup(article: Article) -> Iterator[str]:
    for number, line in enumerate(article.text.split("\n"), 1):
        left = _MARKUP.search(line)
        if left:
            yield f"markup '{left[0]}' is left in line {number} of the text"


_CHECKS: tuple[Callable[[Article], Iterator[str]], ...] = (
    _id,
    _dates,
    _language,
    _urls,
    _empty,
    _headings,
    _words,
    _markup,
)
