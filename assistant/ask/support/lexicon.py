"""Words that say the same in the official prose of both languages, and the keys by which words are compared.

The groups stand in lexicon.json and names.json, one a line, `english words | mots français`; an underscore joins the
words of a phrase.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from assistant.documents import Language
from assistant.language import STOP_WORDS, fold, terms

LITERAL_LETTERS = 5
ROOT_LETTERS = 5
LANGUAGES: tuple[Language, Language] = ("en", "fr")

Phrase = tuple[tuple[str, ...], str]

# Endings that English and French put on one root; the longest that leaves a root is taken off.
_ENDINGS = sorted(
    """ational ationnel ationnelle issement isation ization ications ication ations ation itions ition utions ution
    ions ion ments ment ances ance ences ence ities ity ites ite iste istes ist ists isme ism ative atif atives
    ive if ives ifs aires aire aries ary oires oire ory ical ically iques ique ics ic ar al als ale ales aux el
    elle els elles ial iel ielle ous eux euse euses eur eurs or ors rice rices ers er iers ier iere ieres ees ee
    es e ed ing ise ize iser ised ized ifier ify ifie ate ates ated ating y ies ie ure ures ant ante ants ent
    ente ents able ables ible ibles ue uer ues uee a o us s t""".split(),
    key=lambda ending: (-len(ending), ending),
)


_DOUBLED = re.compile(r"(.)\1")


@dataclass(frozen=True, slots=True)
class Table:
    """Concepts by stem and, for phrases, by the stem of their first word.

    A concept is `#` (acts), `+` (things), `@` (countries) or `&` (other names) and its number.
    """

    concepts: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[Phrase, ...]]
    light: frozenset[tuple[str, ...]]


@lru_cache(maxsize=65536)
def stem(word: str, language: Language) -> str:
    """The stem of a folded word; a stop word is its own."""
    found = terms(word, language) if word.isalpha() and word not in STOP_WORDS[language] else []
    return found[0] if found else word


@lru_cache(maxsize=65536)
def keys(word: str, language: Language) -> frozenset[str]:
    """What a folded word may be recognised by: stem, concepts and, for a long word, its letters and root.

    Two words say the same where their keys meet. Stop words have concepts only.
    """
    found = {f"{language}:{stem(word, language)}", *table(language).concepts.get(stem(word, language), ())}
    if word in STOP_WORDS[language]:
        return frozenset(key for key in found if key[0] in "#+@&")
    if len(word) >= LITERAL_LETTERS or word[0].isdigit():
        found.add(f"={word}")
    if len(word) >= LITERAL_LETTERS:
        found.add(f"~{root(word)}")
    return frozenset(found)


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """The part of a folded word that English and French share: `cooperation`, `coopérer` → `cooper`."""
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= ROOT_LETTERS), "")
    plain = word.removesuffix(ending).rstrip("eiy").replace("ph", "f").replace("y", "i").replace("k", "c")
    return _DOUBLED.sub(r"\1", plain)


def is_light(word: str, language: Language) -> bool:
    """Whether a folded word says too little to need support."""
    return word in STOP_WORDS[language] or (stem(word, language),) in table(language).light


def phrases_at(stems: Sequence[str], start: int, language: Language) -> Iterator[tuple[int, str, bool]]:
    """(number of words, concept, whether it says too little) of every phrase of the table that begins at `start`."""
    for words, concept in table(language).phrases.get(stems[start], ()):
        if tuple(stems[start : start + len(words)]) == words:
            yield len(words), concept, words in table(language).light


@cache
def table(language: Language) -> Table:
    """The committed table as one language reads it."""
    lexicon, names = (
        json.loads((Path(__file__).parent / f).read_text("utf-8")) for f in ("lexicon.json", "names.json")
    )
    concepts: dict[str, set[str]] = {}
    phrases: dict[str, list[Phrase]] = {}
    groups = {"#": lexicon["acts"], "+": lexicon["things"], "@": names["countries"]}
    groups["&"] = names["bodies"] + names["places"]
    for mark, lines in groups.items():
        for number, line in enumerate(lines):
            for words in _phrases(line, language):
                if len(words) == 1:
                    concepts.setdefault(words[0], set()).add(f"{mark}{number}")
                else:
                    phrases.setdefault(words[0], []).append((words, f"{mark}{number}"))
    return Table(
        {word: frozenset(found) for word, found in concepts.items()},
        {word: tuple(found) for word, found in phrases.items()},
        frozenset(_phrases(lexicon["light"], language)),
    )


def _phrases(line: str, language: Language) -> Iterator[tuple[str, ...]]:
    """The stemmed words and phrases of one side of a line."""
    for entry in line.split("|")[LANGUAGES.index(language)].split():
        yield tuple(stem(word, language) for word in fold(entry).split("_"))
