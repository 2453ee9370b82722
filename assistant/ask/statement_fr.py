"""A French question said as the statement it takes for granted, by rule: inversions are turned back."""

import re
from collections.abc import Sequence

_ADJUNCT = re.compile(
    r"^(?:(?:depuis |jusqu['’]à )?(?:pourquoi|quand|où|comment)|combien(?! d)|"
    r"(?:en|à|dans|sur|pour|sous|de|par|avec) quel(?:le)?s? \w+)\s(?P<rest>.+)$",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(r"^(?P<rest>.+)\s(?:quand|où|comment|pourquoi|combien)$", re.IGNORECASE)
_THAT = re.compile(r"^(?:qu['’]est-ce qu(?:e |['’])|qu['’]|que )(?P<rest>.+)$", re.IGNORECASE)
_THING = re.compile(r"^(?:(?P<which>quel(?:le)?s?)\s|combien d(?:e |['’]))(?P<rest>.+)$", re.IGNORECASE)
_WHO = re.compile(r"^qui\s(?P<rest>.+)$", re.IGNORECASE)
_ASKS = re.compile(r"^est-ce qu(?:e |['’])", re.IGNORECASE)
_CLEFT = re.compile(r"^(?:est-ce|c['’]est|c['’]était)\s(?P<who>.+?)\squi\s", re.IGNORECASE)
_INVERTED = re.compile(r"(?P<verb>[^\s-]+)-(?:t-)?(?P<pronoun>ils?|elles?|on)\b", re.IGNORECASE)
_TURNED = re.compile(
    r"^(?P<verb>(?:n['’])?(?:a|ont|est|sont|sera|seront|était|étaient|fut|avait|avaient)(?: été)? "
    r"(?:[^\W\d_]+(?:é|i|u|is|it|ert|aint)(?:e|s|es)?))\s(?P<subject>(?:l[ae]s? |l['’]|[A-ZÀ-Ý]).+)$"
)
_DETERMINERS = re.compile(r"^(?:l[ae]s?|ce|cet|cette|ces|son|sa|ses|leurs?|un|une|l['’].+)$", re.IGNORECASE)
_PREPOSITIONS = frozenset("de d du des sur à au aux dans en pour avec par sous entre contre".split())
_ARTICLE = {"quel": "un", "quelle": "une", "quels": "des", "quelles": "des"}
_AGREED = re.compile(r"^([^\W\d_]+[éiu])(?:e|s|es)?$")
_HAVE = frozenset("a ont avait avaient".split())


def french(text: str) -> str:
    """The statement, in the question's own words; "" where the rules cannot tell subject from verb."""
    if (found := _ADJUNCT.match(text)) is not None:
        return _told(_ASKS.sub("", found["rest"]))
    if (found := _THAT.match(text)) is not None:
        return _of_something(found["rest"]) if not text.lower().startswith("que ") else ""
    if (found := _THING.match(text)) is not None:
        article = _ARTICLE[found["which"].lower()] if found["which"] else "des"
        return _of_thing(found["rest"], article)
    if (found := _WHO.match(text)) is not None:
        return f"quelqu'un {found['rest']}" if not re.match(r"(?:est|sont)\s", found["rest"]) else ""
    if (found := _IN_PLACE.match(text)) is not None:
        return found["rest"]
    return ""


def _of_thing(rest: str, article: str) -> str:
    """A question for a thing, its object or its subject: the thing with an article in its place."""
    inverted = _INVERTED.search(rest)
    if inverted is None:
        return "" if " est-ce " in rest or re.match(r"(?:est|sont|était|étaient)\s", rest) else f"{article} {rest}"
    words = rest[: inverted.start()].split()
    at = next((n for n in range(1, len(words)) if _opens_subject(words, n)), len(words))
    subject, thing = " ".join(words[at:]) or inverted["pronoun"], f"{article} {' '.join(words[:at])}"
    if inverted["verb"] in ("est", "sont") or subject == "on":
        return ""
    behind = rest[inverted.end() :].split()
    participle = bool(behind) and bool(_AGREED.match(behind[0])) and inverted["verb"] in _HAVE
    first = [_AGREED.sub(r"\1", behind[0])] if participle else []
    return " ".join([subject, inverted["verb"], *first, thing, *behind[len(first) :]])


def _opens_subject(words: Sequence[str], at: int) -> bool:
    word, before = words[at], words[at - 1].lower()
    named = word[0].isupper() and not words[at - 1][0].isupper()
    return before not in _PREPOSITIONS and bool(_DETERMINERS.match(word) or named)


def _of_something(rest: str) -> str:
    """A question for an object without a name: "Macron a obtenu quelque chose"."""
    words = _told(rest).split()
    at = next((n for n, word in enumerate(words) if n and _AGREED.match(word) and words[n - 1] in _HAVE), 0)
    return " ".join([*words[: at + 1], "quelque chose", *words[at + 1 :]]) if at else ""


def _told(rest: str) -> str:
    """The statement without inversion."""
    if (found := _CLEFT.match(rest)) is not None:
        return f"{found['who']} {rest[found.end() :]}"
    if (found := _TURNED.match(rest)) is not None:
        return f"{found['subject']} {found['verb']}"
    if (found := _INVERTED.search(rest)) is not None:
        subject = rest[: found.start()].strip() or found["pronoun"]
        return f"{subject} {found['verb']}{rest[found.end() :]}"
    return rest if len(rest.split()) > 2 and not re.match(r"(?:se|est|sont|a|ont|va|vont)\s", rest) else ""
