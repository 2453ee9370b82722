"""What else a question is looked up by, and why each passage was found."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.ask.expand import Expansion, expand
from assistant.ask.explain import Explained, Matched, explain
from assistant.ask.rerank import rerank
from assistant.ask.retrieve import keyword_terms, read_query, retrieve
from assistant.documents import Article
from assistant.index.build import build
from assistant.index.live import LiveIndex, Snapshot
from assistant.settings import RetrievalSettings, Settings
from tests.conftest import make_corpus
from tests.fakes import FakeEmbedder, no_progress

DEFAULTS = RetrievalSettings(voter="off")
BOARD = Article(
    id="lights-board",
    title="Who watches the lamps",
    language="en",
    text="The Norbury Lamp Keepers Union (NLKU) checks every lamp twice a year. It has nine members.",
)
FEES = Article(
    id="lamp-fees",
    title="What the Norbury Lamp Keepers Union costs",
    language="en",
    text="Ships pay the Norbury Lamp Keepers Union 2 crowns a lamp.",
)


@pytest.fixture
def named(settings: Settings, quick_check: None) -> Iterator[Snapshot]:
    build([*make_corpus(), BOARD, FEES], settings, FakeEmbedder(), no_progress)
    live = LiveIndex(settings.index.location, FakeEmbedder())
    with live.snapshot() as snapshot:
        yield snapshot
    live.close()


def explained(question: str, snapshot: Snapshot, settings: RetrievalSettings = DEFAULTS) -> list[Explained]:
    query = read_query(question, FakeEmbedder())
    ranked = rerank(query, retrieve(query, snapshot, settings), snapshot, settings)
    return explain(query, ranked, snapshot, settings, 100)


def test_a_misspelt_word_is_looked_up_as_the_word_meant(named: Snapshot) -> None:
    assert expand("Who pays for the lighhouses?", named) == [
        Expansion("lighhouses", "lighthouses", "spelling", ("lighthous",))
    ]


@pytest.mark.parametrize(
    "question", ["Who pays for the lighthouse?", "Combien de huîtres ?", "What is a submarine?", ""]
)
def test_words_that_a_passage_has_in_any_form_and_words_unlike_any_are_left(question: str, named: Snapshot) -> None:
    assert expand(question, named) == []


def test_an_acronym_is_looked_up_by_its_name_as_well(named: Snapshot) -> None:
    (only,) = expand("how many members has the nlku", named)
    assert (only.said, only.meant, only.why) == ("nlku", "Norbury Lamp Keepers Union", "name")
    looked_up = keyword_terms(read_query("how many members has the nlku", FakeEmbedder()), named)
    assert {"nlku", "member", "lamp", "keeper", "union"} <= set(looked_up)
    assert len(looked_up) == len(set(looked_up))


@pytest.mark.parametrize("question", ["What does the Norbury Lamp Keepers Union do?", "Que fait la NLK ?"])
def test_a_name_that_most_passages_use_is_looked_up_by_itself(question: str, named: Snapshot) -> None:
    assert [one for one in expand(question, named) if one.why == "name"] == []


def test_a_misspelt_question_finds_its_passage_by_the_words_meant(named: Snapshot) -> None:
    query = replace(read_query("lighhouses navigatoin", FakeEmbedder()), vector=read_query("x", FakeEmbedder()).vector)
    found = {hit.passage.article_id for hit in retrieve(query, named, DEFAULTS) if hit.keyword > 0}
    assert {"old-lights-treaty", "pilots-school"} <= found


def test_each_passage_says_which_words_it_matched_and_how(named: Snapshot) -> None:
    by_article = {
        one.passage.article_id: one.matched for one in explained("Does the NLKU check the lihgthouses?", named)
    }
    assert by_article["lights-board"] == (
        Matched("nlku", "nlku", "word"),
        Matched("check", "check", "word"),
        Matched("nlku", "Norbury Lamp Keepers Union", "name"),
    )
    assert by_article["old-lights-treaty"] == (Matched("lihgthouses", "lighthouses", "spelling"),)


def test_scores_are_those_of_the_ranking_and_the_best_sentence_is_verbatim(named: Snapshot) -> None:
    query = read_query("Who leads the pilots' school?", FakeEmbedder())
    ranked = rerank(query, retrieve(query, named, DEFAULTS), named, DEFAULTS)
    found = explain(query, ranked, named, DEFAULTS, 3)
    assert [one.rank for one in found] == [1, 2, 3]
    for one, source in zip(found, ranked, strict=False):
        assert (one.score, one.dense, one.keyword) == (source.hit.score, source.hit.dense, source.hit.keyword)
        assert (one.sentence, one.second) == (source.hit.sentence, None)
        assert one.best is not None
        assert named.articles[one.best.article_id].text[one.best.start : one.best.end] == one.best.quote
    assert found[0].best is not None
    assert found[0].best.quote == "Captain Maren Oduya leads the school."


def test_the_outcome_says_how_far_a_passage_came(named: Snapshot) -> None:
    found = explained("the common fund", named, DEFAULTS.model_copy(update={"rerank_passages": 13}))
    assert [one.outcome for one in found] == ["quotable"] * 12 + ["read"] + ["not read"] * (len(found) - 13)
    assert len(found) > 13
    assert "behind the first 12" in found[12].why
    assert "not among the 13" in found[13].why
    assert (found[13].best, found[13].sentence) == (None, None)


def test_no_passages_are_explained_by_nothing(named: Snapshot) -> None:
    assert explain(read_query("fund", FakeEmbedder()), [], named, DEFAULTS, 10) == []
