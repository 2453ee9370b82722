"""Negation: which words of a text stand denied, as a whole clause or as a part ("and not France")."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.ask.support.grammar import BUT, reach, verbal
from assistant.ask.support.reading import Reading
from assistant.documents import Language

# Denials of a whole clause; lexical ones turn a grammatical one round ("did not fail to").
_DENIES: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:not(?! only\b| least\b)|never|neither|nor|nobody|none|nothing|"
        r"no(?! (?:more|fewer|less|later|earlier|sooner) than\b| doubt\b| longer\b))\b"
    ),
    "fr": re.compile(r"\b(?:ne\b|n'|pas\b|aucune?\b|jamais\b|nulle?\b|ni\b|rien ne\b)"),
}
_TURNS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:(?:fail(?:s|ed|ing)?|refus(?:es?|ed|ing)|declin(?:es?|ed)|unable|ceas(?:es?|ed)) to|no longer|"
        r"stop(?:s|ped) \w+ing|prevent(?:s|ed)?|(?:rul(?:es?|ed)|left) out|exclud(?:es?|ed|ing)|lack(?:s|ed)?|"
        r"den(?:y|ies|ied)|forbid(?:s|den)?|forbade|prohibit(?:s|ed)?|bans?|banned)\b"
    ),
    "fr": re.compile(
        r"\b(?:(?:refus\w*|echou\w*|cess\w*|incapables?) (?:de\b|d'|a\b)|exclu\w*|empech\w*|interdi\w+|prohib\w+|"
        r"manqu\w+ (?:de\b|d')|faute de)"
    ),
}
# Denials of the words that follow, up to the next comma or verb.
_PARTS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:without|rather than|instead of|except(?: for)?|apart from|other than|unlike|non|with no)\b|"
        r"(?:,|\band|\bbut) not\b|, no\b"
    ),
    "fr": re.compile(
        r"\b(?:sans|plutot que|au lieu d[eu]|sauf|hormis|excepte|contrairement)\b|"
        r"(?:,|\bet|\bmais) (?:non|pas)\b|\bnon\b"
    ),
}
_ONLY = re.compile(r"\bn(?:e |')(?:(?!\bpas\b|\bplus\b|\bjamais\b|\baucun|\bni\b|\brien\b)[^.;:,]){1,45}?\bqu(?:e |')")
_NO_PAGE = re.compile(r"\b(?:aucun|aucune|personne|rien|ni|jamais)\b")
_BOUNDED = re.compile(r"\bpas (?:plus|moins) d")
_RELATIVES = frozenset({"who", "which", "qui"})
_VERBS = frozenset("is are was were est sont a ont".split())
_OWN_CLAIM = ("denie", "deny")
_NOR = frozenset("no not never nor neither ni".split())


@dataclass(frozen=True, slots=True)
class Denials:
    """The numbers of the words in the scope of a negation.

    `apart`: of one that denies only a part, among `denied` too. `open`: verbs of "not A but B", which hold of B.
    """

    denied: frozenset[int]
    apart: frozenset[int]
    open: frozenset[int]


@lru_cache(maxsize=4096)
def denials(reading: Reading) -> Denials:
    """What a text denies. Two negations over one word cancel out; `ne … pas`, `neither … nor` are one."""
    apart = {at for start in _starts(reading, _PARTS) for at in _part(reading, start)}
    used = {reading.word_at(match.end() - 1).at for match in _PARTS[reading.language].finditer(reading.flat)}
    denied: set[int] = set()
    for start in _starts(reading, _DENIES):
        if start in apart | used:
            continue
        scope = set(_clause_scope(reading, start))
        one = reading.language == "fr" or reading.words[start].folded in ("nor", "neither")
        denied = denied | scope if one else denied ^ scope
    for start in _starts(reading, _TURNS):
        denied ^= set(_clause_scope(reading, start)) - {start}
    opened = {at for at in denied if _holds_of_other(reading, at)}
    clauses = {reading.words[at].clause for at in opened}
    apart |= {at for at in denied - opened if reading.words[at].clause in clauses}
    return Denials(frozenset(denied | apart), frozenset(apart), frozenset(opened))


def denying_words(reading: Reading) -> frozenset[int]:
    """The words that deny; `denied` itself must be found as a word."""
    patterns = (_DENIES[reading.language], _TURNS[reading.language], _PARTS[reading.language])
    spans = [match.span() for pattern in patterns for match in pattern.finditer(reading.flat)]
    return frozenset(
        w.at for w in reading.words if any(a <= w.start < b for a, b in spans) and not w.folded.startswith(_OWN_CLAIM)
    )


def _clause_scope(reading: Reading, start: int) -> Iterator[int]:
    """The clause behind a negation, up to "and no", "nor"."""
    for at in reach(reading, start):
        after = reading.words[at + 1].folded if at + 1 < len(reading.words) else ""
        if at > start and reading.words[at].folded in ("and", "or", "et", "ou") and after in _NOR:
            return
        yield at


def _starts(reading: Reading, patterns: dict[Language, re.Pattern[str]]) -> Iterator[int]:
    """The words at which denials begin to hold; those that only bound a number or belong to a phrase are left out."""
    only = [m.span() for m in _ONLY.finditer(reading.flat) if not _denied_before(reading, m.start())]
    bounded = [m.span() for m in _BOUNDED.finditer(reading.flat)]
    for match in patterns[reading.language].finditer(reading.flat):
        word = reading.word_at(match.end() - 1)
        idle = only if match[0] in ("ne", "n'") else bounded
        numbered = match[0] == "no" and word.written == "No" and word.gap.endswith(".")
        if not (any(a <= match.start() < b for a, b in idle) or numbered or (word.phrase and patterns is _PARTS)):
            yield word.at


def _denied_before(reading: Reading, position: int) -> bool:
    word = reading.word_at(position)
    first = next(other for other in reading.words if other.sentence == word.sentence)
    return bool(_NO_PAGE.search(reading.flat[first.start : position]))


def _part(reading: Reading, start: int) -> Iterator[int]:
    """The words that a partial denial covers: the next one for `non-`, else up to a comma or a verb."""
    words = reading.words
    if words[start].folded == "non" and not _is_contrasted(reading, start):
        yield from range(start, min(start + 2, len(words)))
        return
    clause = words[start].clause
    for word in words[start:]:
        if word.folded in _RELATIVES and not word.gap.strip():
            clause = word.clause
        stops = word.clause != clause or word.folded in BUT[reading.language]
        if stops or (word.at > start + 2 and word.folded in _VERBS):
            return
        yield word.at


def _is_contrasted(reading: Reading, at: int) -> bool:
    """Whether a `non` stands for "and not", "but not"."""
    before = reading.words[at - 1].folded if at else ""
    return before in ("et", "mais") or reading.words[at].gap.startswith(",")


def _holds_of_other(reading: Reading, at: int) -> bool:
    """Whether the denial that covers a verb ends in `but` and a clause without a verb."""
    word = reading.words[at]
    rest = [other for other in reading.words[at:] if other.sentence == word.sentence]
    but = next((other for other in rest if other.folded in BUT[reading.language]), None)
    if but is None or not verbal(reading, word):
        return False
    return not any(verbal(reading, w) for w in rest if w.at >= but.at and w.clause <= but.clause + 1)
