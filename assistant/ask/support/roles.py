"""Who does what to whom: the parties of a claim must stand on the same side of the verb as in the quotes."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.ask.support.align import Alignment, Place
from assistant.ask.support.anchors import matches
from assistant.ask.support.grammar import auxiliary, is_agent, nominal, passive, reduced, relative, verbal
from assistant.ask.support.names import Run, runs
from assistant.ask.support.reading import Reading, Word

# What two parties do together has no direction.
_TOGETHER = frozenset(
    """meet met merge merged agree agreed link linked cooperate collaborate work worked share shared discuss discussed
    exchange exchanged talk negotiate sign signed conclude concluded include included be have call called stand
    stands found name named describe described participate attend attended
    reunir reuni fusionner fusionne convenir lier lie cooperer collaborer travailler partager discuter echanger negocier
    signer signe conclure conclu comprendre participer participe appeler nommer rencontrer""".split()
)
ARTICLES = frozenset("the le la les l".split())
_AND = frozenset({"and", "et"})
_TO = frozenset("to a au aux vers".split())
_INFINITIVE_OPENS = frozenset("to de d a".split())
_WITH = frozenset({"with", "avec", "alongside", "aupres"})
_REPORTS = (
    "said",
    "say",
    "announc",
    "declar",
    "add",
    "dit",
    "annonc",
    "affirm",
    "indiqu",
    "expliqu",
    "precis",
    "ajout",
)
_HELP = re.compile(r"\bhelp (?:from|of)$")


@dataclass(frozen=True, slots=True)
class Sides:
    """The names that act, and those that are acted on or to, around one verb."""

    agents: tuple[Run, ...]
    others: tuple[Run, ...]


def role_fault(alignment: Alignment) -> str:
    """The verb whose parties the claim exchanges; "" if none."""
    verb = next((word for word in alignment.claim.words if _exchanges(alignment, word)), None)
    return "" if verb is None else f"roles: who does it differs at '{verb.written}'"


def direction_fault(alignment: Alignment) -> str:
    """The names that the claim leads from one to the other otherwise than the quotes do ("Egypt to Britain"); ""."""
    known = [pair for quote in alignment.quotes for pair in _directions(quote)]
    for start, end in _directions(alignment.claim):
        if any(matches(start, a) and matches(end, b) for a, b in known):
            continue
        apart = any(matches(start, a) for a, _ in known) and any(matches(end, b) for _, b in known)
        turned = any(matches(start, b) and matches(end, a) for a, b in known)
        if apart or turned:
            return f"roles: {start[-1].written} to {end[-1].written} is not in the quote"
    return ""


def sides(reading: Reading, verb: Word) -> Sides:
    """The names around a verb; those "with" which it is done are on neither side."""
    here = [run for run in runs(reading) if run[0].sentence == verb.sentence and not _is_with(reading, run)]
    left = [run for run in here if run[-1].at < verb.at and _reaches(reading, run, verb)]
    right = [run for run in here if run[0].at > verb.at and _reached(reading, run, verb)]
    if nominal(reading, verb.at):
        named = [run for run in right if is_agent(reading, run[0])]
        return _apart(named or [run for run in left if run[-1].at == verb.at - 1], right)
    if passive(reading, verb) or reduced(reading, verb):
        return _apart([run for run in right if _is_own_agent(reading, run, verb)], [*left, *right])
    if (inverted := _inverted(reading, verb, right)) is not None:
        return _apart([inverted], right)
    if not _may_have_subject(reading, verb, left):
        left = []
    elliptic = [run for run in right if _is_elliptic(reading, run)]
    return _apart([*left, *elliptic], right)


def places(alignment: Alignment, verb: Word) -> list[Place]:
    """The places of a verb in the sentence of its best one: by its own word, and with its object, if there are such."""
    said, found = sides(alignment.claim, verb), _literal(alignment, verb)
    shared = [p for p in found if any(has(sides(p.reading, p.word).others, other) for other in said.others)]
    return shared or found


def _literal(alignment: Alignment, verb: Word) -> list[Place]:
    found = alignment.beside(verb.at)
    literal = [place for place in found if any(key[0] not in "#+" for key in place.word.keys & verb.keys)]
    return literal or found


def has(found: Sequence[Run], run: Run) -> bool:
    """Whether a name is among others."""
    return any(matches(run, other) or matches(other, run) for other in found)


def _exchanges(alignment: Alignment, verb: Word) -> bool:
    claim = alignment.claim
    if verb.at not in alignment.found or not verbal(claim, verb):
        return False
    if verb.folded in _TOGETHER or auxiliary(claim, verb):
        return False
    said = sides(claim, verb)
    if not said.agents or (reduced(claim, verb) and not any(is_agent(claim, agent[0]) for agent in said.agents)):
        return False
    beside = [sides(place.reading, place.word) for place in _literal(alignment, verb)]
    shared = [there for there in beside if any(has(there.others, other) for other in said.others)]
    bare = [there for there in beside if not there.others]
    if any(has(there.agents, agent) for there in (shared or beside) + bare for agent in said.agents):
        return False
    return any(_is_exchanged(said, there) for there in shared or beside)


def _is_exchanged(said: Sides, there: Sides) -> bool:
    """Whether an agent of the claim is acted on in the quote, or the quote's agent acted on or not in the claim."""
    acted_on = any(has(there.others, agent) for agent in said.agents)
    acting = any(has(there.agents, other) for other in said.others)
    unsaid = not any(has((*said.agents, *said.others), agent) for agent in there.agents)
    return bool(there.agents) and (acted_on or acting or unsaid)


def _apart(agents: list[Run], names: list[Run]) -> Sides:
    return Sides(tuple(agents), tuple(run for run in names if run not in agents))


def _inverted(reading: Reading, verb: Word, right: Sequence[Run]) -> Run | None:
    """The name right behind a verb that opens its clause: ", said Macron", ", a déclaré Macron"."""
    before = [word for word in reading.words[: verb.at] if word.clause == verb.clause]
    opens = verb.clause > 0 and all(auxiliary(reading, word) for word in before)
    names = opens and verb.folded.startswith(_REPORTS) and bool(right)
    return right[0] if names and right[0][0].at == verb.at + 1 else None


def _may_have_subject(reading: Reading, verb: Word, left: Sequence[Run]) -> bool:
    """Whether names before a verb may be its subject: not of an -ing without auxiliary, nor of "which …"."""
    if relative(reading, verb.clause) and not any(run[0].clause == verb.clause for run in left):
        return False
    if reading.language != "en" or not verb.folded.endswith("ing"):
        return True
    return any(auxiliary(reading, word) for word in reading.words[max(0, verb.at - 3) : verb.at])


def _is_own_agent(reading: Reading, run: Run, verb: Word) -> bool:
    between = reading.words[verb.at + 1 : run[0].at]
    return is_agent(reading, run[0]) and not any(verbal(reading, word) for word in between)


def _is_with(reading: Reading, run: Run) -> bool:
    before = [word.folded for word in reading.words[max(0, run[0].at - 3) : run[0].at]]
    return bool(_WITH & set(before)) or bool(_HELP.search(" ".join(before)))


def _reaches(reading: Reading, run: Run, verb: Word) -> bool:
    """Whether a name before a verb may be its subject: no other verb of a main clause between them."""
    if run[0].clause != verb.clause and relative(reading, run[0].clause):
        return False
    between = [word for word in reading.words[run[-1].at + 1 : verb.at] if verbal(reading, word)]
    return all(reduced(reading, w) or _joins(reading, w, verb) or _is_aside(reading, w, verb) for w in between)


def _joins(reading: Reading, word: Word, verb: Word) -> bool:
    """Whether two verbs have one subject: joined by `and`, or the second an infinitive of the first."""
    before = reading.words[max(word.at + 1, verb.at - 2) : verb.at]
    near = reading.words[max(word.at + 1, verb.at - 3) : verb.at]
    if any(other.capital and not other.quantity and other.clause == verb.clause for other in near):
        return False
    infinitive = bool(before) and before[-1].folded in _INFINITIVE_OPENS
    return infinitive or any(other.folded in _AND for other in before)


def _is_aside(reading: Reading, word: Word, verb: Word) -> bool:
    """Whether a word stands in a relative clause that ends before the verb."""
    return word.clause != verb.clause and relative(reading, word.clause)


def _reached(reading: Reading, run: Run, verb: Word) -> bool:
    between = reading.words[verb.at + 1 : run[0].at]
    return not any(verbal(reading, word) and not reduced(reading, word) for word in between)


def _is_elliptic(reading: Reading, run: Run) -> bool:
    """`and Centrica 15%`: the verb before it is understood."""
    first = run[0].at - (reading.words[run[0].at - 1].folded in ARTICLES)
    if first < 1 or run[-1].at + 1 >= len(reading.words):
        return False
    joined = reading.words[first - 1].folded in _AND or "," in reading.words[first].gap
    return joined and reading.words[run[-1].at + 1].quantity


def _directions(reading: Reading) -> list[tuple[Run, Run]]:
    """Names joined by `to`, `à` or `vers` alone."""
    return [(start, end) for start, end in itertools.pairwise(runs(reading)) if _is_led(reading, start, end)]


def _is_led(reading: Reading, start: Run, end: Run) -> bool:
    between = [word.folded for word in reading.words[start[-1].at + 1 : end[0].at]]
    return len(between) in (1, 2) and between[0] in _TO and set(between[1:]) <= ARTICLES
