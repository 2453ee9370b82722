"""What an answer rests on: passages found for the question and its parts, and the sentences of them that answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.ask.answerability import Signals, model, read_signals
from assistant.ask.cite import cite
from assistant.ask.parts import split
from assistant.ask.quote import READ_PASSAGES, Candidate, Question, blend, merge, quote, read_question, readings, score
from assistant.ask.rerank import Ranked, rerank, successors
from assistant.ask.retrieve import Query, read_query, retrieve
from assistant.documents import Citation, Claim, Language
from assistant.index.embed import Embedder
from assistant.index.live import Snapshot
from assistant.settings import Settings

# The other language's reading is taken if it is likelier to answer by this.
LEAD = 0.1


@dataclass(frozen=True, slots=True)
class Found:
    """A stand-alone question, or a part of one, with the passages found for it, best first."""

    query: Query
    ranked: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """The sentences chosen for a question or a part of one, and how likely (0–1) they answer it.

    `candidates` are all sentences read, best first; `newer` those of what replaced some of the articles. `signals` is
    None when nothing was found.
    """

    question: Question
    chosen: tuple[Candidate, ...]
    candidates: tuple[Candidate, ...]
    newer: tuple[Candidate, ...]
    signals: Signals | None
    likely: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer: the passages, the quotes chosen from them, and how likely they answer the question.

    `parts` are the question's parts with how likely each is answered; empty for a question that asks one thing.
    """

    question: Question
    ranked: tuple[Ranked, ...]
    signals: Signals | None
    likely: float
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    candidates: tuple[Candidate, ...]
    parts: tuple[tuple[str, float], ...] = ()


def search(
    condensed: str,
    language: Language,
    snapshot: Snapshot,
    embedder: Embedder,
    settings: Settings,
    without: frozenset[str] = frozenset(),
) -> list[Found]:
    """Passages for the whole question, then for each of its parts; passages `without` (ids) are left out."""
    found = []
    for text in [condensed, *split(condensed, language)]:
        query = read_query(text, embedder)
        hits = [hit for hit in retrieve(query, snapshot, settings.retrieval) if hit.passage.id not in without]
        found.append(Found(query, tuple(rerank(query, hits, snapshot, settings.retrieval))))
    return found


def weigh(
    found: Sequence[Found],
    language: Language,
    snapshot: Snapshot,
    settings: Settings,
    without: frozenset[str] = frozenset(),
) -> Evidence:
    """The evidence for a question and its parts, in that order; the sentences of each part come first."""
    whole, *parts = [_weigh(one, language, snapshot, settings, without) for one in found]
    chosen = merge([part.chosen for part in parts], whole.chosen, settings.answer)
    known = [candidate for one in (whole, *parts) for candidate in (*one.candidates, *one.newer)]
    claims, citations = cite(quote(chosen, known, whole.question, snapshot, settings.answer), snapshot.articles)
    return Evidence(
        question=whole.question,
        ranked=found[0].ranked,
        signals=whole.signals,
        likely=max(whole.likely, *(part.likely for part in parts)) if parts else whole.likely,
        claims=claims,
        citations=citations,
        candidates=whole.candidates,
        parts=tuple((part.question.text, part.likely) for part in parts),
    )


def _weigh(
    found: Found, language: Language, snapshot: Snapshot, settings: Settings, without: frozenset[str]
) -> Weighed:
    """Choose sentences, the asker's language preferred; the other one answers where that is clearly likelier."""
    question = read_question(found.query.text, language, snapshot)
    candidates = score(question, found.ranked[:READ_PASSAGES], snapshot)
    weighed = []
    for chosen in readings(candidates, question, settings.answer):
        signals = read_signals(question, found.query, chosen, candidates, snapshot)
        weighed.append((model().probability(signals), signals, chosen))
    if not weighed:
        return Weighed(question, (), (), (), None, 0.0)
    likely, signals, chosen = weighed[0]
    if weighed[-1][0] > likely + LEAD:
        likely, signals, chosen = weighed[-1]
        own = [candidate for candidate in candidates if candidate.passage.language == language]
        chosen = blend(chosen, own, settings.answer)
    newer = successors(found.query, found.ranked[:READ_PASSAGES], snapshot, settings.retrieval)
    replacing = score(question, [one for one in newer if one.hit.passage.id not in without], snapshot)
    return Weighed(question, tuple(chosen), tuple(candidates), tuple(replacing), signals, likely)
