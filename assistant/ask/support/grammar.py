"""What the verifier knows of sentences: which words are verbs in use, which clauses have one, what they reach."""

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.ask.support.reading import Reading, Word
from assistant.documents import Language

_AUXILIARIES: dict[Language, frozenset[str]] = {
    "en": frozenset(
        """is are was were has have had do does did will would shall should can could may might must be been being
        am""".split()
    ),
    "fr": frozenset(
        """est sont etait etaient sera seront serait seraient a ont avait avaient aura auront aurait auraient fut furent
        doit doivent devait devaient devra devront devrait devraient peut peuvent pouvait pourra pourrait ete va vont
        soit ait aient ayant etant font faisait faisaient""".split()
    ),
}
BUT: dict[Language, frozenset[str]] = {"en": frozenset({"but"}), "fr": frozenset({"mais"})}
_BE: dict[Language, frozenset[str]] = {
    "en": frozenset("is are was were be been being".split()),
    "fr": frozenset("est sont etait etaient sera seront serait seraient ete fut furent etre soit".split()),
}
_BY: dict[Language, str] = {"en": "by", "fr": "par"}
_AND = frozenset({"and", "et"})

# What stands before a noun, and what makes a bare form (`sign`, `visit`) a verb.
_BEFORE_NOUN: dict[Language, frozenset[str]] = {
    "en": frozenset(
        """the a an of its their his her this these those s any some no another two three in for with on at under
        new first second full final own whole""".split()
    ),
    "fr": frozenset(
        """le la les l un une des du de d son sa ses leur leurs ce cet cette ces au aux aucun aucune chaque deux a pour
        par sur avec sans sous dans premier premiere""".split()
    ),
}
_MODALS = frozenset("will would shall should can could may might must not did do does".split())
_BEFORE_BARE = _MODALS | {"to"}
_BEFORE_VERB = _BEFORE_BARE | frozenset("they we who which that also both each only then you i ll".split())
_ADVERBS = frozenset("longer also now soon again never always first then ever".split())
_BEFORE_INFINITIVE = frozenset("de d a pour par sans".split())

_INFINITIVE = re.compile(r"[^\W\d_]{2,}(?:er|ir|re|oir)$")
_NOUN_FR = re.compile(r"(?:tion|sion|ment|ance|ence|ure|eur)s?$")
_NOUN_EN = re.compile(r"(?:tion|sion|ment|ance|ence|ship|ure|er|or|ity)s?$")
_NO_NOUN_EN = frozenset("offer enter deliver consider order transfer prefer ensure".split())
_NATION = re.compile(r"(?:ish|nch|ean|ian|ese|can|tch)$")
_GERUND = re.compile(r"(?:ing|ant)$")
_PARTICIPLE_FR = re.compile(
    r"[^\W\d_]{2,}(?:ée?s?|us?|ues?|ies?)$|"
    r"(?:[^\W\d_]*)(?:mis|pris|quis|clus|duit|truit|crit|fait|vert|fert|eint)(?:es?|s)?$"
)
_UNKNOWN_VERB = re.compile(r"(?:[^e]ed|ées?|és?)$")
_IRREGULAR = frozenset(
    """began begun bought brought built came chose chosen cut drew drawn fell fallen felt found fought gave given went
    gone grew grown had held kept knew known laid led left lent lost made meant met paid put read rose risen ran
    run said saw seen sold sent set shown shut spent spoke spoken split spread stood struck swore sworn taken
    took taught told thought underwent understood undertook undertaken won withdrew withdrawn wore written wrote
    became forbade shook withstood dealt bore borne stuck sank""".split()
)
# French verbs that take `être` in the active past.
_MOVES = re.compile(
    r"(?:re)?(?:deven|entr|arriv|part|ven|all|pass|rest|reun|ten|rend|joint|mont|sort|tomb|retourn|interven|ne$|nee?s$|"
    r"mort|deced)"
)
_RELATIVES = frozenset("which who whom whose where qui dont lequel laquelle auquel".split())
_SUBORDINATORS = frozenset("that which who whom when qui que qu".split())
_CONJUNCTIONS = frozenset("as once if although comme".split())
_PREPOSITIONS = frozenset("on in at for under from to with around of between during since until as".split())
_PRONOUNS = frozenset("it he she they il elle ils elles ne n en y l".split())


def auxiliary(reading: Reading, word: Word) -> bool:
    """Whether a word is an auxiliary or modal verb; the month of May is none."""
    return word.folded in _AUXILIARIES[reading.language] and not (word.quantity or word.capital)


@lru_cache(maxsize=8192)
def nominal(reading: Reading, at: int) -> bool:
    """Whether a word stands as a noun, as far as its form and the words before it show."""
    word, language = reading.words[at], reading.language
    before = reading.words[at - 1] if at else None
    if before is not None and not re.search(r"[,;:.(]", word.gap) and _calls_noun(before, language):
        infinitive = before.folded in _BEFORE_INFINITIVE and _INFINITIVE.match(word.folded)
        return not (language == "fr" and infinitive)
    if language == "fr":
        return bool(_NOUN_FR.search(word.folded))
    if word.folded.endswith("ing") and _in_noun_phrase(reading, at):
        return True
    if _NOUN_EN.search(word.folded):
        return word.folded not in _NO_NOUN_EN
    return not _is_verb_form(reading, word)


def _calls_noun(before: Word, language: Language) -> bool:
    has = language == "fr" and before.written in ("a", "A")
    return before.quantity or (before.folded in _BEFORE_NOUN[language] and not has)


def _in_noun_phrase(reading: Reading, at: int) -> bool:
    """Whether an -ing stands behind an article and adjectives, or between a nation and `of`: "French boarding of"."""
    if reading.words[at - 1].capital:
        return at + 1 < len(reading.words) and reading.words[at + 1].folded == "of"
    for other in reversed(reading.words[max(0, at - 3) : at]):
        if other.folded in ("the", "a", "an", "its", "their", "s"):
            return True
        if other.stop:
            return False
    return False


def _is_verb_form(reading: Reading, word: Word) -> bool:
    """English: a past, an -ing, an -s that follows no noun marker, or a bare form behind what calls for a verb."""
    if word.folded.endswith(("ed", "ing")) or word.folded in _IRREGULAR:
        return True
    before = reading.words[word.at - 1] if word.at else None
    if before is None or (before.written[0].isupper() and _NATION.search(before.folded)):
        return False
    if word.folded.endswith("ss"):
        return before.folded in _BEFORE_VERB
    called = before.folded in _BEFORE_VERB or before.folded.endswith("ly") or _follows_modal(reading, word)
    if word.folded.endswith("s"):
        free = before.capital or not before.stop or before.folded == "and"
        return before.folded not in _BEFORE_BARE and (called or free)
    joined = before.capital and reading.words[word.at - 2].folded in ("and", "or")
    return called or before.folded.endswith("s") or joined


def _follows_modal(reading: Reading, word: Word) -> bool:
    """Whether a modal stands up to three words before, with adverbs alone between them."""
    for other in reversed(reading.words[max(0, word.at - 3) : word.at]):
        if other.folded in _MODALS:
            return True
        if not (other.stop or other.folded in _ADVERBS or other.folded.endswith("ly")):
            return False
    return False


@lru_cache(maxsize=16384)
def verbal(reading: Reading, word: Word) -> bool:
    """Whether a word is used as a verb that says something."""
    if word.capital or word.quantity or word.stop or word.inside or nominal(reading, word.at):
        return False
    if any(key[0] == "#" for key in word.keys):
        return True
    if reading.language == "en" and word.content and word.at and reading.words[word.at - 1].folded in _MODALS:
        return True
    return not word.light and bool(_UNKNOWN_VERB.search(word.written))


@lru_cache(maxsize=8192)
def finite(reading: Reading, clause: int) -> bool:
    """Whether a clause has a verb of its own; "moving to London" has none."""
    words = [word for word in reading.words if word.clause == clause]
    return any(auxiliary(reading, w) or (verbal(reading, w) and not _GERUND.search(w.folded)) for w in words)


@lru_cache(maxsize=8192)
def relative(reading: Reading, clause: int) -> bool:
    """Whether a clause opens with a relative pronoun."""
    return next(word for word in reading.words if word.clause == clause).folded in _RELATIVES


@lru_cache(maxsize=16384)
def reduced(reading: Reading, word: Word) -> bool:
    """Whether a participle stands beside a noun without an auxiliary: "the pages seen by the authors"."""
    if not _is_participle(reading, word):
        return False
    before = [other.folded for other in reading.words[max(0, word.at - 4) : word.at]]
    if before and before[-1] in _CONJUNCTIONS:
        return True
    if set(before) & (_AUXILIARIES[reading.language] | _SUBORDINATORS):
        return False
    if reading.language == "fr":
        return not word.written.endswith(("it", "its"))
    behind = reading.words[word.at + 1].folded if word.at + 1 < len(reading.words) else ""
    auxiliaries = [w.at for w in reading.words if w.clause == word.clause and auxiliary(reading, w)]
    earlier = any(at < word.at for at in auxiliaries) and "and" not in before[-2:]
    later = any(at > word.at for at in auxiliaries)
    return behind == "by" or earlier or (later and behind in _PREPOSITIONS)


def _is_participle(reading: Reading, word: Word) -> bool:
    if reading.language == "fr":
        return bool(_PARTICIPLE_FR.match(word.written))
    return word.folded.endswith("ed") or word.folded in _IRREGULAR


def passive(reading: Reading, word: Word) -> bool:
    """Whether a verb is in the passive: a form of be before it, or an agent right after it."""
    language = reading.language
    before = [other.folded for other in reading.words[max(0, word.at - 4) : word.at] if other.clause == word.clause]
    if language == "fr" and ("s" in before[-2:] or "se" in before[-2:] or _MOVES.match(word.folded)):
        return False
    if _BE[language] & set(before) and _is_participle(reading, word):
        return before[-1] != "to"
    return word.at + 1 < len(reading.words) and reading.words[word.at + 1].folded == _BY[language]


def is_agent(reading: Reading, word: Word) -> bool:
    """Whether `by` or `par` (and an article, a title) stands before a word."""
    return _BY[reading.language] in {other.folded for other in reading.words[max(0, word.at - 3) : word.at]}


def is_going_on(reading: Reading, word: Word) -> bool:
    """Whether a verb is under way: "is being built", "is building"."""
    before = {other.folded for other in reading.words[max(0, word.at - 2) : word.at]}
    return "being" in before or (word.folded.endswith("ing") and bool(before & {"is", "are"}))


def past(reading: Reading, word: Word) -> bool:
    """Whether a verb tells of what is done: a past form, or has, had, was before it."""
    before = {other.folded for other in reading.words[max(0, word.at - 3) : word.at]}
    if reading.language == "fr":
        done = bool(before & {"a", "ont", "avait", "avaient", "fut", "ete"})
        return done or bool(before & {"est", "sont", "etait", "etaient"} and _MOVES.match(word.folded))
    is_past = word.folded.endswith("ed") or word.folded in _IRREGULAR
    return bool(before & {"has", "have", "had", "was", "were"}) or (is_past and not before & {"is", "are", "be"})


def reach(reading: Reading, start: int) -> Iterator[int]:
    """The words from `start` to the end of its clause, and of the clauses after it that have no verb of their own.

    A clause right behind `start` ("may, under the treaty, refuse") does not end it, nor does ", and to be …"; "and"
    with a verb in use behind it does.
    """
    words = reading.words
    clause, covered = words[start].clause, False
    aside = any("," in word.gap for word in words[start : start + 2])
    for word in words[start:]:
        if word.clause != clause:
            ends = word.sentence != words[start].sentence or re.search(r"[;:)]|–", word.gap)
            done = covered or (not aside and word.at > start + 1)
            own = done and finite(reading, word.clause) and not _goes_on(reading, word)
            if ends or word.folded in BUT[reading.language] or own:
                return
            clause = word.clause
        if covered and word.folded in _AND and _in_use(reading, word.at + 1):
            return
        covered |= verbal(reading, word)
        yield word.at


def _goes_on(reading: Reading, word: Word) -> bool:
    """Whether a clause opens with an infinitive: "(and) to be …", "et de …"."""
    opening = [other.folded for other in reading.words[word.at : word.at + 2]]
    return "to" in opening or (opening[0] == "et" and opening[-1] in ("de", "d", "a"))


def _in_use(reading: Reading, at: int) -> bool:
    """Whether a finite verb stands at a word, or right behind its subject pronoun."""
    for word in reading.words[at : at + 2]:
        if auxiliary(reading, word) and word.folded not in ("be", "been", "being"):
            return True
        if verbal(reading, word) and not (word.folded.endswith("ing") or _INFINITIVE.search(word.folded)):
            return word.folded.endswith("s") or past(reading, word) or reading.language == "fr"
        if word.folded not in _PRONOUNS:
            return False
    return False
