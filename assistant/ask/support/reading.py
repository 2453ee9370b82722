"""A claim or a quote as the verifier reads it: words with the keys they are compared by, sentences and clauses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.ask.support import lexicon
from assistant.ask.support.quantities import Quantity, quantities
from assistant.documents import Language
from assistant.language import STOP_WORDS, detect, fold

_SPELLINGS = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"[’‘ʼ`]", "'"),
        (r"[\u00a0\u202f\u2009]", " "),
        (r"\s[–—―-]\s", " – "),
        (r"(?<=\S)[–—‑−](?=\S)", "-"),
        (r"\[\d+(?:, ?\d+)*\]", " "),
        (r"\b([A-Z])\.([A-Z])\.(?:([A-Z])\.)?", r"\1\2\3"),
        (r"(?i)\bcannot\b|\bcan't\b", "can not"),
        (r"(?i)\bwon't\b", "will not"),
        (r"(?i)n't\b", " not"),
        (r"\b(co|re|pre|sub|multi|inter|counter|anti)-(?=[a-zà-ÿ])", r"\1"),
    )
)
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?…][\"'»)\]]*\s|\n")
_CLAUSE_END = re.compile(r"[;:,()]|\s–\s")
# Words that open a clause.
_OPENERS: dict[Language, frozenset[str]] = {
    "en": frozenset(
        """but whereas while although though however unlike whom who which whose where because if unless when""".split()
    ),
    "fr": frozenset(
        """mais tandis alors quoique bien cependant pourtant contrairement qui dont laquelle car si lorsque lorsqu
        quand""".split()
    ),
}
LONGEST_PARTICLE = 3

# What tells the languages apart; verbs weigh double.
_OWN: dict[Language, frozenset[str]] = {
    "en": STOP_WORDS["en"] - STOP_WORDS["fr"],
    "fr": STOP_WORDS["fr"] - STOP_WORDS["en"],
}
_TELLING: dict[Language, frozenset[str]] = {
    "en": frozenset("is are was were has had have will the of by and".split()),
    "fr": frozenset("est sont etait etaient ete sera ont avait qui que aux par une dans".split()),
}
_ELIDED: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"'s\b"),
    "fr": re.compile(r"\b(?:[cdjlmnst]|qu)'(?=\w)"),
}


class _Flat(dict[int, str]):
    """Character by character: lower case without accents, so that offsets stay."""

    def __missing__(self, code: int) -> str:
        plain = fold(chr(code))
        self[code] = plain if len(plain) == 1 else chr(code).lower()[:1]
        return self[code]


_FLAT = _Flat()


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One word. `at` is its number in the text, `start` its position, `gap` what stands between it and the one before.

    `keys` are what it may be recognised by. `stop`: a function word; `light`: says too little to need support.
    `capital`: written with a capital letter that is not only a sentence's first; `opens`: the first of a sentence.
    `quantity`: part of a number, date or amount. `phrase`: part of a phrase of the lexicon; `inside`: not its first
    word. `clause` and `sentence` count from 0 over the whole text.
    """

    at: int
    start: int
    written: str
    folded: str
    gap: str
    keys: frozenset[str]
    stop: bool
    light: bool
    capital: bool
    opens: bool
    quantity: bool
    clause: int
    sentence: int
    phrase: bool = False
    inside: bool = False

    @property
    def content(self) -> bool:
        """Whether the word says something by itself."""
        return not (self.stop or self.light or self.quantity or len(self.folded) == 1)

    @property
    def known(self) -> bool:
        """Whether the table has it as a common word."""
        return any(key[0] in "#+" for key in self.keys)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text with its words and quantities in order. `flat` is the text folded, character by character."""

    text: str
    flat: str
    language: Language
    words: tuple[Word, ...]
    quantities: tuple[Quantity, ...]

    def word_at(self, position: int) -> Word:
        """The last word that starts at or before a character position; the first one before it."""
        return next((word for word in reversed(self.words) if word.start <= position), self.words[0])


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Read a text. One without words gives a reading without words."""
    plain = spell(text)
    flat = plain.translate(_FLAT)
    language = _language(plain, flat)
    found = tuple(quantities(plain, flat, language))
    covered = [(quantity.start, quantity.end) for quantity in found]
    return Reading(plain, flat, language, tuple(_with_phrases(_words(plain, flat, language, covered), language)), found)


def _language(text: str, flat: str) -> Language:
    """The language; verbs and the first word weigh more, for a name of the other language may fill half a sentence."""
    words = [word for word in _WORD.findall(flat) if len(word) > 1 and word != "ai"]
    weight = {
        language: sum(2 if word in _TELLING[language] else 1 for word in words if word in _OWN[language])
        + 2 * (words[:1] != [] and words[0] in _OWN[language])
        + 2 * len(_ELIDED[language].findall(flat))
        for language in lexicon.LANGUAGES
    }
    if weight["en"] == weight["fr"]:
        return detect(text)
    return "en" if weight["en"] > weight["fr"] else "fr"


def spell(text: str) -> str:
    """One kind of apostrophe, space and dash; `n't` as `not`; without citation markers; `U.K.` as `UK`."""
    for pattern, written in _SPELLINGS:
        text = pattern.sub(written, text)
    return text.strip()


def _words(text: str, flat: str, language: Language, covered: Sequence[tuple[int, int]]) -> Iterator[Word]:
    clause = sentence = end = 0
    for at, match in enumerate(_WORD.finditer(text)):
        start, written, folded = match.start(), match[0], flat[match.start() : match.end()]
        gap, end = text[end:start], match.end()
        opens = at == 0 or bool(_SENTENCE_END.search(gap) and not written[0].islower())
        capital = written[0].isupper() and not (opens and written[1:].islower() | (len(written) == 1))
        sentence += opens and at > 0
        clause += at > 0 and (opens or bool(_CLAUSE_END.search(gap)) or folded in _OPENERS[language])
        yield Word(
            at=at,
            start=start,
            written=written,
            folded=folded,
            gap=gap,
            keys=lexicon.keys(folded, language) | ({f"={folded}"} if written[0].isupper() else set()),
            stop=_is_stop(written, folded, gap, capital, language),
            light=lexicon.is_light(folded, language) and not capital,
            capital=capital,
            opens=opens,
            quantity=any(first <= start < last for first, last in covered),
            clause=clause,
            sentence=sentence,
        )


def _is_stop(written: str, folded: str, gap: str, capital: bool, language: Language) -> bool:
    """Stop words, and short words inside a name of the other language (`Bruyères-le-Châtel`)."""
    particle = gap == "-" and len(folded) <= LONGEST_PARTICLE and written.islower()
    return (folded in STOP_WORDS[language] and not (capital and len(written) > 1)) or particle


def _with_phrases(words: Iterator[Word], language: Language) -> list[Word]:
    """The words, those of a phrase with its concept added."""
    found = list(words)
    stems = [lexicon.stem(word.folded, language) for word in found]
    for start in range(len(found)):
        for length, concept, light in lexicon.phrases_at(stems, start, language):
            for at in range(start, start + length):
                word = found[at]
                found[at] = replace(
                    word,
                    keys=word.keys | {concept},
                    light=light or (word.light and concept[0] != "#"),
                    phrase=True,
                    inside=word.inside or at > start,
                )
    return found
