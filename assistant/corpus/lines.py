"""Lines of plain text and of PDF pages → paragraphs."""

import re
from collections import Counter
from collections.abc import Sequence

from assistant.corpus.blocks import Block, join

WRAPPED_CHARS = range(60, 101)
TITLE_CHARS = 100
EDGE_LINES = 2
REPEATED_PAGES = 3

_STOPS = tuple('.!?…:;.”"»)')
_BULLET = re.compile(r"^[ \t]*[•▪◦‣·*–-][ \t]+")
_NUMBERED = re.compile(r"^[ \t]*\d{1,2}[.)][ \t]+")
_PAGE_NUMBER = re.compile(r"^(?:page\s*)?[-–—]?\s*\d{1,4}\s*(?:(?:/|of|sur|de)\s*\d{1,4})?\s*[-–—]?$", re.IGNORECASE)
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})


def title_and_rest(text: str) -> tuple[str, str]:
    """The first line as title, when it is short, is neither sentence nor item and more follows; else ("", text).

    A line that the next one continues, as in a hard-wrapped paragraph, is no title.
    """
    first, _, rest = (line.rstrip() for line in text.strip().partition("\n"))
    following = rest.partition("\n")[0]
    is_item = _BULLET.match(first) or _NUMBERED.match(first)
    goes_on = len(following) in WRAPPED_CHARS or (len(following) <= TITLE_CHARS and following.endswith(_STOPS))
    is_wrapped = len(first) in WRAPPED_CHARS and goes_on
    if not rest or len(first) > TITLE_CHARS or first.endswith(tuple(".!…:;,")) or is_item:
        return "", text.strip()
    if is_wrapped or following[:1].islower():
        return "", text.strip()
    return first, rest.strip()


def unwrap(text: str) -> str:
    """Plain text with `- ` as the only bullet and each clearly hard-wrapped paragraph on one line.

    Clearly wrapped: every line but the last is 60–100 characters long and most of those end in mid-sentence.
    Other paragraphs keep their lines.
    """
    paragraphs = re.split(r"\n[ \t]*\n+", text.strip())
    return "\n\n".join(_unwrap(paragraph) for paragraph in paragraphs if paragraph.strip())


def _unwrap(paragraph: str) -> str:
    lines = [_BULLET.sub("- ", line.rstrip()) for line in paragraph.split("\n")]
    full = [line.strip() for line in lines[:-1]]
    has_items = any(line.startswith("- ") or _NUMBERED.match(line) for line in lines)
    open_lines = sum(not line.endswith(_STOPS) for line in full)
    if not full or has_items or 2 * open_lines <= len(full) or any(len(line) not in WRAPPED_CHARS for line in full):
        return "\n".join(lines)
    return " ".join(line.strip() for line in lines)


def paragraphs_of_pages(pages: Sequence[str]) -> str:
    """Text of PDF pages in order: page numbers and running headers dropped, wraps and line-end hyphens mended.

    A paragraph ends at a blank line, before a list item, after a sentence end on a short line, and after a short
    line without a stop that is followed by a capital (a heading). A paragraph may run over a page's end.
    """
    lines = _without_running_lines([page.translate(_LIGATURES).strip().split("\n") for page in pages])
    hyphenated = frozenset(re.findall(r"\w+(?:-\w+)+", "\n".join(lines)))
    widths = sorted(len(line) for line in lines if line)
    width = widths[len(widths) * 9 // 10] if widths else 0
    paragraphs: list[list[str]] = [[]]
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        if line:
            paragraphs[-1].append(_BULLET.sub("- ", line))
        if _ends(line, following, width):
            paragraphs.append([])
    mended = [_mend(paragraph, hyphenated) for paragraph in paragraphs if paragraph]
    items = [text.startswith("- ") for text in mended]
    return join(
        Block(text, here and before) for text, here, before in zip(mended, items, [False, *items], strict=False)
    )


def _ends(line: str, following: str, width: int) -> bool:
    if not line or not following or _BULLET.match(following) or _NUMBERED.match(following):
        return True
    if line.endswith(_STOPS):
        return len(line) < 0.8 * width
    return len(line) < 0.6 * width and not following[0].islower() and not line.endswith(("-", ","))


def _mend(lines: Sequence[str], hyphenated: frozenset[str]) -> str:
    """The lines as one. A line-end hyphen stays before a capital, or where the document has the word in mid-line."""
    parts = [lines[0]]
    for line in lines[1:]:
        last = parts[-1]
        word = re.split(r"[^\w-]", last)[-1] + re.split(r"[^\w-]", line)[0]
        at_hyphen = last[-1] == "-" and last[-2:-1].isalnum()
        if last[-1] == "\N{SOFT HYPHEN}" or (at_hyphen and line[0].islower() and word not in hyphenated):
            parts[-1] = last[:-1]
        elif not at_hyphen:
            parts.append(" ")
        parts.append(line)
    return "".join(parts)


def _without_running_lines(pages: Sequence[Sequence[str]]) -> list[str]:
    """Lines of all pages without page numbers, and without what stands at the edge of three pages or more."""
    trimmed = [[line.strip() for line in page] for page in pages]
    seen = Counter(key for page in trimmed for key in {_running_key(line) for line in _edges(page)})
    kept: list[str] = []
    for page in trimmed:
        edges = set(_edges(page))
        kept.extend(
            line
            for line in page
            if not (line in edges and (_PAGE_NUMBER.match(line) or seen[_running_key(line)] >= REPEATED_PAGES))
        )
    return kept


def _edges(page: Sequence[str]) -> list[str]:
    filled = [line for line in page if line]
    return [*filled[:EDGE_LINES], *filled[-EDGE_LINES:]]


def _running_key(line: str) -> str:
    return re.sub(r"\d+", "#", line)
