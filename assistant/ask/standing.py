"""Whether what a passage says holds at a date, and what replaced it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.ask import force
from assistant.documents import Article, ArticlePart, Passage, Section, State, find_reference


@dataclass(frozen=True, slots=True)
class Moment:
    """The day whose state an answer keeps to.

    `asked`: the question or the reader named the day. `strict`: it was named as a day to answer for, so what came later
    is no answer; otherwise the day only tells what to prefer. `view` is set where the question asks for what holds
    "now" or held "then".
    """

    as_of: date
    asked: bool = False
    strict: bool = False
    view: Literal["now", "then"] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A passage's state at a moment, with the days between which it holds and what replaced it by then."""

    state: State
    valid_from: date | None
    valid_to: date | None
    replaced_by: tuple[ArticlePart, ...]


class Standings:
    """The standing of passages at a moment. `articles` and `passages` are by id, as in a snapshot."""

    def __init__(self, articles: Mapping[str, Article], passages: Mapping[str, Passage], moment: Moment) -> None:
        self.moment = moment
        self._articles = articles
        self._passages = passages
        self._known: dict[tuple[str, str], Standing] = {}

    def of(self, passage: Passage) -> Standing:
        """The standing of the innermost section with a validity of its own that the passage is in, or its article's."""
        article = self._articles[passage.article_id]
        section = _section(article, passage)
        key = (article.id, section.heading if section else "")
        if key not in self._known:
            self._known[key] = self._standing(article, section)
        return self._known[key]

    def replacing(self, passage: Passage) -> list[Passage]:
        """The passages of what replaced this one by then, in order of article and place; [] where nothing did."""
        parts = self.of(passage).replaced_by
        return [p for part in parts for p in self._passages.values() if is_in(p, part)] if parts else []

    def _standing(self, article: Article, section: Section | None) -> Standing:
        held = section or article
        newer = tuple(part for part in self._parts(held.replaced_by) if self._begun(part))
        day = self.moment.as_of
        state = force.state(held.valid_from, held.valid_to, article.published, article.authority, bool(newer), day)
        return Standing(state, held.valid_from, held.valid_to, newer if state == "replaced" else ())

    def _parts(self, references: tuple[str, ...]) -> Iterator[ArticlePart]:
        for reference in references:
            if (part := find_reference(reference, self._articles)) is not None:
                yield part

    def _begun(self, part: ArticlePart) -> bool:
        """Whether what replaces something holds already; it does where no day is known."""
        article = self._articles[part.article_id]
        section = next((s for s in article.sections if s.heading == part.heading), None)
        first = (section or article).valid_from
        return first is None or first <= self.moment.as_of


def is_in(passage: Passage, part: ArticlePart) -> bool:
    """Whether the passage stands in the article, or under the heading, that is referred to."""
    return passage.article_id == part.article_id and (not part.heading or part.heading in passage.heading_path)


def _section(article: Article, passage: Passage) -> Section | None:
    under = [section for section in article.sections if section.heading in passage.heading_path]
    return max(under, key=lambda section: passage.heading_path.index(section.heading), default=None)
