"""Article → passages: whole sentences under one heading, none longer than the embedding model should read."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sentencex import get_sentence_boundaries

from assistant.documents import Article, Language, Passage

CountTokens = Callable[[Sequence[str]], list[int]]
Range = tuple[int, int]

LONGEST_SENTENCE_CHARS = 1200
TITLE_LINE_CHARS = 60

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*$")
_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_ENDS = tuple(".!?…:;»”\"')")


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences under one heading, in order."""

    heading_path: tuple[str, ...]
    sentences: tuple[Range, ...]


def split(article: Article, count_tokens: CountTokens, passage_tokens: int) -> list[Passage]:
    """Passages in text order; together they hold every sentence once. A text without words gives [].

    A passage closes at a heading, or where the next sentence would pass `passage_tokens`. A single sentence longer
    than that is cut at spaces (or, without spaces, anywhere).
    """
    passages = []
    for section in sections(article):
        pieces = [
            piece for sentence in section.sentences for piece in _cut(article.text, sentence, LONGEST_SENTENCE_CHARS)
        ]
        fitting = list(_fit(article.text, pieces, count_tokens, passage_tokens))
        for group in _group(fitting, passage_tokens):
            passages.append(_passage(article, section.heading_path, group))
    return passages


def sections(article: Article) -> list[Section]:
    """The article's sentences grouped by heading; heading lines themselves are not sentences."""
    found: list[Section] = []
    path: list[tuple[int, str]] = []
    sentences: list[Range] = []
    for start, end in _blocks(article.text):
        heading = _HEADING.match(article.text[start:end])
        if heading is None:
            sentences.extend(sentence_ranges(article.text, start, end, article.language))
            continue
        if sentences:
            found.append(Section(tuple(title for _, title in path), tuple(sentences)))
            sentences = []
        level = len(heading[1])
        path = [(depth, title) for depth, title in path if depth < level] + [(level, heading[2])]
    if sentences:
        found.append(Section(tuple(title for _, title in path), tuple(sentences)))
    return found


def sentence_ranges(text: str, start: int, end: int, language: Language) -> list[Range]:
    """Sentences within `text[start:end]`, in order, without the white space around them.

    "M." and other marks of up to three characters open the next sentence instead of being one.
    """
    block = text[start:end].replace("\n", " ")
    ranges: list[Range] = []
    opening: int | None = None
    for found in get_sentence_boundaries(language, block):
        first, last = found["start_index"], found["end_index"]
        trimmed = _trim(block, opening if opening is not None else first, last)
        if trimmed is None:
            continue
        opening = trimmed[0] if trimmed[1] - trimmed[0] <= 3 else None
        if opening is None:
            ranges.append((start + trimmed[0], start + trimmed[1]))
    if opening is not None and (rest := _trim(block, opening, len(block))) is not None:
        ranges.append((start + rest[0], start + rest[1]))
    return ranges


def _blocks(text: str) -> Iterator[Range]:
    """Headings, list items (without their mark) and paragraphs. A short line without a stop is a block of its own."""
    opened: int | None = None
    closed = 0
    for start, end in _lines(text):
        line = text[start:end]
        item = _ITEM.match(line)
        alone = not line.strip() or bool(_HEADING.match(line)) or item is not None
        previous = text[opened:closed] if opened is not None else ""
        if opened is not None and (alone or _is_title(previous, line)):
            yield opened, closed
            opened = None
        if line.strip() and opened is None:
            opened = start + (item.end() if item else 0)
        closed = end
        if opened is not None and _HEADING.match(line):
            yield opened, closed
            opened = None
    if opened is not None:
        yield opened, closed


def _is_title(previous: str, line: str) -> bool:
    last = previous.rsplit("\n", 1)[-1].rstrip()
    return len(last) < TITLE_LINE_CHARS and not last.endswith(_ENDS) and line.lstrip()[:1].isupper()


def _lines(text: str) -> Iterator[Range]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _trim(text: str, start: int, end: int) -> Range | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _cut(text: str, sentence: Range, longest: int) -> Iterator[Range]:
    """The sentence in pieces of at most `longest` characters, cut after a space where there is one."""
    start, end = sentence
    while end - start > longest:
        space = text.rfind(" ", start + longest // 2, start + longest)
        stop = space + 1 if space > 0 else start + longest
        if (piece := _trim(text, start, stop)) is not None:
            yield piece
        start = stop
    if (piece := _trim(text, start, end)) is not None:
        yield piece


def _fit(text: str, pieces: Sequence[Range], count_tokens: CountTokens, limit: int) -> Iterator[tuple[Range, int]]:
    """Each piece with its token count, halved until it is within `limit`."""
    for (start, end), tokens in zip(pieces, count_tokens([text[a:b] for a, b in pieces]), strict=True):
        if tokens <= limit or end - start <= 1:
            yield (start, end), tokens
        else:
            halves = list(_cut(text, (start, end), (end - start + 1) // 2))
            yield from _fit(text, halves, count_tokens, limit)


def _group(pieces: Sequence[tuple[Range, int]], limit: int) -> Iterator[list[tuple[Range, int]]]:
    group: list[tuple[Range, int]] = []
    for piece in pieces:
        if group and sum(tokens for _, tokens in group) + piece[1] > limit:
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _passage(article: Article, heading_path: tuple[str, ...], group: list[tuple[Range, int]]) -> Passage:
    start, end = group[0][0][0], group[-1][0][1]
    place = f"{article.id}\0{start}\0{end}\0{article.text[start:end]}"
    return Passage(
        id=hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:24],
        article_id=article.id,
        start=start,
        end=end,
        heading_path=heading_path,
        language=article.language,
        tokens=sum(tokens for _, tokens in group),
        sentences=tuple(piece for piece, _ in group),
    )
