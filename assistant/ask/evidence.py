"""What an answer rests on: passages found for the question and its parts, and the sentences of them that answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.ask.answerability import Signals, model, read_signals
from assistant.ask.cite import cite
from assistant.ask.parts import Part, said, split
from assistant.ask.quote import READ_PASSAGES, Candidate, Question, blend, merge, quote, read_question, readings, score
from assistant.ask.rerank import Ranked, best_first, read
from assistant.ask.retrieve import Query, read_query, retrieve
from assistant.ask.standing import Standings
from assistant.ask.timely import prefer, successors, updated
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
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """The sentences chosen for a question or a part of one, and how likely (0–1) they answer it.

    `candidates` are all sentences that may be quoted, best first; `newer` those of what replaced some of the passages.
    `signals` is None when nothing was found.
    """

    question: Question
    chosen: tuple[Candidate, ...]
    candidates: tuple[Candidate, ...]
    newer: tuple[Candidate, ...]
    signals: Signals | None
    likely: float
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class PartFound:
    """A part of a question: how likely (0–1) it is answered, and how much (0–1) of its own words is said."""

    part: Part
    likely: float
    said: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer: the passages, the sentences chosen, and how likely they answer the question.

    `chosen` are in the order of their weight, before what they need beside them is added. `parts` are the question's
    parts in order; empty for a question that asks one thing.
    """

    question: Question
    ranked: tuple[Ranked, ...]
    signals: Signals | None
    likely: float
    chosen: tuple[Candidate, ...]
    candidates: tuple[Candidate, ...]
    newer: tuple[Candidate, ...]
    standings: Standings
    parts: tuple[PartFound, ...] = ()


def search(
    condensed: str,
    language: Language,
    snapshot: Snapshot,
    embedder: Embedder,
    settings: Settings,
    without: frozenset[str] = frozenset(),
) -> list[Found]:
    """Passages for the whole question, then for each of its parts; passages `without` (ids) are left out."""
    parts: list[Part | None] = [None, *split(condensed, language)]
    found = []
    for part in parts:
        query = read_query(part.text if part else condensed, embedder)
        hits = [hit for hit in retrieve(query, snapshot, settings.retrieval) if hit.passage.id not in without]
        found.append(Found(query, tuple(best_first(query, hits, snapshot, settings)), part))
    return found


def merged(found: Sequence[Found]) -> list[Ranked]:
    """The passages of a question and its parts, each once, by the best score that one of these gave it."""
    best: dict[str, Ranked] = {}
    for ranked in (ranked for one in found for ranked in one.ranked):
        known = best.get(ranked.hit.passage.id)
        if known is None or known.hit.score < ranked.hit.score:
            best[ranked.hit.passage.id] = ranked
    if len(found) == 1:
        return list(best.values())
    return sorted(best.values(), key=lambda ranked: (-ranked.hit.score, ranked.hit.passage.id))


def weigh(
    found: Sequence[Found],
    language: Language,
    snapshot: Snapshot,
    settings: Settings,
    standings: Standings,
    without: frozenset[str] = frozenset(),
) -> Evidence:
    """The evidence for a question and its parts, in that order; the sentences of each part come first."""
    whole, *parts = [_weigh(one, language, snapshot, settings, standings, without) for one in found]
    return Evidence(
        question=whole.question,
        ranked=found[0].ranked,
        signals=whole.signals,
        likely=max(whole.likely, *(part.likely for part in parts)) if parts else whole.likely,
        chosen=tuple(merge([part.chosen for part in parts], whole.chosen, settings.answer)),
        candidates=whole.candidates,
        newer=tuple(candidate for one in (whole, *parts) for candidate in (*one.candidates, *one.newer)),
        standings=standings,
        parts=tuple(_parts(parts, snapshot, settings)),
    )


def claims_of(
    chosen: Sequence[Candidate], evidence: Evidence, snapshot: Snapshot, settings: Settings
) -> tuple[tuple[Claim, ...], tuple[Citation, ...]]:
    """The chosen sentences as claims with their citations: what was replaced is followed by what replaced it."""
    shown = updated(chosen, evidence.newer, evidence.standings)
    quotes = quote(shown, evidence.question, snapshot, settings.answer)
    return cite(quotes, snapshot.articles, evidence.standings)


def _parts(weighed: Sequence[Weighed], snapshot: Snapshot, settings: Settings) -> Iterator[PartFound]:
    """Each part with what its sentences say of it; 1 where the build has no second voter to tell a paraphrase by."""
    earlier: list[Part] = []
    heard = snapshot.votes is not None and settings.retrieval.voter != "off"
    for one in weighed:
        if one.part is None:
            continue
        texts = [_in_context(candidate, snapshot) for candidate in one.chosen]
        share = said(one.part, earlier, texts, snapshot) if heard and one.part.asks else 1.0
        yield PartFound(one.part, one.likely, share)
        earlier.append(one.part)


def _in_context(candidate: Candidate, snapshot: Snapshot) -> str:
    """The sentence after the headings and the title that it stands under."""
    passage = candidate.passage
    article = snapshot.articles[passage.article_id]
    sentence = article.text[slice(*passage.sentences[candidate.number])]
    return "\n".join((article.title, *passage.heading_path, sentence))


def _weigh(
    found: Found,
    language: Language,
    snapshot: Snapshot,
    settings: Settings,
    standings: Standings,
    without: frozenset[str],
) -> Weighed:
    """Choose sentences, the asker's language preferred; the other one answers where that is clearly likelier."""
    question = read_question(found.query.text, language, snapshot)
    candidates = prefer(score(question, found.ranked[:READ_PASSAGES], snapshot), standings, snapshot)
    weighed = []
    for chosen in readings(candidates, question, settings.answer):
        signals = read_signals(question, found.query, chosen, candidates, snapshot)
        weighed.append((model().probability(signals), signals, chosen))
    if not weighed:
        return Weighed(question, (), (), (), None, 0.0, found.part)
    likely, signals, chosen = weighed[0]
    if weighed[-1][0] > likely + LEAD:
        likely, signals, chosen = weighed[-1]
        own = [candidate for candidate in candidates if candidate.passage.language == language]
        chosen = blend(chosen, own, settings.answer)
    newer = _newer(question, found, snapshot, settings, standings, without)
    return Weighed(question, tuple(chosen), tuple(candidates), tuple(newer), signals, likely, found.part)


def _newer(
    question: Question,
    found: Found,
    snapshot: Snapshot,
    settings: Settings,
    standings: Standings,
    without: frozenset[str],
) -> list[Candidate]:
    """The sentences of what replaced some of the passages read: a question about these is to be answered by it too."""
    passages = successors((ranked.hit.passage for ranked in found.ranked[:READ_PASSAGES]), standings)
    allowed = [passage for passage in passages if passage.id not in without]
    return score(question, read(found.query, allowed, snapshot, settings.retrieval), snapshot)
