"""What a question takes for granted, said as a statement: "Why did France refuse?" → "France refused"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.ask.expect import expected
from assistant.ask.statement_en import english
from assistant.ask.statement_fr import french
from assistant.documents import Language

# What the condensing of a follow-up puts behind it.
_BACKGROUND = re.compile(r"\s\([^()]*\)\s*$")
_END = re.compile(r"[\s?!.…]+$")
_OPENING: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"^(?:(?:and|but|so|then|ok(?:ay)?)\b,?\s)+", re.IGNORECASE),
    "fr": re.compile(r"^(?:(?:et|mais|donc|alors|puis)\b,?\s)+", re.IGNORECASE),
}
_LEADING: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"^(?P<when>(?:in|on|at|under|since|after|before|during|by)\s[^,?]+),\s", re.IGNORECASE),
    "fr": re.compile(
        r"^(?P<when>(?:en|au|à|le|lors|pendant|sous|depuis|après|avant|dans|aux|selon)\s[^,?]+),\s", re.IGNORECASE
    ),
}
# A statement, then what asks: a tag, "right? When …?", "- since when?", ", so who …?".
_EN_STATED = (
    re.compile(
        r"^(?P<said>[^?]+?),\s(?:do|does|did|is|are|was|were|has|have|had|will|would|can|could|should)(?:n't)? "
        r"(?:it|they|he|she|we|there)$",
        re.IGNORECASE,
    ),
    re.compile(r"^(?P<said>[^?]+?),\s(?:right|correct|yes|no)(?:\?\s.+)?$", re.IGNORECASE),
    re.compile(
        r"^(?P<said>[^?]{12,}?)(?:\s[-–—]\s|,\s(?:so|and so|then)\s)(?:since when|why|when|where|how|who|what|which)\b"
        r"[^,]*$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:since|given that|as|now that) (?P<said>[^?]+?),\s(?:who|what|when|why|where|how|which)\b", re.IGNORECASE
    ),
)
_FR_STATED = (
    re.compile(r"^(?P<said>[^?]+?),\s(?:non|n'est-ce pas|c'est ça|pas vrai|hein)(?:\s?\?\s.+)?$", re.IGNORECASE),
    re.compile(
        r"^(?P<said>[^?]{12,}?)(?:\s[-–—]\s|,\s(?:donc|alors)\s)"
        r"(?:depuis quand|pourquoi|quand|où|comment|qui|quel\w*)\b[^,]*$",
        re.IGNORECASE,
    ),
    re.compile(r"^(?:puisque |puisqu'|étant donné qu(?:e |'))(?P<said>[^?]+?),\s(?=\S)", re.IGNORECASE),
)
_FR_BEING = re.compile(r"^(?P<who>[^,?]+?) étant (?P<what>[^,?]+),\s\S")
_EN_BEING = re.compile(r"^(?P<who>[^,?]+?) being (?P<what>[^,?]+),\s\S")
_LEADING_ROLE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"^as (?P<role>(?:the|an?|[A-Z]\w+'s) [^,?]+), .*?\b(?P<who>[A-Z][\w-]*(?: [A-Z][\w-]*)*)", re.IGNORECASE
    ),
    "fr": re.compile(
        r"^(?:comme|en tant que) (?P<role>[^,?]+), .*?(?P<who>\b(?:l'|l[ae] )?[A-ZÀ-Ý][\w-]*(?: [A-Z][\w-]*)*)$",
        re.IGNORECASE,
    ),
}
# What loses its capital when it no longer opens a sentence.
_SMALL = re.compile(
    r"(?:the|an?|in|on|at|under|since|after|before|during|by|for|from|with|l[ae]s?|un|une|en|aux?|à|lors|pendant|sous|"
    r"depuis|après|avant|dans|selon|des)\s|l'",
    re.IGNORECASE,
)
# A statement that begins so names nobody.
_OPEN = ("someone ", "some ", "a ", "an ", "quelqu'un ", "un ", "une ", "des ")
_ROLE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\bas (?P<role>(?:the|an?|[A-Z]\w+'s) [^,]+)$"),
    "fr": re.compile(r"\b(?:en tant que|comme (?=l[ae] |l'|une? )) ?(?P<role>[^,]+)$"),
}
_TWICE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?P<what>the [a-z][^,]+), (?P<name>(?:the )?[A-Z][^,]+)$"),
    "fr": re.compile(r"(?:\b|')(?P<what>l[ae'] ?[a-z][^,]+), (?P<name>(?:l[ae] |l')?[A-ZÀ-Ý][^,]+)$"),
}
_SUBJECT = re.compile(r"(?:(?:the|l[ae]s?) |l')?[A-ZÀ-Ý][\w'-]*(?: [A-ZÀ-Ý0-9][\w.'-]*)*(?= )")


@dataclass(frozen=True, slots=True)
class Presupposition:
    """A statement in the question's own words, ready to stand behind "that" or "que".

    `open`: who did it is what the question asks ("Who signed X?"), so that another's not doing it denies nothing.
    `aside`: said in passing, of what the subject is.
    """

    text: str
    open: bool = False
    aside: bool = False


def presuppositions(question: str, language: Language) -> tuple[Presupposition, ...]:
    """What a stand-alone question takes for granted, the whole first, then what it says in passing ("as regulator").

    None for a yes/no question, for one that only asks what something is, and where the rules cannot tell subject from
    verb.
    """
    text = _END.sub("", _BACKGROUND.sub("", question.strip())).replace("’", "'")
    stated = _stated(text, language)
    if stated is not None:
        return (stated,)
    if expected(text, language) == "yes_no":
        return ()
    said = _said(text, language)
    whole = (Presupposition(said, said.startswith(_OPEN)),) if said else ()
    return (*whole, *_in_passing(said, language))


def that(premise: str, language: Language) -> str:
    """The premise behind `that`, `que` or `qu'`."""
    if language == "en":
        return f"that {premise}"
    return f"qu'{premise}" if re.match(r"[aeiouéèêàâîôû](?!nze\b|ui\b)", premise, re.IGNORECASE) else f"que {premise}"


def _stated(text: str, language: Language) -> Presupposition | None:
    """The statement before what asks; None if the text has none."""
    found = next(
        (match for form in (_EN_STATED if language == "en" else _FR_STATED) if (match := form.match(text))), None
    )
    if found is not None:
        return Presupposition(_lowered(found["said"])) if len(found["said"].split()) > 2 else None
    being = (_EN_BEING if language == "en" else _FR_BEING).match(text)
    if being is not None:
        plural = re.search(r"\b(?:and|et)\b", being["who"])
        be = ("are" if plural else "is") if language == "en" else ("sont" if plural else "est")
        return Presupposition(f"{_lowered(being['who'])} {be} {being['what']}")
    role = _LEADING_ROLE[language].match(text)
    if role is not None:
        return Presupposition(f"{role['who']} {'is' if language == 'en' else 'est'} {role['role']}", aside=True)
    return None


def _said(text: str, language: Language) -> str:
    """The statement, with the time or place that the question opens with behind it."""
    asked = _OPENING[language].sub("", text)
    leading = _LEADING[language].match(asked)
    when = _lowered(leading["when"]) if leading is not None else ""
    rest = asked[leading.end() :] if leading is not None else asked
    said = english(rest) if language == "en" else french(rest.replace(", ça ", " "))
    return f"{_lowered(said)} {when}".strip() if said else ""


def _in_passing(said: str, language: Language) -> Iterator[Presupposition]:
    """What the statement says its subject is, or a thing it names twice: "as the regulator", "the alliance, the X"."""
    be = "is" if language == "en" else "est"
    role, subject = _ROLE[language].search(said), _SUBJECT.match(said)
    if role is not None and subject is not None:
        yield Presupposition(f"{subject[0].strip()} {be} {role['role']}", aside=True)
    twice = _TWICE[language].search(said)
    if twice is not None:
        yield Presupposition(f"{twice['name']} {be} {twice['what']}", aside=True)


def _lowered(text: str) -> str:
    """The text with a small first letter, unless its first word may be a name."""
    opens = _SMALL.match(text)
    return text[0].lower() + text[1:] if opens else text
