"""An article → the panel it is read in, with the quotes of an answer marked."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from assistant.app.markup import Level, escape, levels, link
from assistant.app.texts import TEXTS, Texts
from assistant.ask import phrases
from assistant.documents import Article, Language, Section, Source, Span, find_reference

ROUTE = "panel"
QUOTED, SHOWN = 1, 2


@dataclass(frozen=True, slots=True)
class Place:
    """Quoted words in an article, by offset; `digest` tells whether they are still there."""

    start: int
    end: int
    digest: str

    @classmethod
    def of(cls, span: Span) -> "Place":
        return cls(span.start, span.end, _digest(span.quote))

    def holds(self, text: str) -> bool:
        """Whether `text` has the quoted words at this place."""
        return 0 <= self.start < self.end <= len(text) and _digest(text[self.start : self.end]) == self.digest


@dataclass(frozen=True, slots=True)
class View:
    """What a click asks for: the quotes of one answer in one article, which of them was clicked, and its marker.

    Without places the article is opened as such.
    """

    article_id: str
    places: tuple[Place, ...] = ()
    shown: int = 0
    marker: int | None = None

    @property
    def address(self) -> str:
        """Where the panel is served, relative to the page."""
        fields = [("article", self.article_id)]
        fields += [("at", f"{place.start}-{place.end}-{place.digest}") for place in self.places]
        if self.marker is not None:
            fields += [("shown", str(self.shown)), ("marker", str(self.marker))]
        return f"{ROUTE}?{urlencode(fields, errors='replace')}"


def panel(article: Article, view: View, articles: Mapping[str, Article], language: Language) -> str:
    """The article whole, the quotes marked, the one clicked most. `articles` name what replaced it.

    Where a quote is not at its place any more, nothing is marked and the panel says so.
    """
    texts = TEXTS[language]
    moved = any(not place.holds(article.text) for place in view.places)
    notice = f'<p class="notice">{escape(texts.changed)}</p>' if moved else ""
    body = _body(article.text, () if moved else view.places, view.shown)
    return (
        f"{_head(article.title, article.language, view.marker, texts)}"
        f'<div class="source-body">{_about(article, articles, language)}{notice}'
        f'<div class="article" lang="{article.language}">{body}</div>{_sources(article.sources, language)}</div>'
    )


def panel_notice(message: str, language: Language) -> str:
    """A panel that says one line, where there is no article to show."""
    texts = TEXTS[language]
    head = _head(texts.panel, language, None, texts)
    return f'{head}<div class="source-body"><p class="notice">{escape(message)}</p></div>'


def open_button(article_id: str, title: str, hint: str = "", span: Span | None = None) -> str:
    """A button that opens an article, at `span` where one is given; `hint` is read aloud after its title."""
    said = f'<span class="unseen"> ({escape(hint)})</span>' if hint else ""
    places = (Place.of(span),) if span is not None else ()
    address = escape(View(article_id, places).address)
    return f'<button type="button" class="near" data-panel="{address}">{escape(title)}{said}</button>'


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _head(title: str, language: Language, marker: int | None, texts: Texts) -> str:
    kind = texts.panel if marker is None else texts.citation.format(marker)
    return (
        f'<div class="source-head"><p class="kind">{escape(kind)}</p>'
        f'<h2 class="source-title" tabindex="-1" lang="{language}">{escape(title)}</h2>'
        f'<button type="button" class="close" data-close>{escape(texts.close)}</button></div>'
    )


def _about(article: Article, articles: Mapping[str, Article], language: Language) -> str:
    texts = TEXTS[language]
    named = (
        article.publisher,
        phrases.written_date(article.published, language),
        texts.languages[article.language],
        texts.authorities[article.authority],
    )
    lines = [" · ".join(escape(name) for name in named if name)]
    lines += _standing(article, articles, language)
    for section in article.sections:
        standing = " · ".join(_standing(section, articles, language))
        lines.append(f"{escape(phrases.quoted(section.heading, language))} · {standing}")
    lines += [f"{escape(texts.original)} {link(article.url, article.url, texts.new_tab)}"] if article.url else []
    return f'<div class="facts">{"".join(f"<p>{line}</p>" for line in lines)}</div>'


def _standing(part: Article | Section, articles: Mapping[str, Article], language: Language) -> list[str]:
    """When an article or a section of one holds and what replaced it, as far as either is known."""
    lines = [escape(_held(part, language))] if part.valid_from or part.valid_to else []
    if part.replaced_by:
        others = ", ".join(_successor(reference, articles, language) for reference in part.replaced_by)
        lines.append(f"{escape(TEXTS[language].replaced_by)} {others}")
    return lines


def _held(part: Article | Section, language: Language) -> str:
    """`In force from … until …`, as far as it is known."""
    texts = TEXTS[language]
    start, end = (phrases.written_date(day, language) for day in (part.valid_from, part.valid_to))
    if start and end:
        return texts.in_force_between.format(start, end)
    return texts.in_force_from.format(start) if start else texts.in_force_until.format(end)


def _successor(reference: str, articles: Mapping[str, Article], language: Language) -> str:
    """A button that opens what replaced it, at its heading where it is a section; as text if it is not indexed."""
    part = find_reference(reference, articles)
    if part is None:
        return escape(reference)
    article = articles[part.article_id]
    title = f"{article.title}, {phrases.quoted(part.heading, language)}" if part.heading else article.title
    return open_button(article.id, title, span=_heading(article, part.heading))


def _heading(article: Article, heading: str) -> Span | None:
    """Where a section of an article begins: the words of its heading."""
    for tag, start, end in _blocks(article.text):
        if tag.startswith("h") and article.text[start:end].strip() == heading:
            return Span(article.id, start, end, article.text[start:end])
    return None


def _sources(sources: Sequence[Source], language: Language) -> str:
    if not sources:
        return ""
    texts = TEXTS[language]
    items = (
        f"<li>{link(source.label, source.url, texts.new_tab)}{_dated(source.date, language)}</li>" for source in sources
    )
    return f'<div class="sources"><h3>{escape(texts.written_from)}</h3><ul>{"".join(items)}</ul></div>'


def _dated(written: str, language: Language) -> str:
    """`, July 2025` from 2025-07, as exact as it is given; what is no date stands as it is."""
    unknown = {4: 2, 7: 1, 10: 0}.get(len(written))
    try:
        day = date.fromisoformat(f"{written}-01-01"[:10])
    except ValueError:
        unknown = None
    if unknown is None:
        return f", {escape(written)}" if written else ""
    return f", {' '.join(phrases.written_date(day, language).split(' ')[unknown:])}"


def _body(text: str, places: Sequence[Place], shown: int) -> str:
    """The text in blocks, the same characters in the same order."""
    quotes = [(place.start, place.end, SHOWN if n == shown else QUOTED) for n, place in enumerate(places)]
    tagged = ((tag, _marked(text, start, end, quotes)) for tag, start, end in _blocks(text))
    parts = []
    for is_list, blocks in groupby(tagged, lambda block: block[0] == "li"):
        inner = "".join(f"<{tag}>{content}</{tag}>" for tag, content in blocks)
        parts.append(f"<ul>{inner}</ul>" if is_list else inner)
    return "".join(parts)


def _marked(text: str, start: int, end: int, quotes: Sequence[Level]) -> str:
    here = [(a - start, b - start, level) for a, b, level in quotes if a < end and b > start]
    opening = {QUOTED: "<mark>", SHOWN: '<mark class="shown">'}
    pieces = ((escape(text[start + a : start + b]), level) for a, b, level in levels(end - start, here))
    return "".join(f"{opening[level]}{piece}</mark>" if level else piece for piece, level in pieces)


def _blocks(text: str) -> Iterator[tuple[str, int, int]]:
    """(tag, start, end) of each heading, list item and paragraph, in order, without the signs that make them so."""
    lines = text.splitlines(keepends=True)
    shallowest = min((_depth(line) for line in lines if _depth(line)), default=1)
    place, paragraph = 0, (0, 0)
    for line in lines:
        start, place = place, place + len(line)
        end, depth = start + len(line.rstrip()), _depth(line)
        item = line.startswith("- ")
        if depth or item or start == end:
            if paragraph[1]:
                yield "p", *paragraph
            paragraph = (0, 0)
        if depth:
            yield f"h{min(3 + depth - shallowest, 6)}", start + depth + 1, end
        elif item:
            yield "li", start + 2, end
        elif start < end:
            paragraph = (paragraph[0] if paragraph[1] else start, end)
    if paragraph[1]:
        yield "p", *paragraph


def _depth(line: str) -> int:
    """How many `#` open a heading line; 0 for any other line."""
    signs = len(line) - len(line.lstrip("#"))
    return signs if signs and line[signs : signs + 1] == " " and line[signs:].strip() else 0
