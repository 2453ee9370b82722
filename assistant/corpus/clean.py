"""Characters, encodings and ids: what is done to text whatever format it came in."""

import hashlib
import re

from assistant.errors import ArticleError
from assistant.language import fold

LONGEST_SLUG = 80
BINARY_SHARE = 0.02
NUL_SHARE = 0.2

_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROLS = re.compile("[\x01-\x08\x0b-\x1f]")


def clean(text: str) -> str:
    """Replace, one for one so that offsets stay, what cannot be indexed.

    NUL and lone surrogates become U+FFFD; the other C0 controls but newline and tab become spaces.
    """
    return _CONTROLS.sub(" ", _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", text))


def one_line(text: str) -> str:
    """`text` cleaned, each run of white space one space, trimmed."""
    return " ".join(clean(text).split())


def shown(name: str) -> str:
    """A file name that is safe to print on one line: control characters and undecodable bytes are escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


def slug(text: str) -> str:
    """An id made of `text`: lower-case ASCII letters, digits, single hyphens; never empty, at most 80 characters."""
    ascii_words = re.findall(r"[a-z0-9]+", fold(text).replace("œ", "oe").replace("æ", "ae"))
    return "-".join(ascii_words)[:LONGEST_SLUG].strip("-") or f"article-{digest(text)}"


def digest(text: str) -> str:
    """Eight hex digits of `text`."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def decode(data: bytes) -> str:
    """Text of a file, with `\\n` line ends and without a byte order mark.

    UTF-8, UTF-16 and UTF-32 by their mark, UTF-16 without one by its NULs, UTF-8 (a few damaged bytes become
    U+FFFD), else Windows-1252, which holds Latin-1.

    Raises:
        ArticleError: the bytes are not text.
    """
    text = _decode(data).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    strange = len(_UNREADABLE.findall(text)) + len(_CONTROLS.findall(text)) + text.count("\N{REPLACEMENT CHARACTER}")
    if strange > BINARY_SHARE * len(text) and strange > 2:
        raise ArticleError(f"not text: {strange} of {len(text)} characters are unreadable; expected UTF-8")
    return clean(text)


def _decode(data: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data.startswith(b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    head = data[:2000]
    if head.count(0) > NUL_SHARE * len(head):
        return data.decode("utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le", "replace")
    text = data.decode("utf-8", "replace")
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    whole = sum(c > "\x7f" for c in text) - damaged if damaged else 0
    return text if damaged == 0 or whole > damaged else data.decode("cp1252", "replace")
