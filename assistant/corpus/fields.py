"""Front matter or the members of a JSON line → the fields of an `Article`, checked."""

import calendar
import difflib
import re
import reprlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import get_args

from assistant.corpus.clean import one_line
from assistant.documents import Article, Authority, Language, Section, Source
from assistant.errors import ArticleError
from assistant.language import detect, fold

LONGEST_ID = 200
LONGEST_TITLE = 300
FRONT_MATTER_KEYS = tuple(
    """id title language publisher published url topics authority valid_from valid_to replaced_by
    sections sources lang date""".split()
)
SOURCE_KEYS = ("label", "url", "date")
SECTION_KEYS = ("heading", "valid_from", "valid_to", "replaced_by")
LANGUAGES: Mapping[str, Language] = {
    **dict.fromkeys(("en", "eng", "english", "anglais"), "en"),
    **dict.fromkeys(("fr", "fra", "fre", "french", "francais"), "fr"),
}

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?")

Values = Mapping[str, object]


def check_keys(values: Values) -> None:
    """Refuse front matter, or an entry of its `sources` or `sections`, with a key that is not a field.

    Raises:
        ArticleError: naming the key and the field it resembles.
    """
    _check(values, FRONT_MATTER_KEYS)
    for name, known in (("sources", SOURCE_KEYS), ("sections", SECTION_KEYS)):
        entries = values.get(name)
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict):
                _check(entry, known)


def _check(keys: Iterable[object], known: Sequence[str]) -> None:
    for key in keys:
        if key not in known:
            near = difflib.get_close_matches(str(key)[:40], known, 1)
            expected = f"did you mean '{near[0]}'?" if near else f"expected one of {', '.join(known)}"
            raise ArticleError(f"unknown key {_show(key)} in the front matter; {expected}")


def article(values: Values, text: str, article_id: str, title: str) -> Article:
    """The article made of checked values; fields nobody gave keep their defaults, the language is detected.

    `date` and `lang` are other names of `published` and `language`. A day known only to its month or year is its
    first day, for `valid_to` its last. `sources` dates stay as written.

    Raises:
        ArticleError: naming the field, what was found and what was expected.
    """
    if len(title) > LONGEST_TITLE:
        raise ArticleError(f"title: found {len(title)} characters, expected at most {LONGEST_TITLE}")
    return Article(
        id=article_id,
        title=title,
        text=text,
        language=language(values) or detect(text),
        publisher=text_of(values, "publisher"),
        published=day(values, "published") or day(values, "date"),
        url=text_of(values, "url"),
        topics=_texts(values, "topics"),
        authority=_authority(values),
        valid_from=day(values, "valid_from"),
        valid_to=day(values, "valid_to", last=True),
        replaced_by=_texts(values, "replaced_by"),
        sections=_sections(values),
        sources=_sources(values),
    )


def identifier(values: Values, *, slug_only: bool) -> str:
    """The id that was given, or "" for none.

    Raises:
        ArticleError: it is no slug (`slug_only`), or empty, unprintable or longer than 200 characters.
    """
    if values.get("id") is None:
        return ""
    found = str(values["id"]) if isinstance(values["id"], str | int) else ""
    if slug_only and not _SLUG.fullmatch(found):
        raise ArticleError(f"id: found {_show(values['id'])}, expected lower-case letters, digits and hyphens")
    if not found.strip() or not found.isprintable() or len(found) > LONGEST_ID:
        raise ArticleError(f"id: found {_show(values['id'])}, expected 1 to {LONGEST_ID} printable characters or no id")
    return found


def language(values: Values) -> Language | None:
    """English or French as declared (`fr-FR`, `English`…), None if nothing is.

    Raises:
        ArticleError: another language is declared.
    """
    declared = text_of(values, "language") or text_of(values, "lang")
    if not declared:
        return None
    known = LANGUAGES.get(re.split(r"[-_]", fold(declared))[0])
    if known is None:
        raise ArticleError(f"language: found {_show(declared)}, expected en or fr")
    return known


def text_of(values: Values, key: str) -> str:
    """A one-line text; "" if missing. Numbers and dates that YAML made of unquoted text are text again.

    Raises:
        ArticleError: the value is a list, a mapping or true/false.
    """
    return _text(values.get(key), key)


def day(values: Values, key: str, *, last: bool = False) -> date | None:
    """YYYY-MM-DD, YYYY-MM or YYYY, also with a time after it; partial ones give their first (or `last`) day.

    Raises:
        ArticleError: the value is no such date.
    """
    found = text_of(values, key)
    try:
        return parse_day(found, last=last) if found else None
    except ValueError:
        raise ArticleError(f"{key}: found {_show(found)}, expected YYYY-MM-DD, YYYY-MM or YYYY") from None


def parse_day(written: str, *, last: bool = False) -> date:
    """The day meant by YYYY, YYYY-MM or YYYY-MM-DD.

    Raises:
        ValueError: it is written otherwise, or no day of the calendar.
    """
    parts = _DAY.fullmatch(written)
    if parts is None:
        raise ValueError(written)
    year, month = int(parts[1]), int(parts[2] or (12 if last else 1))
    first = date(year, month, 1)
    return first.replace(day=int(parts[3] or (calendar.monthrange(year, month)[1] if last else 1)))


def _text(value: object, key: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str) or (isinstance(value, int | float) and not isinstance(value, bool)):
        return one_line(str(value))
    raise ArticleError(f"{key}: found {_show(value)}, expected text (in quotes if need be)")


def _texts(values: Values, key: str) -> tuple[str, ...]:
    found = values.get(key)
    if found is None or isinstance(found, str):
        return (one_line(found),) if found and found.strip() else ()
    if not isinstance(found, list):
        raise ArticleError(f"{key}: found {_show(found)}, expected a list of words")
    return tuple(_text(each, key) for each in found)


def _authority(values: Values) -> Authority:
    found = text_of(values, "authority") or "press"
    for known in get_args(Authority):
        if found == known:
            return known  # type: ignore[no-any-return]
    raise ArticleError(f"authority: found {_show(found)}, expected one of {', '.join(get_args(Authority))}")


def _sections(values: Values) -> tuple[Section, ...]:
    found = values.get("sections")
    if found is None:
        return ()
    if not isinstance(found, list):
        raise ArticleError(
            f"sections: found {_show(found)}, expected a list of heading, valid_from, valid_to, replaced_by"
        )
    return tuple(_section(each) for each in found)


def _section(value: object) -> Section:
    if not isinstance(value, dict) or not text_of(value, "heading"):
        raise ArticleError(f"sections: found {_show(value)}, expected an entry with a heading")
    first, last = day(value, "valid_from"), day(value, "valid_to", last=True)
    return Section(text_of(value, "heading"), first, last, _texts(value, "replaced_by"))


def _sources(values: Values) -> tuple[Source, ...]:
    found = values.get("sources")
    if found is None:
        return ()
    if not isinstance(found, list):
        raise ArticleError(f"sources: found {_show(found)}, expected a list of label, url and date")
    return tuple(_source(each) for each in found)


def _source(value: object) -> Source:
    if not isinstance(value, dict) or not text_of(value, "label"):
        raise ArticleError(f"sources: found {_show(value)}, expected an entry with a label")
    return Source(text_of(value, "label"), text_of(value, "url"), text_of(value, "date"))


def _show(value: object) -> str:
    return reprlib.repr(value)[:80]
