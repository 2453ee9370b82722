"""A search result shows the passage with the sentences around it, and no sentence twice."""

import itertools

import pytest

from assistant.ask.rerank import Ranked
from assistant.ask.windows import results
from assistant.documents import Hit, Passage, Result
from assistant.index.live import Snapshot


def ranked(*passages: Passage) -> list[Ranked]:
    return [Ranked(Hit(passage, -float(n), 0.0, 0.0), ()) for n, passage in enumerate(passages)]


@pytest.fixture
def school(snapshot: Snapshot) -> list[Passage]:
    return [passage for passage in snapshot.passages.values() if passage.article_id == "pilots-school"]


def text(result: Result, snapshot: Snapshot) -> str:
    return snapshot.articles[result.hit.passage.article_id].text[result.start : result.end]


def test_a_passage_stands_with_the_sentences_around_it(snapshot: Snapshot, school: list[Passage]) -> None:
    (result,) = results(ranked(school[1]), snapshot, 5, 60)
    assert result.start < school[1].start
    assert result.end > school[1].end
    assert len(text(result, snapshot).split()) <= 60
    sentences = {sentence for passage in school for sentence in passage.sentences}
    assert result.start in {start for start, _ in sentences}
    assert result.end in {end for _, end in sentences}


def test_without_room_the_passage_stands_alone(snapshot: Snapshot, school: list[Passage]) -> None:
    (result,) = results(ranked(school[1]), snapshot, 5, 0)
    assert (result.start, result.end) == (school[1].start, school[1].end)


def test_an_article_ends_the_growth(snapshot: Snapshot, school: list[Passage]) -> None:
    (result,) = results(ranked(school[0]), snapshot, 5, 10_000)
    assert (result.start, result.end) == (school[0].start, school[-1].end)


def test_what_was_shown_is_not_shown_again(snapshot: Snapshot, school: list[Passage]) -> None:
    others = [passage for passage in snapshot.passages.values() if passage.article_id == "ferry-pilot"]
    found = results(ranked(school[0], *school[1:], others[0]), snapshot, 5, 10_000)
    assert [one.hit.passage for one in found] == [school[0], others[0]]
    narrow = results(ranked(*school), snapshot, 9, 25)
    places = sorted((one.start, one.end) for one in narrow)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(places))


def test_at_most_k_places_are_given_in_order(snapshot: Snapshot, school: list[Passage]) -> None:
    others = [passage for passage in snapshot.passages.values() if passage.article_id != "pilots-school"]
    found = results(ranked(school[0], *others), snapshot, 2, 0)
    assert [one.hit.passage for one in found] == [school[0], others[0]]
    assert results([], snapshot, 2, 150) == []
