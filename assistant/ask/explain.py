"""Why each passage was found: its scores, the words of the question that matched, its best sentence, its outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.ask.expand import Why, expand
from assistant.ask.quote import READ_PASSAGES
from assistant.ask.rerank import Ranked
from assistant.ask.retrieve import Query, second_opinion
from assistant.documents import Article, Passage, Span
from assistant.index.embed import passage_input
from assistant.index.live import Snapshot
from assistant.language import content_words, query_terms, stems, terms
from assistant.settings import RetrievalSettings

Outcome = Literal["quotable", "read", "not read"]


@dataclass(frozen=True, slots=True)
class Matched:
    """A folded word or name of the question that a passage has.

    `found` is what stands in the passage or above it: the same word in some form ("word"), the word it was taken for
    ("spelling"), or another name for it ("name").
    """

    said: str
    found: str
    how: Literal["word"] | Why


@dataclass(frozen=True, slots=True)
class Explained:
    """A passage found, at place `rank` from 1, with what speaks for it.

    `dense`, `keyword`, `second` and `sentence` are z-scores; `second` is None in a build without a second voter,
    `sentence` and `best` where the sentences were not read. `why` says in a line what the outcome means.
    """

    rank: int
    passage: Passage
    score: float
    dense: float
    keyword: float
    second: float | None
    sentence: float | None
    matched: tuple[Matched, ...]
    best: Span | None
    outcome: Outcome
    why: str


def explain(
    query: Query, ranked: Sequence[Ranked], snapshot: Snapshot, settings: RetrievalSettings, k: int
) -> list[Explained]:
    """The first `k` of the passages ranked for a question, in their order."""
    opinion = second_opinion(query, snapshot, settings)
    wanted = _wanted(query.text, snapshot)
    explained = []
    for rank, found in enumerate(ranked[:k], start=1):
        hit, article = found.hit, snapshot.articles[found.hit.passage.article_id]
        outcome, why = _outcome(rank, found, settings)
        explained.append(
            Explained(
                rank=rank,
                passage=hit.passage,
                score=hit.score,
                dense=hit.dense,
                keyword=hit.keyword,
                second=opinion.passages([hit.passage.id])[0] if opinion else None,
                sentence=hit.sentence if found.similarities else None,
                matched=_matched(wanted, hit.passage, article),
                best=_best(found, article),
                outcome=outcome,
                why=why,
            )
        )
    return explained


def _wanted(question: str, snapshot: Snapshot) -> list[tuple[Matched, frozenset[str]]]:
    """What a passage may match, each with the stems of which it needs one (a word) or all (a name)."""
    typed = [(Matched(word, word, "word"), stems(word)) for word in content_words(question)]
    further = [(Matched(one.said, one.meant, one.why), frozenset(one.terms)) for one in expand(question, snapshot)]
    return typed + further


def _matched(
    wanted: Sequence[tuple[Matched, frozenset[str]]], passage: Passage, article: Article
) -> tuple[Matched, ...]:
    said = set(terms(passage_input(article, passage), article.language))
    return tuple(match for match, needed in wanted if _is_there(match, needed, said))


def _is_there(match: Matched, needed: frozenset[str], said: set[str]) -> bool:
    if match.how == "name":
        return all(set(query_terms(word)) & said for word in content_words(match.found))
    return bool(needed & said)


def _best(found: Ranked, article: Article) -> Span | None:
    if not found.similarities:
        return None
    start, end = found.hit.passage.sentences[found.similarities.index(max(found.similarities))]
    return Span(article.id, start, end, article.text[start:end])


def _outcome(rank: int, found: Ranked, settings: RetrievalSettings) -> tuple[Outcome, str]:
    if not found.similarities:
        return "not read", f"not among the {settings.rerank_passages} whose sentences are compared with the question"
    if rank > READ_PASSAGES:
        return "read", f"behind the first {READ_PASSAGES}, so no sentence of it is quoted"
    return "quotable", f"among the first {READ_PASSAGES}, whose sentences may be quoted"
