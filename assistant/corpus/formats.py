"""A file's bytes → canonical text and the fields the file gives. The only home of the file parsers."""

import logging
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from assistant.corpus.blocks import docx_blocks, html_blocks, join, markdown_blocks, settle_title
from assistant.corpus.boilerplate import without_boilerplate
from assistant.corpus.clean import clean, decode, one_line
from assistant.corpus.fields import Values, check_keys, text_of
from assistant.corpus.lines import paragraphs_of_pages, title_and_rest, unwrap
from assistant.errors import ArticleError

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_FRONT_MATTER_CHARS = 65_536
MAX_PDF_PAGES = 2_000
MAX_UNPACKED_BYTES = 100_000_000

# What the parsers raise on damaged files beside their own errors; from their source, and from damaging files.
DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    SyntaxError,  # lxml's XMLSyntaxError is one
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)

_HTML_LANGUAGE = re.compile(r"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?([A-Za-z]+)", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(https?://[^\s>]+)")
_WORD_PROCESSOR_TITLE = re.compile(
    r"^(?:microsoft word\b.*|untitled.*|document\d*|word document|sans titre.*)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Raw:
    """What a file says: canonical text, and unchecked fields under front-matter names (title "" or missing: none)."""

    text: str
    fields: Values = field(default_factory=dict)


def read(suffix: str, data: bytes) -> Raw:
    """Text and fields of a file whose name ends with `suffix` (lower case, one of `READERS`).

    Raises:
        ArticleError: the file is damaged, encrypted, of another format, or holds no text of its own.
    """
    return READERS[suffix](data)


def read_markdown(data: bytes) -> Raw:
    """Front matter between `---` lines, then CommonMark with tables; see `flatten` and `settle_title`."""
    text = decode(data)
    front, body = _front_matter(text)
    values = _yaml(front) if front else {}
    check_keys(values)
    title, body = settle_title(flatten(body), text_of(values, "title"))
    return Raw(body, {**values, "title": title})


def read_text(data: bytes) -> Raw:
    """Plain text. A short first line that is no sentence is the title and leaves the text."""
    title, text = title_and_rest(without_boilerplate(decode(data)))
    return Raw(unwrap(text), {"title": title})


def read_html(data: bytes) -> Raw:
    """The article of a page as trafilatura finds it, with the page's metadata, without boilerplate lines."""
    import trafilatura

    html = decode(data)
    with _quiet("trafilatura", "htmldate"):
        try:
            page = trafilatura.bare_extraction(
                html,
                include_comments=False,
                with_metadata=True,
                date_extraction_params={"original_date": True, "extensive_search": False},
            )
        except DAMAGE as error:
            raise ArticleError(f"damaged HTML ({_brief(error)}); save the page again") from None
    if page is None:
        raise ArticleError("no article found in this HTML page; save the page again, or save its text as .txt")
    title, text = settle_title(without_boilerplate(join(html_blocks(page.body))), one_line(page.title or ""))
    declared, saved_from = _HTML_LANGUAGE.search(html[:8192]), _SAVED_FROM.search(html[:8192])
    return Raw(
        text,
        {
            "title": title,
            "published": page.date,
            "publisher": page.sitename or page.author or page.hostname,
            "url": page.url or (saved_from[1] if saved_from else None),
            "language": declared[1] if declared else None,
        },
    )


def read_pdf(data: bytes) -> Raw:
    """The text layer of a PDF, wraps mended; the title from its properties, else a short first line."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    with _quiet("pypdf"):
        try:
            reader = PdfReader(BytesIO(data))
            if reader.is_encrypted:
                raise ArticleError("encrypted PDF; save a copy without a password")
            if len(reader.pages) > MAX_PDF_PAGES:
                raise ArticleError(f"PDF of {len(reader.pages)} pages, expected at most {MAX_PDF_PAGES}; split it")
            title = one_line((reader.metadata.title if reader.metadata else None) or "")
            pages = list(_pdf_pages(reader))
        except (PyPdfError, DependencyError, *DAMAGE) as error:
            raise ArticleError(f"damaged PDF ({_brief(error)}); save it again") from None
    text = paragraphs_of_pages(pages)
    if not text.strip():
        raise ArticleError(f"no text in the {len(pages)} page(s) of this PDF (a scan?); recognise the text (OCR) first")
    if not title or _WORD_PROCESSOR_TITLE.match(title):
        title, text = title_and_rest(text)
    return Raw(text, {"title": title})


def read_docx(data: bytes) -> Raw:
    """Paragraphs, headings, list items and table rows of a Word document, in order."""
    import docx
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise ArticleError(f"Word document unpacks to {unpacked} bytes, expected at most {MAX_UNPACKED_BYTES}")
        document = docx.Document(BytesIO(data))
        title = one_line(document.core_properties.title or "")
        text = join(docx_blocks(document))
    except (zipfile.BadZipFile, OpcError, PythonDocxError, RuntimeError, *DAMAGE) as error:
        raise ArticleError(f"damaged or encrypted Word document ({_brief(error)}); save it again") from None
    if _WORD_PROCESSOR_TITLE.match(title):
        title = ""
    title, text = settle_title(text, title)
    return Raw(text, {"title": title})


READERS: Mapping[str, Callable[[bytes], Raw]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
}


def flatten(markdown: str) -> str:
    """Canonical text of Markdown: one line per heading (`## …`), paragraph, item (`- …`, `1. …`) and table row.

    Emphasis, code marks and links give way to their text; images, comments, rules and HTML tags go. Blocks without
    a blank line between them stay so; nested items lose their indent. Text without markup is unchanged but for
    wraps, and for blank lines beyond one.
    """
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(markdown)
    return join(markdown_blocks(tokens))


def _front_matter(text: str) -> tuple[str, str]:
    if not re.match(r"---[ \t]*\n", text):
        return "", text
    parts = re.split(r"^(?:---|\.\.\.)[ \t]*$", text.partition("\n")[2], maxsplit=1, flags=re.MULTILINE)
    if len(parts) == 1:
        raise ArticleError("front matter opened by '---' is never closed; expected a second line '---'")
    if len(parts[0]) > MAX_FRONT_MATTER_CHARS:
        raise ArticleError(f"front matter of {len(parts[0])} characters, expected at most {MAX_FRONT_MATTER_CHARS}")
    return parts[0], parts[1]


def _yaml(front: str) -> dict[str, object]:
    import yaml

    try:
        values = yaml.safe_load(front)
    except (yaml.YAMLError, *DAMAGE) as error:
        raise ArticleError(f"front matter is not YAML ({_brief(error)})") from None
    if values is not None and not isinstance(values, dict):
        raise ArticleError("front matter is no list of 'key: value' lines")
    return values or {}


def _pdf_pages(reader: "PdfReader") -> Iterator[str]:
    unpacked = 0
    for page in reader.pages:
        contents = page.get_contents()
        unpacked += len(contents.get_data()) if contents is not None else 0
        if unpacked > MAX_UNPACKED_BYTES:
            raise ArticleError(f"PDF unpacks to more than {MAX_UNPACKED_BYTES} bytes; split it")
        yield clean(page.extract_text())


@contextmanager
def _quiet(*loggers: str) -> Iterator[None]:
    """Keep parsers from logging about a file whose failure is reported as its reason."""
    levels = {name: logging.getLogger(name).level for name in loggers}
    for name in levels:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def _brief(error: Exception) -> str:
    return (one_line(str(error)) or type(error).__name__)[:120]
