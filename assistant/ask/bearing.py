"""How a sentence bears on a premise: what it has of it, what of it it denies, and how it dates it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.ask.quote import Candidate, Question
from assistant.ask.support.align import Alignment, Place, align
from assistant.ask.support.dates import Date
from assistant.ask.support.grammar import verbal
from assistant.ask.support.names import Run, is_name, runs
from assistant.ask.support.polarity import negation_fault
from assistant.ask.support.quantities import same
from assistant.ask.support.reading import Reading, Word, read
from assistant.ask.support.roles import has, sides
from assistant.ask.support.stance import marker_words, state_of, states
from assistant.index.live import Snapshot
from assistant.language import query_terms, stems

# Share (0–1, by rarity) of the premise's words that a sentence must have to bear it.
BEARS = 0.75

# Sentences that tell what no source says.
UNSAID_PAGES = re.compile(
    r"\bno (?:\w+ )?(?:page|source|document|text|article|report|evidence|record)s?\b|"
    r"\bpages? seen by\b|\baucune? (?:\w+ )?(?:page|source|document|texte|article|rapport|preuve)\b"
)
_OTHERWISE = re.compile(r"\b(?:another|different|separate|other|autres?|differente?s?|distincte?s?)\b")
_NONE = re.compile(r"\b(?:no|without(?: an?)?|not an?|aucune?|sans|pas d[e']) ?(?:\w+ )?$")
_RESTRICTS = re.compile(r"\b(?:only|alone|but|seule?s?|seulement|mais|ne \w+ que)\b|\bn'\w+ qu")
NONE_BEFORE = re.compile(r"\b(?:no|never|aucune?|jamais)\b.*\b(?:before|avant)\b")


@dataclass(frozen=True, slots=True)
class Bearing:
    """A sentence read against a premise: the claim of `alignment`; `rank` counts from 0, the best.

    `covered`: share (0–1, by rarity) of the premise's words that the sentence, its headings or its title have.
    `denies`: whether it denies what the premise says, or the other way round.
    """

    candidate: Candidate
    rank: int
    alignment: Alignment
    covered: float
    denies: bool

    @property
    def said(self) -> Reading:
        """The sentence."""
        return self.alignment.quotes[0]


def read_against(claim: Reading, candidate: Candidate, rank: int, question: Question, snapshot: Snapshot) -> Bearing:
    """Read a candidate's sentence against a premise, weighing words as the question does."""
    article = snapshot.articles[candidate.passage.article_id]
    said = read(article.text[slice(*candidate.passage.sentences[candidate.number])])
    alignment = align(claim, [said])
    around = frozenset(query_terms(" ".join((article.title, *candidate.passage.heading_path))))
    covered = total = 0.0
    for word in telling(claim):
        weight = question.weights.get(stems(word.folded)) or snapshot.rarity(sorted(stems(word.folded)))
        total += weight
        covered += weight * (word.at in alignment.found or bool(stems(word.folded) & around))
    return Bearing(candidate, rank, alignment, covered / total if total else 0.0, bool(negation_fault(alignment)))


def telling(claim: Reading) -> list[Word]:
    """The words of a premise that say something, names of countries included."""
    told = [w for w in claim.words if (w.content or w.capital or is_name(claim, w)) and not (w.quantity or w.stop)]
    return [word for word in told if word.at not in marker_words(claim)]


def is_negative(claim: Reading) -> bool:
    """Whether a text denies anything."""
    return any(state.denied for state in states(claim))


def affirms(one: Bearing) -> bool:
    """Whether the sentence says all of the premise and denies or restricts nothing."""
    return one.covered > 0.99 and not is_negative(one.said) and not _RESTRICTS.search(one.said.flat)


def has_verb(one: Bearing) -> bool:
    """Whether the sentence has a verb of the premise, or the premise none that says anything."""
    verbs = [word for word in one.alignment.claim.words if verbal(one.alignment.claim, word)]
    return not verbs or any(word.at in one.alignment.found for word in verbs)


def has_act(one: Bearing) -> bool:
    """Whether the sentence has the premise's verb, not with another subject."""
    claim = one.alignment.claim
    verb = next((word for word in claim.words if verbal(claim, word)), None)
    if verb is None:
        return True
    if verb.at not in one.alignment.found:
        return False
    said = sides(claim, verb)
    there = [sides(place.reading, place.word) for place in one.alignment.beside(verb.at)]
    return not said.agents or any(has(s.agents, agent) for s in there for agent in said.agents)


def has_subject(one: Bearing) -> bool:
    """Whether the sentence has the premise's first name."""
    first = next(iter(runs(one.alignment.claim)), None)
    return first is None or any(word.at in one.alignment.found for word in first)


def opening_name(claim: Reading) -> Run:
    """The name with which a premise opens, behind an article or "it is"; empty for another subject."""
    first = next(iter(runs(claim)), ())
    before = claim.words[: first[0].at] if first else ()
    return first if all(word.stop for word in before) else ()


def act_of(one: Bearing) -> tuple[Word, Place] | None:
    """The premise's last verb that the sentence has, with its place there."""
    claim = one.alignment.claim
    verbs = [w for w in claim.words if verbal(claim, w) and w.at in one.alignment.best]
    return (verbs[-1], one.alignment.best[verbs[-1].at]) if verbs else None


def denies_thing(one: Bearing) -> bool:
    """Whether the sentence says that there is none of what the premise opens with: "no quota", "sans machine"."""
    claim = one.alignment.claim
    verb = next((word.at for word in claim.words if verbal(claim, word)), len(claim.words))
    things = [word for word in claim.words[:verb] if word.content and not word.capital]
    places = [place for word in things for place in one.alignment.found.get(word.at, ())]
    return any(_NONE.search(place.reading.flat[: place.word.start]) for place in places)


def denies_role(one: Bearing) -> bool:
    """Whether the sentence denies the common words by which the premise tells what its subject is."""
    common = [word for word in telling(one.alignment.claim) if not (word.capital or word.opens)]
    places = [place for word in common for place in one.alignment.found.get(word.at, ())]
    return any(state_of(place.reading, place.word).denied for place in places)


def _denies_act(one: Bearing) -> bool:
    """Whether the sentence denies the premise's verb somewhere, where the premise does not."""
    claim = one.alignment.claim
    verbs = [w for w in claim.words if verbal(claim, w) and not state_of(claim, w).denied]
    places = [place for word in verbs for place in one.alignment.found.get(word.at, ())]
    return any(state_of(place.reading, place.word).denied for place in places)


def name_is_denied(one: Bearing) -> bool:
    """Whether every word of one of the premise's names stands denied apart: "and not by A", "et non à B"."""
    claim = one.alignment.claim
    return any(_is_apart(one, run) for run in runs(claim) if not any(states(claim)[word.at].denied for word in run))


def _is_apart(one: Bearing, run: Run) -> bool:
    places = [one.alignment.beside(word.at) for word in run if word.at in one.alignment.best]
    return bool(places) and all(any(state_of(p.reading, p.word).apart for p in there) for there in places)


def is_borne(one: Bearing, found: Sequence[Bearing]) -> bool:
    """Whether another sentence says as much of the premise, by the same verb and subject, and does not deny it."""
    enough = max(BEARS, one.covered - 0.05)
    return any(
        other.covered >= enough
        and not (other.denies or name_is_denied(other) or other_dates(other))
        and not (UNSAID_PAGES.search(other.said.flat) or _OTHERWISE.search(other.said.flat))
        and has_act(other)
        and not _denies_act(other)
        for other in found
    )


def other_dates(one: Bearing) -> list[Date]:
    """The dates of the premise where the sentence has others of their kind and not them."""
    there, wanted = dates_of(one.said), dates_of(one.alignment.claim)
    early = NONE_BEFORE.search(one.alignment.claim.flat)
    return [
        date
        for date in wanted
        if any(differ(date, other) for other in there)
        and not has_date(date, there)
        and not (early and any(other.year < date.year for other in there))
    ]


def dates_of(reading: Reading) -> list[Date]:
    """The dates of a text, in order."""
    return [quantity for quantity in reading.quantities if isinstance(quantity, Date)]


def has_date(date: Date, there: Sequence[Date]) -> bool:
    """Whether one of the dates says what the first says, or the other way round."""
    return any(same(date, other) or same(other, date) for other in there)


def differ(one: Date, other: Date) -> bool:
    """Whether two dates cannot be one: years, months or days that both give and that are not the same."""
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return any(mine and theirs and mine != theirs for mine, theirs in pairs)
