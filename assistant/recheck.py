"""Kept answers against the articles as they are now: which of them would be given differently, and how."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import TypeAdapter

from assistant.documents import Answer, Article, Language, Reason, Span, Status, Turn
from assistant.errors import QuestionError
from assistant.questions import as_turns

# What differs: the status or its reason; quotes; what a refusal names as nearest; or only the words around the quotes.
Difference = Literal["status", "quotes", "nearest", "wording"]
# Where the words of a quote are that the answer of today does not cite: still at their place, elsewhere in the article,
# no longer in it, or the article itself is gone.
Fate = Literal["not_cited", "moved", "words_gone", "article_gone"]
Verdict = tuple[Status, Reason | None]
# An article and its sentence nearest to the question, if one is near.
Near = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer given earlier: what was asked, how, and what was said. `as_of` is the day asked for, None for none."""

    id: str | int
    question: str
    history: tuple[Turn, ...]
    language: Language
    as_of: date | None
    verdict: Verdict
    text: str
    quotes: tuple[Span, ...]
    nearest: tuple[Near, ...]
    build_id: str


_KEPT = TypeAdapter(Kept)


@dataclass(frozen=True, slots=True)
class Gone:
    """A quote of the earlier answer that the answer of today has not."""

    quote: Span
    fate: Fate


@dataclass(frozen=True, slots=True)
class Rechecked:
    """A kept answer beside the one given today. `now` is None, and `error` says why, where it cannot be asked.

    `differences` is empty for an answer that stays as it was; "nearest" and "wording" are looked for only where status
    and quotes are the same. `gone` are in the order of the earlier answer, `new` in the order of today's.
    """

    kept: Kept
    now: Answer | None
    differences: tuple[Difference, ...] = ()
    gone: tuple[Gone, ...] = ()
    new: tuple[Span, ...] = ()
    error: str = ""

    @property
    def changed(self) -> bool:
        return bool(self.differences)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers were asked again, and what came of them; `passed_over` were not asked."""

    unchanged: int
    changed: int
    failed: int
    passed_over: int
    differences: Mapping[Difference, int]


def read_kept(rows: Iterable[tuple[str, object]]) -> Iterator[Kept]:
    """The answers in rows with their places: answers as `ask --json` prints them, or rows of `records export`.

    An answer without its history is asked by its stand-alone question. Rows with `error` hold no answer and are passed
    over.

    Raises:
        QuestionError: naming the place of the first row that is neither.
    """
    for place, row in rows:
        if isinstance(row, dict) and "error" in row:
            continue
        kept = row if isinstance(row, dict) and "answer" in row else {"answer": row}
        try:
            yield _kept(kept["answer"], kept.get("history"), place)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise QuestionError(
                f"{place}: expected an answer as `assistant ask --json` or `assistant records export` prints it."
            ) from None


def may_have_changed(kept: Kept, live: str, changed: Callable[[str], frozenset[str] | None]) -> bool:
    """Whether an article that the answer cites, or named as nearest, is another in the build `live`.

    `changed` gives the ids of the articles that differ between a build and the live one; where it knows nothing (None)
    every answer may have changed. An article that is new touches no answer by this rule.
    """
    if kept.build_id == live:
        return False
    touched = changed(kept.build_id)
    return touched is None or not touched.isdisjoint(_named(kept))


def recheck(kept: Kept, ask: Callable[[Kept, date | None], Answer], articles: Mapping[str, Article]) -> Rechecked:
    """Ask again and compare. `articles` are those of today, by id. A quote is the same if article and words are.

    `ask` is called with the day to answer for, and with None first: a question that names its day itself may mean it
    less strictly than a reader who chose one, and the kept answer does not tell them apart.
    """
    try:
        now = ask(kept, None)
        if kept.as_of is not None and (now.as_of, now.as_of_asked) != (kept.as_of, True):
            now = ask(kept, kept.as_of)
    except QuestionError as error:
        return Rechecked(kept, None, error=str(error))
    cited = tuple(citation.span for citation in now.citations)
    gone = tuple(Gone(quote, _fate(quote, articles)) for quote in _without(kept.quotes, cited))
    new = _without(cited, kept.quotes)
    found: tuple[tuple[Difference, bool], ...] = (
        ("status", (now.status, now.reason) != kept.verdict),
        ("quotes", bool(gone or new)),
    )
    differences = tuple(name for name, differs in found if differs)
    return Rechecked(kept, now, differences or _lesser(kept, now), gone, new)


def tally(results: Iterable[Rechecked], passed_over: int) -> Tally:
    """The counts over all results; one answer may differ in two ways."""
    given = list(results)
    changed = sum(result.changed for result in given)
    failed = sum(result.now is None for result in given)
    differences = Counter(difference for result in given for difference in result.differences)
    return Tally(len(given) - changed - failed, changed, failed, passed_over, differences)


def _kept(answer: Any, history: object, place: str) -> Kept:
    fields = {name: answer[name] for name in ("id", "language", "text", "build_id")}
    fields["question"] = answer["question"] if history is not None else answer["condensed_question"]
    fields["history"] = as_turns(history or [], place)
    fields["as_of"] = answer["as_of"] if answer.get("as_of_asked") else None
    fields["verdict"] = (answer["status"], answer["reason"])
    fields["quotes"] = [Span(c["article_id"], c["start"], c["end"], c["quote"]) for c in answer["citations"]]
    fields["nearest"] = [(near["article_id"], near["quote"]) for near in answer["nearest"]]
    return _KEPT.validate_python(fields)


def _named(kept: Kept) -> set[str]:
    return {*(quote.article_id for quote in kept.quotes), *(article_id for article_id, _ in kept.nearest)}


def _lesser(kept: Kept, now: Answer) -> tuple[Difference, ...]:
    """What differs though status and quotes do not. The words of a refusal also count what was searched: no change."""
    if now.status == "refused" and not now.citations:
        nearest = tuple((near.article_id, near.span.quote if near.span else None) for near in now.nearest)
        return ("nearest",) if nearest != kept.nearest else ()
    return ("wording",) if now.text != kept.text else ()


def _without(spans: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    known = {(other.article_id, other.quote) for other in others}
    return tuple(span for span in spans if (span.article_id, span.quote) not in known)


def _fate(quote: Span, articles: Mapping[str, Article]) -> Fate:
    article = articles.get(quote.article_id)
    if article is None:
        return "article_gone"
    if article.text[quote.start : quote.end] == quote.quote:
        return "not_cited"
    return "moved" if quote.quote in article.text else "words_gone"
