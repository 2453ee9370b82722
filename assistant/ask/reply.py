"""What is said: an answer, a part of one, a question back, or a refusal with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.ask import phrases
from assistant.ask.ambiguity import choices
from assistant.ask.certainty import certainty
from assistant.ask.disagree import disagreements
from assistant.ask.evidence import Evidence, claims_of
from assistant.ask.premise import Contradiction, contradicted
from assistant.ask.presuppose import that
from assistant.ask.quote import Candidate
from assistant.ask.scope import out_of_scope
from assistant.ask.verify import verify
from assistant.documents import Article, Certainty, Choice, Citation, Claim, Hit, Nearest, Reason, Span, Status
from assistant.index.live import Snapshot
from assistant.settings import Settings

NEAREST_ARTICLES = 3
# A part of a question is left open where its sentences say less than this of its own words.
LEAST_SAID = 0.52
# Below this likelihood of an answer the articles are not about the question at all.
FAR = 0.1
CONSIDERED = 10


@dataclass(frozen=True, slots=True)
class Reply:
    """What an answer says, before it is stamped with where it came from."""

    status: Status
    reason: Reason | None
    text: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    considered: tuple[Hit, ...] = ()
    answerability: float = 0.0
    missing: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    disagreements: tuple[tuple[int, ...], ...] = ()
    certainty: Certainty | None = None


def reply(evidence: Evidence, snapshot: Snapshot, settings: Settings) -> Reply:
    """The quotes that hold, if they are likely to answer the question; else a question back or a refusal that helps."""
    question, chosen, candidates = evidence.question, evidence.chosen, evidence.candidates
    contradiction = contradicted(question, chosen, candidates, snapshot)
    if contradiction is not None:
        return _corrected(contradiction, evidence, snapshot, settings)
    if evidence.likely < settings.answer.min_answerability:
        return _refused(evidence, snapshot)
    meant = choices(question, evidence.ranked, chosen, candidates, snapshot)
    if meant:
        return _asked_back(meant, evidence)
    return _answered(evidence, snapshot, settings)


def _answered(evidence: Evidence, snapshot: Snapshot, settings: Settings) -> Reply:
    language, day = evidence.question.language, evidence.standings.moment.as_of
    in_force = [c for c in evidence.candidates if evidence.standings.of(c.passage).state == "in_force"]
    matters = disagreements(evidence.question, evidence.chosen, in_force, snapshot)
    opposed = [candidate for matter in matters for candidate in matter.candidates]
    chosen = [*opposed, *(candidate for candidate in evidence.chosen if candidate not in opposed)]
    claims, citations = _held(chosen, evidence, snapshot, settings)
    if not claims:
        return _refused(evidence, snapshot)
    markers = tuple(found for matter in matters if (found := _markers(matter.candidates, citations)))
    missing = _missing(evidence, settings)
    lines = [phrases.missing_text(missing, language)] if missing else []
    lines += [phrases.as_of_text(day, language)] if _dated(evidence, citations) else []
    return Reply(
        status="partial" if missing else "answered",
        reason=None,
        text=phrases.answer_text(claims, citations, language, phrases.Framed(tuple(lines), markers)),
        claims=claims,
        citations=citations,
        considered=_considered(evidence),
        answerability=evidence.likely,
        missing=missing,
        disagreements=markers,
        certainty=certainty(evidence.likely),
    )


def _corrected(contradiction: Contradiction, evidence: Evidence, snapshot: Snapshot, settings: Settings) -> Reply:
    """What the articles say against what the question takes for granted, with what else they say of it."""
    language, candidate = evidence.question.language, contradiction.candidate
    others = [other for other in evidence.chosen if other != candidate]
    claims, citations = _held([candidate, *others], evidence, snapshot, settings)
    if not claims:
        return _refused(evidence, snapshot)
    line = phrases.premise_text(that(contradiction.premise, language), language)
    return Reply(
        status="refused",
        reason="false_premise",
        text=phrases.answer_text(claims, citations, language, phrases.Framed((line,))),
        claims=claims,
        citations=citations,
        considered=_considered(evidence),
        answerability=evidence.likely,
    )


def _asked_back(meant: tuple[Choice, ...], evidence: Evidence) -> Reply:
    return Reply(
        status="clarify",
        reason="ambiguous",
        text=phrases.clarify_text(meant, evidence.question.language),
        considered=_considered(evidence),
        answerability=evidence.likely,
        choices=meant,
    )


def _refused(evidence: Evidence, snapshot: Snapshot) -> Reply:
    language = evidence.question.language
    nearest = _nearest(evidence, snapshot)
    reason: Reason = "not_in_articles"
    if out_of_scope(evidence.question, evidence.ranked, snapshot):
        reason, text = "out_of_scope", phrases.out_of_scope_text(language, nearest)
    else:
        searched = phrases.Searched(len(snapshot.articles), len(snapshot.passages), evidence.question.spelled)
        text = phrases.refusal_text(language, searched, nearest)
    return Reply(
        status="refused",
        reason=reason,
        text=text,
        nearest=nearest,
        considered=_considered(evidence),
        answerability=evidence.likely,
    )


def _held(
    chosen: Sequence[Candidate], evidence: Evidence, snapshot: Snapshot, settings: Settings
) -> tuple[tuple[Claim, ...], tuple[Citation, ...]]:
    """The claims that rest on the exact words they cite, with their citations."""
    claims, citations = claims_of(chosen, evidence, snapshot, settings)
    held = verify(claims, citations, snapshot.articles)
    return held, tuple(c for c in citations if any(c.n in claim.citations for claim in held))


def _markers(candidates: Sequence[Candidate], citations: Sequence[Citation]) -> tuple[int, ...]:
    """The markers that cite the sentences, in order."""
    places = {(c.passage.article_id, c.passage.sentences[c.number][0]) for c in candidates}
    return tuple(c.n for c in citations if (c.span.article_id, c.span.start) in places)


def _missing(evidence: Evidence, settings: Settings) -> tuple[str, ...]:
    """The words of the parts that are questions of their own and are not answered, while another part is."""
    least = settings.answer.min_part_answerability
    open_parts = [found.part for found in evidence.parts if found.likely < least or found.said < LEAST_SAID]
    missing = tuple(part.words for part in open_parts if part.asks)
    return missing if len(open_parts) < len(evidence.parts) else ()


def _dated(evidence: Evidence, citations: Sequence[Citation]) -> bool:
    """Whether the day belongs in the answer: it was asked for, or what is quoted holds no longer."""
    moment = evidence.standings.moment
    return moment.strict or (moment.asked and any(c.valid_from or c.valid_to for c in citations))


def _considered(evidence: Evidence) -> tuple[Hit, ...]:
    return tuple(found.hit for found in evidence.ranked[:CONSIDERED])


def _nearest(evidence: Evidence, snapshot: Snapshot) -> tuple[Nearest, ...]:
    """The nearest articles with their nearest sentences; without sentences when the whole question is far off."""
    ids = list(dict.fromkeys(found.hit.passage.article_id for found in evidence.ranked))[:NEAREST_ARTICLES]
    near = evidence.candidates if evidence.likely >= FAR else ()
    found = []
    for article_id in ids:
        article = snapshot.articles[article_id]
        best = next((candidate for candidate in near if candidate.passage.article_id == article_id), None)
        found.append(Nearest(article_id, article.title, article.url, _span(best, article) if best else None))
    return tuple(found)


def _span(candidate: Candidate, article: Article) -> Span:
    start, end = candidate.passage.sentences[candidate.number]
    return Span(article.id, start, end, article.text[start:end])
