"""Who says it: the words of a sentence that name a source."""

import re
from collections.abc import Iterator

from assistant.ask.support.amounts import Amount
from assistant.ask.support.dates import Date
from assistant.ask.support.grammar import auxiliary, verbal
from assistant.ask.support.reading import Reading, Word
from assistant.documents import Language

SPEAKER_WORDS = 7
SOURCE_WORDS = 9
ASIDE_WORDS = 11
_TEXTS = frozenset(
    """source sources report reports press page pages blog blogs magazine magazines newspaper newspapers papers agency
    agencies copy account accounts website websites survey surveys study studies release notice statistics articles
    rapport rapports presse revue revues journal journaux quotidien hebdomadaire agence agences depeche depeches site
    sites etude etudes enquete enquetes communique communiques reponse reponses statistiques""".split()
)
_SPEAKERS = _TEXTS | frozenset(
    """library archive archives officials spokesman spokeswoman spokesperson analysts auditors researchers experts
    witnesses union unions campaigners answer answers ministry ministers police organisers critics historians
    afp reuters bloomberg bbc bibliotheque responsables porte chercheurs temoins syndicat syndicats militants ministere
    ministres organisateurs historiens""".split()
)
SAYS = frozenset(
    """say says said give gives gave put puts report reports reported count counts counted date dates dated print
    prints printed claim claims claimed state states stated estimate estimates estimated mention mentions mentioned
    name names named write writes wrote speak speaks spoke cite cites cited quote quotes quoted show shows showed
    indicate indicates indicated place places placed
    dit disent disait disaient indique indiquent indiquait donne donnent donnait donnee parle parlent parlait evoque
    evoquent evoquait chiffre chiffrent chiffrait compte comptent comptait comptaient date datent datait imprime avance
    avancent avancait affirme affirment affirmait annonce annoncent annoncait estime estiment estimait mentionne
    mentionnent cite citent ecrit ecrivent rapporte rapportent rapportait evalue evaluent evaluait presente presentent
    attribue attribuent situe situent fixe fixent""".split()
)
_PLAINLY_SAYS = frozenset("said says reported claimed claims estimates affirme affirmait rapporte".split())
_IN = frozenset("in on dans sur".split())
_BY = _IN | {"by", "par"}
SELON = frozenset(("according", "selon", "apres"))
BREAKS = frozenset("while whereas but although though against instead rather unlike tandis alors mais contre".split())
JOINS = frozenset("and or then et ou puis".split())
_NO_NOUN_PHRASE: dict[Language, frozenset[str]] = {
    "en": frozenset("for to that".split()),
    "fr": frozenset("pour a que qu".split()),
}


def breaks(word: Word) -> bool:
    """Whether a word begins a new part of its sentence."""
    return bool(re.search(r"[;:,.()]|\s[–-]\s", word.gap)) or word.folded in BREAKS | JOINS


def mentions(reading: Reading) -> Iterator[range]:
    """The words that name a source: attributions, and nouns for one with what stands before them."""
    found = list(attributions(reading))
    yield from found
    for word in reading.words:
        if word.folded in _SPEAKERS and not any(word.at in source for source in found):
            yield _noun_phrase(reading, word)


def attributions(reading: Reading) -> Iterator[range]:
    """The words that say who tells it: "according to …", the subject of a verb of saying, "by …", "in … reports"."""
    words, end = reading.words, 0
    for word in words:
        found: range | None = None
        if word.at < end:
            continue
        if word.folded in SELON and _opens_selon(reading, word):
            found = _selon(reading, word)
        elif word.folded in _SPEAKERS:
            found = _speaker(reading, word)
        elif word.folded in _PLAINLY_SAYS and word.at and words[word.at - 1].capital:
            phrase = _noun_phrase(reading, words[word.at - 1])
            found = phrase if all(words[at].capital or words[at].stop for at in phrase) else None
        if found is not None:
            end = found.stop
            yield found


def _opens_selon(reading: Reading, word: Word) -> bool:
    before = reading.words[word.at - 1].folded if word.at else ""
    after = reading.words[word.at + 1].folded if word.at + 1 < len(reading.words) else ""
    return {"according": after == "to", "apres": before == "d" and word.gap == "'"}.get(word.folded, True)


def _selon(reading: Reading, word: Word) -> range:
    """From "according" to the end of the name behind it, with the date of the source."""
    words = reading.words
    first = word.at - (word.folded == "apres")
    start = word.at + 1 + (word.folded == "according")
    stop = next(
        (
            w.at
            for w in words[start + 1 : start + SOURCE_WORDS]
            if breaks(w) and not (w.folded in JOINS and w.at + 1 < len(words) and not words[w.at + 1].stop)
        ),
        min(len(words), start + SOURCE_WORDS),
    )
    return range(first, stop)


def _speaker(reading: Reading, noun: Word) -> range | None:
    """The phrase of a noun for a source, if it is the subject of a verb of saying or stands behind by or in."""
    words = reading.words
    phrase = _noun_phrase(reading, noun)
    before = words[phrase.start - 1].folded if phrase.start else ""
    verb = _behind_aside(reading, phrase.stop)
    if verb is not None:
        return range(phrase.start, verb)
    behind = words[phrase.stop : phrase.stop + SPEAKER_WORDS]
    if before in _BY and (noun.folded in _TEXTS or before not in _IN):
        return range(phrase.start - 1, phrase.stop)
    dated = {at for q in reading.quantities if isinstance(q, Date) for at in _covered(reading, q)}
    for word in behind:
        if word.folded in SAYS and not word.quantity and words[word.at - 1].folded != "s":
            return range(phrase.start, word.at - auxiliary(reading, words[word.at - 1]))
        if breaks(word) or (word.quantity and word.at not in dated):
            return None
    return None


def _behind_aside(reading: Reading, at: int) -> int | None:
    """The verb of saying behind an aside between commas that opens at a word: "Reuters, on 18 May, gives"."""
    aside = reading.words[at : at + ASIDE_WORDS]
    if not aside or "," not in aside[0].gap:
        return None
    closes = next((word for word in aside[1:] if "," in word.gap), None)
    return closes.at if closes is not None and closes.folded in SAYS else None


def _covered(reading: Reading, quantity: Amount | Date) -> range:
    return range(reading.word_at(quantity.start).at, reading.word_at(quantity.end - 1).at + 1)


def _noun_phrase(reading: Reading, noun: Word) -> range:
    """A noun with the words before it, back to a break, a number, a verb or a preposition other than of."""
    words, first = reading.words, noun.at
    if noun.at > 2 and words[noun.at - 2].folded in ("and", "et") and words[noun.at - 3].opens:
        return range(noun.at - 3, noun.at + 1)
    while first and not breaks(words[first]) and noun.at - first < SPEAKER_WORDS:
        before = words[first - 1]
        if before.quantity or before.folded in _BY | BREAKS | JOINS | _NO_NOUN_PHRASE[reading.language]:
            break
        if auxiliary(reading, before) or verbal(reading, before):
            break
        first -= 1
    return range(first, noun.at + 1)


def written(reading: Reading, source: range) -> str:
    last = reading.words[source.stop - 1]
    return reading.text[reading.words[source.start].start : last.start + len(last.written)]
