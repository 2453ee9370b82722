"""Whether the articles contradict what a question takes for granted.

The refusal frames it so, `that` giving "that France refused …" or "qu'elle …":

    en: "The articles do not say {that}; they say:"
    fr: "Les articles ne disent pas {that} ; ils disent :"

A premise that the articles merely do not mention is not contradicted, nor is what one sentence denies and another says.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.ask.bearing import (
    NONE_BEFORE,
    UNSAID_PAGES,
    Bearing,
    act_of,
    affirms,
    dates_of,
    denies_role,
    denies_thing,
    differ,
    has_act,
    has_date,
    has_subject,
    has_verb,
    is_borne,
    is_negative,
    name_is_denied,
    opening_name,
    other_dates,
    read_against,
    telling,
)
from assistant.ask.presuppose import Presupposition, presuppositions
from assistant.ask.quote import Candidate, Question
from assistant.ask.support.align import Place
from assistant.ask.support.anchors import chunks, name_kind
from assistant.ask.support.grammar import nominal
from assistant.ask.support.names import Run, runs
from assistant.ask.support.reading import Reading, read
from assistant.ask.support.roles import has, sides
from assistant.ask.support.stance import marker_words, state_of
from assistant.documents import Language
from assistant.index.live import Snapshot

Kind = Literal["denied", "party", "date", "first", "movement"]

# Sentences read, best first; one that contradicts stands among the first few.
READ = 15
NEAR = 8
# Shares (0–1, by rarity) of the premise's words that a sentence must have: to deny the whole, or what it says in
# passing; to deny a name of it apart; to be read at all where it tells that no source says so; to date it otherwise.
DENIES = 0.7
ROLE = 0.6
APART = 0.4
UNSAID = 0.75
DATED = 0.85
# Share (by number) of the words beside the subject that a sentence about another subject must have.
NAMED = 0.8
# Words that a premise must have for a sentence to deny it as a whole.
WORDS = 3
NEAREST = 3

# Sentences that tell two things apart deny nothing of either.
_APART = re.compile(r"\bnot (?:the same|to be confused|related)\b|\bconfond\w+|\bsans lien\b|\bdistincte?s? d")
_ALONE = re.compile(r"\b(?:only|alone|sole|seule?s?|uniquement|(?:the|les) (?:two|deux) (?:countries|pays))\b")
_FIRST = re.compile(
    r"\b(?:is|was|were|are|est|sont|etait|fut|became|devenue?) (?:the|l[ae]s?) (?:first|premi(?:er|ere)s?)\b"
)
_NOT_FIRST = re.compile(
    r"\bnot the first\b|\bfirst\b[^.;]{0,80}\bsince\b|\bpas (?:la|le|les) premi\w+|\bpremi\w+\b[^.;]{0,80}\bdepuis\b"
)
_UP = re.compile(
    r"\b(?:up to|r[io]se[sn]?|rising|increas\w+|rais\w+|gr[eo]w\w*|higher|more than|augment\w+|hauss\w+|relev\w+)\b"
)
_DOWN = re.compile(
    r"\b(?:down to|f[ae]ll(?:s|en|ing)?|drop\w*|cut|cuts|cutting|reduc\w+|declin\w+|lower\w*|less than|"
    r"bais\w+|recul\w*|diminu\w+|redui\w+|chut\w+)\b"
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A premise, ready to stand behind "that" or "que", and the sentence that contradicts it."""

    premise: str
    candidate: Candidate
    kind: Kind


def contradicted(
    question: Question, chosen: Sequence[Candidate], candidates: Sequence[Candidate], snapshot: Snapshot
) -> Contradiction | None:
    """What the question takes for granted and a sentence contradicts; None where nothing does, or another bears it.

    `candidates` are the sentences read, best first; those `chosen` count as the best of them. A yes/no question takes
    nothing for granted.
    """
    ordered = [*chosen, *(candidate for candidate in candidates[:READ] if candidate not in chosen)]
    for premise in presuppositions(question.text, question.language):
        claim = read(premise.text)
        found = [read_against(claim, candidate, rank, question, snapshot) for rank, candidate in enumerate(ordered)]
        against = [(kind, one) for one in found if one.rank < NEAR and (kind := _kind(premise, one, found))]
        if against:
            kind, best = max(
                against, key=lambda pair: (_is_in(question.language, pair[1]), pair[1].covered, -pair[1].rank)
            )
            return Contradiction(premise.text, best.candidate, kind)
    return None


def _is_in(language: Language, one: "Bearing") -> bool:
    return one.candidate.passage.language == language


def _kind(premise: Presupposition, one: Bearing, found: Sequence[Bearing]) -> Kind | None:
    """In what a sentence contradicts the premise; None where it does not."""
    if len(telling(one.alignment.claim)) < 2:
        return None
    checks: tuple[tuple[Kind, Callable[[Presupposition, Bearing, Sequence[Bearing]], bool]], ...] = (
        ("first", _is_not_first),
        ("denied", _is_denied),
        ("party", _is_of_other),
        ("date", _is_dated_otherwise),
        ("movement", _moves_otherwise),
    )
    return next((kind for kind, check in checks if check(premise, one, found)), None)


def _is_denied(premise: Presupposition, one: Bearing, found: Sequence[Bearing]) -> bool:
    """Whether the sentence denies the premise, or its subject apart ("by A and not by B"), and none bears it."""
    claim = one.alignment.claim
    if _APART.search(one.said.flat) or len(telling(claim)) < 2 or not has_subject(one):
        return False
    if other_dates(one) or (UNSAID_PAGES.search(one.said.flat) and one.covered < UNSAID):
        return False
    if premise.aside:
        return one.covered >= ROLE and denies_role(one)
    if premise.open:
        return one.covered >= DENIES and denies_thing(one)
    whole = one.denies and one.covered >= DENIES and len(telling(claim)) >= WORDS and has_verb(one)
    apart = one.covered >= APART and has_verb(one) and name_is_denied(one)
    turned = not is_negative(claim) or has_act(one) or affirms(one)
    return (whole or apart) and turned and not is_borne(one, found)


def _is_of_other(premise: Presupposition, one: Bearing, found: Sequence[Bearing]) -> bool:
    """Whether the sentence says of other countries alone what the premise says of one."""
    if premise.open:
        return False
    if _names_others(one):
        return not any(has_verb(other) and has_subject(other) for other in found)
    return _is_told_of_others(one) and not any(other.covered >= APART and _is_told_of_own(other) for other in found)


def _names_others(one: Bearing) -> bool:
    """Whether the sentence tells the premise's act, in all its words, of others than the name it opens with."""
    claim, act = one.alignment.claim, act_of(one)
    own = opening_name(claim)
    if not own or act is None or _rest_covered(one, own) < NAMED or has_subject(one) or one.denies or other_dates(one):
        return False
    place = act[1]
    if nominal(place.reading, place.word.at):
        doers = [run for run in runs(place.reading) if run[0].at > place.word.at or run[-1].at < place.word.at]
    else:
        doers = list(sides(place.reading, place.word).agents)
    told = any(name_kind(run) == "name" and not has(runs(claim), run) for run in doers)
    return told and name_kind(own) == "name"


def _is_told_of_others(one: Bearing) -> bool:
    claim, act = one.alignment.claim, act_of(one)
    own = _country(claim)
    if own is None or act is None or _rest_covered(one, own) < DENIES or other_dates(one):
        return False
    verb, place = act
    alone = state_of(claim, verb).denied or bool(_ALONE.search(one.said.flat))
    parties = _parties(place)
    alike = state_of(claim, verb).denied == state_of(place.reading, place.word).denied
    return alone and alike and bool(parties) and not has(parties, own)


def _is_told_of_own(one: Bearing) -> bool:
    """Whether the premise's country stands before its verb, denied or not as there."""
    own, act = _country(one.alignment.claim), act_of(one)
    if own is None or act is None:
        return False
    verb, place = act
    alike = state_of(one.alignment.claim, verb).denied == state_of(place.reading, place.word).denied
    return alike and has(_parties(place), own)


def _country(claim: Reading) -> Run | None:
    """The country with which the premise opens; None for another subject."""
    first = opening_name(claim)
    return first if first and name_kind(first) == "country" else None


def _parties(place: Place) -> list[Run]:
    """The countries before a verb in its sentence."""
    here = [run for run in runs(place.reading) if run[0].sentence == place.word.sentence]
    return [run for run in here if run[-1].at < place.word.at and name_kind(run) == "country"]


def _rest_covered(one: Bearing, own: Run) -> float:
    """Share of the premise's words, but its subject and those that deny, that the sentence has."""
    claim = one.alignment.claim
    rest = [w for w in telling(claim) if w not in own and w.at not in marker_words(claim)]
    return sum(word.at in one.alignment.found for word in rest) / len(rest) if len(rest) >= WORDS else 0.0


def _is_dated_otherwise(premise: Presupposition, one: Bearing, found: Sequence[Bearing]) -> bool:
    """Whether the sentence dates the premise's act otherwise, and none that tells of it has its date."""
    act, wrong = act_of(one), other_dates(one)
    if act is None or len(wrong) != 1 or one.covered < DATED or one.denies or not has_subject(one):
        return False
    place = act[1]
    near = [date for date in dates_of(one.said) if chunks(one.said)[one.said.word_at(date.start).at] == _chunk(place)]
    if len(near) != 1 or not differ(wrong[0], near[0]):
        return False
    return not any(has_date(wrong[0], dates_of(other.said)) for other in found if other.covered >= APART)


def _chunk(place: Place) -> int:
    return chunks(place.reading)[place.word.at]


def _is_not_first(premise: Presupposition, one: Bearing, found: Sequence[Bearing]) -> bool:
    claim = one.alignment.claim
    if not (_FIRST.search(claim.flat) or NONE_BEFORE.search(claim.flat)):
        return False
    near = one.covered >= APART or (one.rank < NEAREST and _named(claim) <= set(one.alignment.found))
    return bool(_NOT_FIRST.search(one.said.flat)) and near


def _named(claim: Reading) -> set[int]:
    """The words of a premise's last name."""
    return {word.at for run in runs(claim)[-1:] for word in run}


def _moves_otherwise(premise: Presupposition, one: Bearing, found: Sequence[Bearing]) -> bool:
    claim, said = one.alignment.claim.flat, one.said.flat
    up, down = bool(_UP.search(claim)), bool(_DOWN.search(claim))
    if up == down or one.covered < DENIES:
        return False
    return bool((_DOWN if up else _UP).search(said)) and not (_UP if up else _DOWN).search(said)
