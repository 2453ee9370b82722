"""What the moment of an answer does to its sentences: which may be quoted, which are preferred, what follows them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.ask import force
from assistant.ask.quote import CONTEXT_COVERAGE, Candidate
from assistant.ask.standing import Standings, is_in
from assistant.documents import Passage
from assistant.index.live import Snapshot

# Beside z-scores: what a sentence loses when what it says no longer holds, and when the question asks for what does.
OUT_OF_FORCE = 0.5
ASKED_NOW = 1.5
# Weight of the cosine of directions between what was replaced and what replaced it, beside a z-score.
SAME_MATTER = 3.0
# The highest authority is worth this much more than the lowest.
AUTHORITY = 0.1


def prefer(candidates: Iterable[Candidate], standings: Standings, snapshot: Snapshot) -> list[Candidate]:
    """The candidates that may be quoted, best first: what is in force and higher in authority is preferred.

    At a strict moment what was not in force then, and what a sentence dates later, may not be quoted.
    """
    moment = standings.moment
    allowed = (c for c in candidates if not moment.strict or _held(c, standings, snapshot))
    adjusted = [replace(c, score=c.score + _preference(c, standings, snapshot)) for c in allowed]
    return sorted(adjusted, key=lambda c: (-c.score, c.passage.id, c.number))


def updated(chosen: Sequence[Candidate], known: Sequence[Candidate], standings: Standings) -> list[Candidate]:
    """What was chosen, each sentence that was replaced followed by the best of what replaced it, out of those known."""
    shown: list[Candidate] = []
    for candidate in chosen:
        shown.append(candidate)
        newer = standings.of(candidate.passage).replaced_by
        replacing = [other for other in known if any(is_in(other.passage, part) for part in newer)]
        if replacing and not any(is_in(o.passage, part) for o in (*shown, *chosen) for part in newer):
            shown.append(max(replacing, key=lambda other: _instead_of(candidate, other)))
    return shown


def successors(found: Iterable[Passage], standings: Standings) -> list[Passage]:
    """The passages of what replaced some of those found, without those found, in order."""
    passages = {passage.id: passage for passage in found}
    newer = {new.id: new for passage in passages.values() for new in standings.replacing(passage)}
    return [passage for passage_id, passage in newer.items() if passage_id not in passages]


def _held(candidate: Candidate, standings: Standings, snapshot: Snapshot) -> bool:
    sentence = _sentence(candidate, snapshot)
    in_force = standings.of(candidate.passage).state == "in_force"
    return in_force and not force.came_later(sentence, standings.moment.as_of)


def _preference(candidate: Candidate, standings: Standings, snapshot: Snapshot) -> float:
    authority = AUTHORITY * force.weight(snapshot.articles[candidate.passage.article_id].authority)
    return authority - _out_of_time(candidate, standings, snapshot)


def _out_of_time(candidate: Candidate, standings: Standings, snapshot: Snapshot) -> float:
    """What a sentence loses: for what no longer holds and, where a day was asked for, for what came after it."""
    moment, state = standings.moment, standings.of(candidate.passage).state
    if state in ("ended", "replaced") and moment.view != "then":
        return ASKED_NOW if moment.view == "now" else OUT_OF_FORCE
    early = state == "not_yet" or force.tells_later(_sentence(candidate, snapshot), moment.as_of)
    return OUT_OF_FORCE if moment.asked and early else 0.0


def _sentence(candidate: Candidate, snapshot: Snapshot) -> str:
    passage = candidate.passage
    return snapshot.articles[passage.article_id].text[slice(*passage.sentences[candidate.number])]


def _instead_of(old: Candidate, new: Candidate) -> tuple[float, float]:
    """What replaces a sentence speaks of the question and of the same matter. It was not searched for, so no score."""
    asked = new.similarity + CONTEXT_COVERAGE * new.context_coverage
    return asked + SAME_MATTER * float(old.direction @ new.direction), -new.number
