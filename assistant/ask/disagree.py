"""Where sources disagree: sentences that state different values of the thing asked for, of one subject and time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.ask.quote import NEARLY, Candidate, Question
from assistant.ask.sources import BREAKS, JOINS, SAYS, SELON, attributions, breaks, written
from assistant.ask.statements import (
    EXPLAINED,
    GENERIC,
    NEAR_STATEMENT,
    SAME_STATEMENT,
    Statement,
    at_date,
    contradiction,
    names_known,
    statement_of,
)
from assistant.ask.support.dates import Date
from assistant.ask.support.names import runs
from assistant.ask.support.reading import Word, read
from assistant.ask.values import DOUBTS, NAMED, Value, agree, conflict, types_asked
from assistant.index.live import Snapshot

# A sentence that says less than this share of what is asked is about something else.
ABOUT = 0.45
# A sentence that names its source may say this share of what the best one says of the question.
SOURCED = 0.6
MOST_PARTNERS = 3
_SEVERAL = frozenset("sources reports accounts pages articles rapports depeches".split())


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Sentences that contradict each other on one matter, the first one among those chosen for the answer.

    A single one where that sentence itself tells what two sources say; else at least two.
    """

    candidates: tuple[Candidate, ...]


def disagreements(
    question: Question, chosen: Sequence[Candidate], candidates: Sequence[Candidate], snapshot: Snapshot
) -> tuple[Disagreement, ...]:
    """What the sources of an answer disagree on, a matter each, in the order of `chosen`; () where they agree.

    `candidates` are all sentences read, in both languages; those of replaced articles must have been left out.
    """
    best = max((one.context_coverage for one in chosen), default=0.0)
    found: list[Disagreement] = []
    if question.kind not in NAMED and not types_asked(question):
        return ()
    about = 0.0 if DOUBTS.search(read(question.text).flat) else ABOUT
    for anchor in chosen:
        told = [float(anchor.direction @ one.direction) for matter in found for one in matter.candidates]
        if max(told, default=0.0) >= SAME_STATEMENT or anchor.context_coverage < max(about, SOURCED * best):
            continue
        statement = statement_of(anchor, question, snapshot)
        beside = not statement.sources and anchor.context_coverage < NEARLY * best
        if beside or not _is_on_names(statement, question):
            continue
        if _is_disputed(statement):
            found.append(Disagreement((anchor,)))
        elif partners := list(_partners(statement, question, candidates, snapshot)):
            found.append(Disagreement((anchor, *partners)))
    return tuple(found)


def _is_on_names(statement: Statement, question: Question) -> bool:
    """Whether a sentence, its title or headings have a word of one of the question's names, if it has any."""
    named = [[word for word in run if not word.stop] for run in runs(read(question.text)) if not run[0].opens]
    known = [any(word.keys & statement.known for word in run) for run in named if run]
    return any(known) or not known


def attribution(candidate: Candidate, snapshot: Snapshot) -> str | None:
    """Who says it according to the sentence, as written there ("according to …", "UK sources"); None if untold."""
    article = snapshot.articles[candidate.passage.article_id]
    reading = read(article.text[slice(*candidate.passage.sentences[candidate.number])])
    first = next(iter(attributions(reading)), None)
    return written(reading, first) if first is not None else None


def _partners(
    anchor: Statement, question: Question, candidates: Sequence[Candidate], snapshot: Snapshot
) -> Iterator[Candidate]:
    """The candidates that contradict a statement or tell that its value is disputed, the nearest ones first."""
    here = anchor.candidate
    near = [(float(here.direction @ one.direction), one) for one in candidates if not _is_same(here, one)]
    given = list(anchor.values)
    found = 0
    for cosine, one in sorted(near, key=lambda pair: -pair[0]):
        if not given or cosine < SAME_STATEMENT or found == MOST_PARTNERS:
            return
        other = statement_of(one, question, snapshot)
        value = contradiction(anchor, other, cosine)
        if value is None:
            counts = not found and cosine >= NEAR_STATEMENT and _tells_dispute(other, anchor)
        else:
            counts = not any(agree(value, known) for known in given)
            given.append(value)
        if counts:
            found += 1
            yield one


def _is_same(one: Candidate, other: Candidate) -> bool:
    return (one.passage.id, one.number) == (other.passage.id, other.number)


def _is_disputed(statement: Statement) -> bool:
    """Whether a sentence gives conflicting values of one thing, each by its source or one against the other."""
    return not EXPLAINED.search(statement.reading.flat) and any(
        _is_set_against(statement, before, after)
        for before, after in pairwise(statement.values)
        if not isinstance(before.meant, frozenset) and conflict(before, after)
    )


def _tells_dispute(other: Statement, anchor: Statement) -> bool:
    """Whether a sentence tells a dispute about the value of another one."""
    shared = any(agree(a, b) for a in anchor.values for b in other.values)
    return shared and _is_disputed(other) and names_known(anchor, other)


def _is_set_against(statement: Statement, before: Value, after: Value) -> bool:
    """Whether the part of a sentence about one value and the next part differ in value and source alone.

    Each names a source, or one does and the second is set against the first; or "60 or 61" is what several sources say.
    """
    words = statement.reading.words
    cut = next((at for at in range(after.first, before.last, -1) if breaks(words[at])), None)
    if cut is None:
        return False
    end = next((w.at for w in words[after.last + 1 :] if breaks(w) and w.folded not in SELON), len(words))
    earlier = [v.last for v in statement.values if v.last < before.first]
    start = next((at for at in range(before.first, max(earlier, default=-1), -1) if earlier and breaks(words[at])), 0)
    parts = (range(start, cut), range(cut, end))
    between = [word for word in words[before.last + 1 : after.first] if not (word.stop or word.folded in JOINS)]
    if not between and words[cut].folded in ("or", "ou") and any(word.folded in _SEVERAL for word in words):
        return True
    sourced = [any(source.start in part or source.stop - 1 in part for source in statement.sources) for part in parts]
    contrast = any(word.folded in BREAKS for word in words[cut : cut + 2])
    if not (all(sourced) or (contrast and any(sourced))) or _told_apart(statement, before, parts):
        return False
    added = _added(statement, parts[1])
    return not any(word.capital for word in added) and len(added) <= 1


def _told_apart(statement: Statement, value: Value, parts: Iterable[range]) -> bool:
    """Whether numbers or names are given for different times."""
    if isinstance(value.meant, Date):
        return False
    reading = statement.reading
    dates = [q for q in reading.quantities if isinstance(q, Date)]
    here, there = ([day for day in dates if reading.word_at(day.start).at in part] for part in parts)
    return bool(here and there) and not any(agree(at_date(a), at_date(b)) for a in here for b in there)


def _added(statement: Statement, part: range) -> list[Word]:
    """Words of a part that are not of a value or a source and stand nowhere else in the sentence."""
    words = statement.reading.words
    apart = {at for source in statement.sources for at in source}
    apart |= {at for value in statement.values for at in range(value.first, value.last + 1)}
    elsewhere = {key for word in words if word.at not in part for key in word.keys}
    return [
        words[at]
        for at in part
        if at not in apart
        and (words[at].content or words[at].capital)
        and not (words[at].quantity or words[at].keys & elsewhere)
        and words[at].folded not in GENERIC | SAYS
    ]
