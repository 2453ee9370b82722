"""The parsers' trees → canonical text: one block per heading, paragraph, list item and table row."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from assistant.corpus.clean import one_line

HTML_BLOCKS = frozenset("p head list item table row quote code ab div".split())

_HEADING_ONE = re.compile(r"^# (.+)\n*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table row. `joins`: it stands on the line right below the one before."""

    text: str
    joins: bool = False


def join(blocks: Iterable[Block]) -> str:
    """Canonical text of the blocks; empty ones leave no gap. No blocks give an empty text."""
    parts: list[str] = []
    for block in blocks:
        if block.text.strip():
            parts += ["" if not parts else "\n" if block.joins else "\n\n", block.text]
    return "".join(parts)


def settle_title(text: str, title: str) -> tuple[str, str]:
    """Title and text: an H1 at the start that equals `title` goes; without a title the first H1 is it, and goes."""
    first = _HEADING_ONE.search(text)
    if first is None or (title and (first.start() > 0 or one_line(first[1]).casefold() != title.casefold())):
        return title, text
    return title or one_line(first[1]), (text[: first.start()] + text[first.end() :]).strip()


def markdown_blocks(tokens: Iterable[Any]) -> Iterator[Block]:
    """Blocks of markdown-it's tokens, in order."""
    mark, last_line = "", -1
    row: list[str] | None = None
    for token in tokens:
        if token.type == "list_item_open":
            mark = f"{token.info}{token.markup} " if token.info else "- "
        elif token.type == "heading_open":
            mark = f"{'#' * int(token.tag[1])} "
        elif token.type in ("list_item_close", "heading_close"):
            mark = ""
        elif token.type == "tr_open":
            row = []
        elif token.type == "inline" and row is not None:
            row.append(_inline(token))
        elif token.type == "tr_close":
            yield Block(mark + " | ".join(row or ()), joins=last_line == -2)
            row, mark, last_line = None, "", -2
        elif token.type == "table_close":
            last_line = -1
        elif token.map and (text := _leaf(token)).strip():
            yield Block(mark + (text.replace("\n", " ") if mark else text), joins=token.map[0] == last_line)
            mark, last_line = "", token.map[1]


def _leaf(token: Any) -> str:
    if token.type == "inline":
        return _inline(token)
    if token.type == "html_block":
        return without_tags(token.content)
    return token.content.rstrip("\n") if token.type in ("fence", "code_block") else ""


def _inline(token: Any) -> str:
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type == "softbreak" or child.content.lower().startswith("<br"):
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
        elif child.type == "image":
            parts.append("\0")
    return re.sub(r"(^| )\0 ?", r"\1", "".join(parts)).replace("\0", "").strip()


def html_blocks(element: Any) -> Iterator[Block]:
    """Blocks below an element of trafilatura's tree (`head p list item table row quote …`), in order."""
    inline = [element.text or ""]
    for number, child in enumerate(element, 1):
        if child.tag in HTML_BLOCKS:
            yield Block(one_line("".join(inline)))
            inline = []
            yield from _html_block(child, number)
        else:
            inline.append(" " if child.tag == "lb" else "".join(child.itertext()))
        inline.append(child.tail or "")
    yield Block(one_line("".join(inline)))


def _html_block(element: Any, number: int) -> Iterator[Block]:
    previous = element.getprevious()
    joins = previous is not None and previous.tag == element.tag
    if element.tag == "row":
        yield Block(" | ".join(one_line("".join(cell.itertext())) for cell in element), joins)
        return
    blocks = [block for block in html_blocks(element) if block.text]
    if element.tag == "head" and blocks:
        level = element.get("rend", "h2")[-1]
        yield Block(f"{'#' * int(level if level.isdigit() else 2)} {' '.join(block.text for block in blocks)}")
    elif element.tag == "item" and blocks:
        ordered = element.getparent().get("rend") == "ol"
        yield Block(f"{number}. {blocks[0].text}" if ordered else f"- {blocks[0].text}", joins)
        yield from (Block(block.text, joins=True) for block in blocks[1:])
    else:
        yield from blocks


def docx_blocks(document: Any) -> Iterator[Block]:
    """Blocks of a python-docx document, in order; headings by style name, items by style name or numbering."""
    in_list = False
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            for number, row in enumerate(part.rows):
                cells = {cell._tc: cell for cell in row.cells}  # a merged cell is listed once per column
                yield Block(" | ".join(one_line(cell.text) for cell in cells.values()), joins=number > 0)
            in_list = False
        else:
            mark = _docx_mark(part)
            yield Block(mark + one_line(part.text) if part.text.strip() else "", joins=in_list and mark == "- ")
            in_list = mark == "- "


def _docx_mark(paragraph: Any) -> str:
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    if style == "Title":
        return "# "
    if style.startswith("Heading "):
        return f"{'#' * min(6, 1 + int(style[8:]) if style[8:].isdigit() else 2)} "
    properties = paragraph._p.pPr
    return "- " if style.startswith("List ") or (properties is not None and properties.numPr is not None) else ""


def without_tags(html: str) -> str:
    """Text of an HTML fragment; comments, scripts and styles have none."""
    reader = _TextOfHtml()
    reader.feed(html)
    reader.close()
    return one_line(" ".join(reader.parts))


class _TextOfHtml(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
