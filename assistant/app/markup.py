"""Text → HTML: escaping, links that can only open web pages, and ranges of a text cut into pieces."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape as escape_html
from itertools import groupby, pairwise
from urllib.parse import urlsplit

from assistant.documents import Language

Level = tuple[int, int, int]


def escape(text: str) -> str:
    """Text as HTML, quotes included; half surrogate pairs, which cannot be sent, become `?`."""
    return escape_html(text.encode("utf-8", "replace").decode("utf-8"), quote=True)


def safe_url(url: str) -> str | None:
    """The address if following it can only open a web page, else None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    plain = url.isprintable() and " " not in url
    return url if plain and parts.scheme in ("http", "https") and parts.netloc else None


def link(label: str, url: str, new_tab: str) -> str:
    """The label, as a link to a new tab where the address is safe; `new_tab` says so to those who do not see it."""
    target = safe_url(url)
    if target is None:
        return escape(label)
    return (
        f'<a href="{escape(target)}" target="_blank" rel="noopener noreferrer">{escape(label)}'
        f'<span class="unseen"> ({escape(new_tab)})</span></a>'
    )


def in_both(words: Mapping[Language, str], tag: str = "p") -> str:
    """The same words once in each language; the page shows those in its own."""
    return "".join(f'<{tag} lang="{language}">{escape(said)}</{tag}>' for language, said in words.items())


def levels(length: int, ranges: Sequence[Level]) -> Iterator[Level]:
    """Cut 0–`length` where the level changes: (start, end, highest level of the ranges there, else 0), in order."""
    inside = [(max(start, 0), min(end, length), level) for start, end, level in ranges]
    inside = [(start, end, level) for start, end, level in inside if start < end]
    bounds = sorted({0, length, *(bound for start, end, _ in inside for bound in (start, end))})

    def level_of(piece: tuple[int, int]) -> int:
        return max((level for start, end, level in inside if start <= piece[0] and piece[1] <= end), default=0)

    for level, pieces in groupby(pairwise(bounds), level_of):
        joined = list(pieces)
        yield joined[0][0], joined[-1][1], level
