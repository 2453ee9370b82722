"""Modality: what a text tells as done, due, allowed, planned, or only heard said."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from assistant.ask.support.grammar import auxiliary, nominal, reach, reduced, verbal
from assistant.ask.support.reading import Reading, Word
from assistant.documents import Language

Mode = Literal["fact", "will", "is to", "was to", "must", "should", "can", "may", "would", "plans", "promises"]

OBJECT_WORDS = 3
_ANNOUNCES = re.compile(r"(?:announc|unveil|propos|promis|pledg|annonc|devoil|prevoi|prevoy)")
_PLANNED = re.compile(r"(?:planned|proposed|expected|intended|prevue?s?|envisagee?s?|attendue?s?)$")
_TO = r"to(?= (?!(?:the|a|an|our|its)\b)\w+)"
_GAP = r"(?: \w+){0,4}?"
_SIGNS: dict[Language, tuple[tuple[Mode, str], ...]] = {
    "en": (
        ("must", r"must|shall|ha(?:s|ve|d) to|(?:required|obliged|compelled) to|needs? to|obliges?|requires?"),
        ("was to", rf"(?:was|were) (?:also |then |first |each |both )?{_TO}"),
        ("is to", rf"(?:is|are) (?:also |then |now |first |each |both )?{_TO}|(?:due|set|scheduled|going) to(?= \w)"),
        ("will", r"will|ll"),
        (
            "promises",
            r"(?:promis(?:es?|ed)|pledg(?:es?|ed)|commit(?:s|ted)?(?: (?:it|them)sel\w+)?|agree[sd]?|"
            r"undert(?:akes?|ook)|decid(?:es?|ed)|vow(?:s|ed)?|offer(?:s|ed)?|commitment|pledge|promise) "
            r"to(?! (?:the|a|an|this|its)\b)",
        ),
        ("should", r"should|ought to|supposed to"),
        ("can", r"can|able to|entitled to|allowed to|free to"),
        (
            "may",
            r"may|might|could|possib(?:le|ly|ility)|perhaps|(?:allow|permit|enabl)(?:s|es|ed|ted|ing)?|potential(?:ly)?|"
            r"optional",
        ),
        ("would", r"would"),
        (
            "plans",
            r"plans? (?:to|for)|planned|planning|aim(?:s|ed|ing)? (?:to|at)|intend(?:s|ed)?|intention|wants?|wanted|"
            r"wish(?:es|ed)? to|hop(?:es?|ed|ing)|seeks?|sought|propos(?:es?|ed|al|als)|expect(?:s|ed|ation)?|"
            rf"envisag\w+|consider(?:s|ed|ing) \w+ing|designed to|meant to|call(?:s|ed|ing)?{_GAP} for|"
            rf"ask(?:s|ed|ing)?{_GAP} (?:for|to)|recommend(?:s|ed|ations?)?|likely|under discussion|foresee(?:s|n)?|"
            r"foresaw|scheduled for",
        ),
    ),
    "fr": (
        ("was to", r"devai(?:t|ent)"),
        ("is to", r"doi(?:t|vent)|appelee?s? a"),
        ("must", r"devr(?:a|ont)|tenue?s? de|oblige\w*|(?:il )?faut|exig\w+|impose\w*"),
        ("should", r"devrai(?:t|ent)|censee?s?"),
        (
            "promises",
            r"prom(?:is|et|ettent|ettre|esse)|s'engage\w*|engagee?s? a|convenue?s? (?:de|d')|accept\w+ de|decid\w+ de",
        ),
        ("can", r"peu(?:t|vent)|pouvai(?:t|ent)|pourr(?:a|ont)|perme(?:t|ttre|ttent|ttait)|permis de|en mesure de"),
        ("may", r"pourrai(?:t|ent)|possib\w+|eventuel\w*|susceptibles?|autoris\w+|facultati\w+"),
        (
            "plans",
            r"prevu(?:e|s|es)?|prev(?:oit|oient|oyait|oyaient)(?= (?:bien |aussi )?(?:de |d')\w+(?:er|ir|re)\b)|"
            r"envisag\w+|souhait\w+|veu(?:t|lent)|voul(?:ait|aient|oir)|vise(?:nt|r)? a|ambition\w*|"
            r"entend(?:ent)? \w+[er]r?|esper\w+|propos\w+|projet(?:te|tent)|compte(?:nt)? \w+(?:er|ir|re)|"
            r"atten(?:d|dait|dent|du|due|dus|dues)|"
            rf"recommand\w+|demand\w+{_GAP} (?:d'|de|que|la|le|l')|reclam\w+",
        ),
    ),
}
_MODES = {
    language: tuple((mode, re.compile(rf"\b(?:{signs})(?![^\W_])")) for mode, signs in lines)
    for language, lines in _SIGNS.items()
}
# Read with accents: "considérait" is no conditional, "considérerait" is one.
_CONDITIONAL = re.compile(
    r"\b(?:aur|ser|fer|saur|[^\W\d_]*(?:[^\W\d_é]er|ir|[dt]r|voudr|verr|evr|ivr))ai(?:t|ent)\b", re.IGNORECASE
)
_NO_CONDITIONAL = re.compile(
    r"^(?:(?:re|at)?tir|r?entr|montr|admir|inspir|rencontr|administr|désir)ai|(?:dev|pour)rai", re.IGNORECASE
)
_FUTURE = re.compile(
    r"\b(?:aur|ser|fer|[^\W\d_]+(?:er|ir|[dt]r|rr|vr))(?:a|ont)\b|\b(?:va|vont) [^\W\d_]+(?:er|ir|re)\b", re.IGNORECASE
)
_NO_FUTURE = re.compile(r"^(?:opéra|caméra|entra|montra|rencontra|front|devr|pourr|tira|retira)", re.IGNORECASE)
_REPORTED: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:announc|sa(?:y|ys)|promis|declar|confirm|stat(?:ed|es)|told)\w*(?: \w+){0,3} (?:that|it|he|she)\b|"
        r"\bsaid\b"
    ),
    "fr": re.compile(r"\b(?:annonc|dit|promis|declar|confirm|indiqu|affirm)\w*(?: \w+){0,3} qu"),
}
_HEARSAY = re.compile(
    r"\b(?:reportedly|reported at|allegedly|supposedly|rumou?red|unconfirmed|said to (?:be|have)|claim(?:s|ed)? that|"
    r"blog|(?:weak|unreliable|unofficial|doubtful) (?:\w+ )?(?:sources?|pages?|reports?)|selon certain\w+|rumeurs?|"
    r"pretend\w*|(?:sources?|pages?) (?:\w+ )?(?:fragiles?|peu fiables?|douteuses?)|serai(?:t|ent) |aurai(?:t|ent) )"
)
# A clause that such a word opens has a mode of its own.
_CLAUSE_WORDS = frozenset(
    "that whether if when once after before until que qu si lorsque quand apres avant jusqu".split()
)
_IF = frozenset({"if", "unless", "si"})
_ONCE = frozenset({"once", "when", "lorsque", "lorsqu", "quand"})
_CONTRASTS = frozenset("but whereas while although though mais tandis alors quoique".split())

# Which modes of a quote bear a mode of a claim.
_DUE: frozenset[Mode] = frozenset({"will", "is to", "was to", "must", "promises"})
_PLANNING: frozenset[Mode] = frozenset({"plans"})
_OPEN: frozenset[Mode] = frozenset({"would", "may", "can", "should"})
_ADVISED: frozenset[Mode] = frozenset({"should"})
_BORNE: dict[Mode, frozenset[Mode]] = {
    "fact": frozenset({"fact"}),
    "will": _DUE,
    "is to": _DUE,
    "was to": _DUE | _PLANNING,
    "must": frozenset({"must", "is to"}),
    "should": frozenset({"should", "must", "is to", "was to"}),
    "can": frozenset({"can", "may"}),
    "may": frozenset({"may", "can", "would"}),
    "would": _DUE | _PLANNING | _OPEN,
    "plans": _DUE | _PLANNING | _ADVISED,
    "promises": _DUE,
}
# What may be said of a present fact.
_FROM_FACT: frozenset[Mode] = frozenset({"will", "is to", "can", "would"})


@lru_cache(maxsize=4096)
def modes(reading: Reading) -> tuple[Mode, ...]:
    """The mode of every word, in order; the last sign before a word counts."""
    found: list[Mode] = ["fact"] * len(reading.words)
    for start, mode in sorted(_markers(reading)):
        bare = start > 0 and _is_bare_participle(reading, reading.words[start - 1])
        for at in reach(reading, start):
            ends = bare and auxiliary(reading, reading.words[at])
            if ends or (at > start and reading.words[at].folded in _CLAUSE_WORDS):
                break
            found[at] = mode
    return tuple(found)


def bears(claim: Mode, quote: Mode, quote_past: bool) -> bool:
    """Whether something in the quote's mode may be told in the claim's."""
    if quote == "fact" and claim in _FROM_FACT:
        return not quote_past
    return quote in _BORNE[claim]


def hearsay(reading: Reading, word: Word) -> bool:
    """Whether a word stands in what a sentence passes on from weak sources, up to a "but"."""
    signs = (reading.word_at(match.start()) for match in _HEARSAY.finditer(reading.flat))
    return any(segment(reading, sign) == segment(reading, word) for sign in signs)


def announces(word: Word) -> bool:
    """Whether a word announces, proposes or promises."""
    return bool(_ANNOUNCES.match(word.folded))


def is_announced(reading: Reading, word: Word) -> bool:
    """Whether a noun is what its clause announces or proposes, and so not yet done."""
    clause = [other for other in reading.words if other.clause == word.clause]
    verbs = [other for other in clause if announces(other) and verbal(reading, other)]
    opens = word.at - clause[0].at <= OBJECT_WORDS
    return nominal(reading, word.at) and any(
        0 < word.at - verb.at <= OBJECT_WORDS or (opens and verb.at > word.at) for verb in verbs
    )


def is_conditional(reading: Reading, word: Word) -> bool:
    """Whether a word stands behind `if`, or behind `once`, `when` in a sentence of what is not yet so."""
    before = {other.folded for other in reading.words[: word.at] if other.clause == word.clause}
    if before & _IF:
        return True
    sentence = {modes(reading)[other.at] for other in reading.words if other.sentence == word.sentence}
    return bool(before & _ONCE) and bool(sentence & {"plans", "will", "is to", "would", "may", "should"})


def modal_words(reading: Reading) -> frozenset[int]:
    """The words that put what follows them in a mode, or pass it on."""
    patterns = [_HEARSAY, *(pattern for _, pattern in _MODES[reading.language])]
    return _within(reading, patterns)


def mode_words(reading: Reading, mode: Mode) -> frozenset[int]:
    """The words that put what follows them in a mode."""
    return _within(reading, [pattern for name, pattern in _MODES[reading.language] if name == mode])


def _within(reading: Reading, patterns: list[re.Pattern[str]]) -> frozenset[int]:
    spans = [match.span() for pattern in patterns for match in pattern.finditer(reading.flat)]
    return frozenset(w.at for w in reading.words if any(a <= w.start < b for a, b in spans))


def segment(reading: Reading, word: Word) -> tuple[int, int]:
    """(sentence, number of contrasts before the word in the text)."""
    return word.sentence, sum(w.folded in _CONTRASTS for w in reading.words[: word.at + 1])


def _is_bare_participle(reading: Reading, word: Word) -> bool:
    """`planned` beside a noun: it says nothing of the main verb."""
    return bool(_PLANNED.match(word.folded)) and (reduced(reading, word) or nominal(reading, word.at))


def _markers(reading: Reading) -> Iterator[tuple[int, Mode]]:
    """(first word in the scope, mode) of every sign of modality."""
    for mode, pattern in _MODES[reading.language]:
        for match in pattern.finditer(reading.flat):
            word, last = reading.word_at(match.start()), reading.word_at(match.end() - 1)
            if word.quantity or (word.capital and not word.opens):
                continue
            real: Mode = "will" if mode == "would" and _is_reported(reading, word) else mode
            if last.at + 1 < len(reading.words):
                yield last.at + 1, real
    if reading.language == "fr":
        yield from _french_tenses(reading)


def _french_tenses(reading: Reading) -> Iterator[tuple[int, Mode]]:
    for match in _CONDITIONAL.finditer(reading.text):
        word = reading.word_at(match.start())
        if not _NO_CONDITIONAL.match(match[0]):
            yield word.at, "will" if _is_reported(reading, word) else "would"
    for match in _FUTURE.finditer(reading.text):
        if not _NO_FUTURE.match(match[0]) and not reading.word_at(match.start()).capital:
            yield reading.word_at(match.start()).at, "will"


def _is_reported(reading: Reading, word: Word) -> bool:
    """Whether a conditional only reports what was announced: "said that it would"."""
    first = next(other for other in reading.words if other.sentence == word.sentence)
    return bool(_REPORTED[reading.language].search(reading.flat[first.start : word.start]))
