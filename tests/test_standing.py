"""What holds at a day: by article and by section, what replaced it by then, and what may be quoted and is preferred."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from assistant.ask.quote import Candidate
from assistant.ask.standing import Moment, Standings, is_in
from assistant.ask.timely import prefer, successors, updated
from assistant.documents import Article, ArticlePart, Authority, Passage, Section, State

OLD = "The harbour master is Ana Brell.\nThe fee is 3 crowns."
NEW = "The harbour master is Tom Varga."
MINISTERS = "# Ministers\nIvo Lund is minister.\n# Later ministers\nEva Roth is minister."


def passage(article: str, start: int, end: int, heading: tuple[str, ...] = ()) -> Passage:
    return Passage(f"{article}-{start}", article, start, end, heading, "en", 9, ((start, end),))


OLD_PASSAGE, NEW_PASSAGE = passage("old", 0, 32), passage("new", 0, 32)
LUND, ROTH = passage("ministers", 12, 33, ("Ministers",)), passage("ministers", 51, 72, ("Later ministers",))
ARTICLES = {
    "old": Article("old", "Harbour", OLD, "en", valid_to=date(2025, 6, 30), replaced_by=("new",)),
    "new": Article("new", "Harbour now", NEW, "en", valid_from=date(2025, 7, 1)),
    "ministers": Article(
        "ministers",
        "Ministers",
        MINISTERS,
        "en",
        valid_from=date(2024, 1, 1),
        sections=(
            Section(
                "Ministers",
                valid_from=date(2024, 1, 1),
                valid_to=date(2025, 9, 4),
                replaced_by=("ministers#Later ministers",),
            ),
            Section("Later ministers", valid_from=date(2025, 9, 5)),
        ),
    ),
}
PASSAGES = {p.id: p for p in (OLD_PASSAGE, NEW_PASSAGE, LUND, ROTH)}


def at(day: date, **more: object) -> Standings:
    return Standings(ARTICLES, PASSAGES, Moment(day, **more))  # type: ignore[arg-type]


@dataclass
class Held:
    """The part of a snapshot that preferring reads."""

    articles: Mapping[str, Article]


def candidate(found: Passage, score: float = 3.0) -> Candidate:
    return Candidate(found, 0, score, score, 1.0, 1.0, (), frozenset(), np.zeros(2, np.float32))


def preferred(candidates: Sequence[Candidate], standings: Standings) -> list[str]:
    return [c.passage.id for c in prefer(candidates, standings, Held(ARTICLES))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "day", "state"),
    [
        (OLD_PASSAGE, date(2025, 6, 30), "in_force"),
        (OLD_PASSAGE, date(2025, 7, 1), "replaced"),
        (NEW_PASSAGE, date(2025, 6, 30), "not_yet"),
        (NEW_PASSAGE, date(2025, 7, 1), "in_force"),
        (LUND, date(2023, 12, 31), "not_yet"),
        (LUND, date(2025, 9, 4), "in_force"),
        (LUND, date(2025, 9, 5), "replaced"),
        (ROTH, date(2025, 9, 4), "not_yet"),
        (ROTH, date(2025, 9, 5), "in_force"),
    ],
)
def test_a_section_holds_by_its_own_days_and_else_by_its_articles(found: Passage, day: date, state: State) -> None:
    assert at(day).of(found).state == state


def test_what_replaced_it_is_named_only_once_that_holds() -> None:
    assert at(date(2025, 6, 1)).replacing(OLD_PASSAGE) == []
    assert at(date(2025, 8, 1)).replacing(OLD_PASSAGE) == [NEW_PASSAGE]
    assert at(date(2025, 9, 5)).replacing(LUND) == [ROTH]
    assert at(date(2025, 9, 5)).of(LUND).replaced_by == (ArticlePart("ministers", "Later ministers"),)


def test_a_reference_without_heading_is_the_whole_article() -> None:
    assert is_in(ROTH, ArticlePart("ministers"))
    assert not is_in(LUND, ArticlePart("ministers", "Later ministers"))


def test_on_a_day_that_was_asked_for_only_what_held_then_may_be_quoted() -> None:
    found = [candidate(NEW_PASSAGE, 5.0), candidate(OLD_PASSAGE, 3.0)]
    assert preferred(found, at(date(2025, 5, 1), asked=True, strict=True)) == [OLD_PASSAGE.id]
    assert preferred(found, at(date(2025, 8, 1), asked=True, strict=True)) == [NEW_PASSAGE.id]


def test_a_sentence_that_is_dated_later_may_not_be_quoted_on_that_day() -> None:
    text = "In May 2026 the fee rose to 9 crowns. The fee was 3 crowns in 2020."
    articles = {"fees": Article("fees", "Fees", text, "en")}
    whole = Passage("fees-0", "fees", 0, len(text), (), "en", 20, ((0, 37), (38, len(text))))
    standings = Standings(articles, {whole.id: whole}, Moment(date(2025, 1, 1), asked=True, strict=True))
    both = [Candidate(whole, n, 3.0, 3.0, 1.0, 1.0, (), frozenset(), np.zeros(2, np.float32)) for n in (0, 1)]

    assert [c.number for c in prefer(both, standings, Held(articles))] == [1]  # type: ignore[arg-type]


def test_where_a_day_is_named_what_came_after_it_comes_later_but_may_be_quoted() -> None:
    found = [candidate(NEW_PASSAGE, 3.2), candidate(OLD_PASSAGE, 3.0)]
    assert preferred(found, at(date(2025, 5, 1), asked=True)) == [OLD_PASSAGE.id, NEW_PASSAGE.id]
    assert preferred(found, at(date(2025, 5, 1))) == [NEW_PASSAGE.id, OLD_PASSAGE.id]


@pytest.mark.parametrize(
    ("view", "lead", "first"),
    [(None, 0.2, NEW_PASSAGE), (None, 0.9, OLD_PASSAGE), ("now", 0.9, NEW_PASSAGE), ("then", 0.2, OLD_PASSAGE)],
)
def test_what_is_in_force_is_preferred_more_so_when_now_is_asked(view: str, lead: float, first: Passage) -> None:
    found = [candidate(OLD_PASSAGE, 3.0 + lead), candidate(NEW_PASSAGE, 3.0)]
    assert preferred(found, at(date(2025, 8, 1), view=view))[0] == first.id


@pytest.mark.parametrize(("one", "other"), [("treaty", "press"), ("government", "briefing")])
def test_the_higher_authority_comes_first_where_nothing_else_decides(one: Authority, other: Authority) -> None:
    articles = {name: Article(name, "Fees", NEW, "en", authority=name) for name in (one, other)}  # type: ignore[arg-type]
    passages = [passage(other, 0, 32), passage(one, 0, 32)]
    standings = Standings(articles, {p.id: p for p in passages}, Moment(date(2025, 8, 1)))

    found = prefer([candidate(p) for p in passages], standings, Held(articles))  # type: ignore[arg-type]
    assert [c.passage.article_id for c in found] == [one, other]


def test_what_was_replaced_is_followed_by_the_best_of_what_replaced_it() -> None:
    old, new, other = candidate(OLD_PASSAGE), candidate(NEW_PASSAGE), candidate(ROTH)
    assert updated([old, other], [new], at(date(2025, 8, 1))) == [old, new, other]
    assert updated([old, new], [new], at(date(2025, 8, 1))) == [old, new]
    assert updated([old], [new], at(date(2025, 6, 1))) == [old]
    assert updated([old], [other], at(date(2025, 8, 1))) == [old]


def test_successors_are_the_passages_of_what_replaced_the_ones_found_and_not_these() -> None:
    assert successors([OLD_PASSAGE], at(date(2025, 8, 1))) == [NEW_PASSAGE]
    assert successors([OLD_PASSAGE, NEW_PASSAGE], at(date(2025, 8, 1))) == []
    assert successors([], at(date(2025, 8, 1))) == []
