"""Hybrid retrieval and reranking over a real index with a fake embedder."""

from dataclasses import replace

import numpy as np
import pytest

from assistant.ask.rerank import read, rerank
from assistant.ask.retrieve import Scale, read_query, retrieve, z_score
from assistant.ask.retriever import EntenteRetriever
from assistant.errors import ModelError
from assistant.index.live import LiveIndex, Snapshot
from assistant.settings import RetrievalSettings, Settings
from tests.fakes import FakeEmbedder

DEFAULTS = RetrievalSettings(voter="off")


def first(question: str, snapshot: Snapshot, settings: RetrievalSettings = DEFAULTS) -> str:
    query = read_query(question, FakeEmbedder())
    best = rerank(query, retrieve(query, snapshot, settings), snapshot, settings)[0].hit.passage
    return snapshot.articles[best.article_id].text[best.start : best.end]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who leads the pilots' school?", "Captain Maren Oduya leads the school."),
        ("What do visitors of the ferry pay?", "Visitors pay 3 crowns."),
        ("Combien d'étals compte le marché aux huîtres ?", "Il compte 24 étals"),
    ],
)
def test_the_passage_that_answers_comes_first(question: str, expected: str, snapshot: Snapshot) -> None:
    assert expected in first(question, snapshot)


def test_hits_come_best_first_and_each_passage_once(snapshot: Snapshot) -> None:
    hits = retrieve(read_query("the common fund", FakeEmbedder()), snapshot, DEFAULTS)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits)


def test_the_score_is_the_dense_and_the_weighted_keyword_z_score_and_what_the_own_language_gains(
    snapshot: Snapshot,
) -> None:
    settings = replace_settings(keyword_weight=0.5, keyword_weight_across=0.1, same_language=2.0)
    hits = retrieve(read_query("Who pays for the lighthouses of Valmer?", FakeEmbedder()), snapshot, settings)
    assert {hit.passage.language for hit in hits} == {"en", "fr"}
    for hit in hits:
        weight, own = (0.5, 2.0) if hit.passage.language == "en" else (0.1, 0.0)
        assert hit.score == pytest.approx(hit.dense + weight * hit.keyword + own)


def test_a_question_that_shows_no_language_has_the_same_keyword_weight_for_both(snapshot: Snapshot) -> None:
    query = read_query("Valmer", FakeEmbedder())
    assert query.language is None
    for hit in retrieve(query, snapshot, replace_settings(keyword_weight_across=0)):
        assert hit.score == pytest.approx(hit.dense + DEFAULTS.keyword_weight * hit.keyword)


def test_keywords_find_what_the_vectors_do_not(snapshot: Snapshot) -> None:
    query = replace(read_query("zzz", FakeEmbedder()), terms=("oduya",), language=None)
    best = retrieve(query, snapshot, replace_settings(keyword_weight=50))[0]
    assert best.passage.article_id == "pilots-school"


def test_reranking_prefers_the_passage_with_the_nearest_sentence(snapshot: Snapshot) -> None:
    query = read_query("Her deputy is Thierry Blanchet", FakeEmbedder())
    ranked = rerank(query, retrieve(query, snapshot, DEFAULTS), snapshot, DEFAULTS)
    read = [found for found in ranked if found.similarities]
    assert read[0].hit.sentence == max(found.hit.sentence for found in read)
    assert all(found.hit.sentence == max(found.similarities) for found in read)
    assert all(len(found.similarities) == len(found.hit.passage.sentences) for found in read)


def test_passages_that_were_not_searched_for_are_read_by_their_sentences(snapshot: Snapshot) -> None:
    query = read_query("The Lights Treaty of 1987", FakeEmbedder())
    passages = [passage for passage in snapshot.passages.values() if passage.article_id == "harbour-accord"]
    found = read(query, passages, snapshot, DEFAULTS)
    assert [ranked.hit.passage for ranked in found] == passages
    assert all(len(ranked.similarities) == len(ranked.hit.passage.sentences) for ranked in found)
    assert {ranked.hit.keyword for ranked in found} == {0.0}


def test_passages_beyond_the_reranked_ones_keep_their_order_behind_them(snapshot: Snapshot) -> None:
    query = read_query("the common fund", FakeEmbedder())
    hits = retrieve(query, snapshot, DEFAULTS)
    ranked = rerank(query, hits, snapshot, replace_settings(rerank_passages=2))
    assert [found.hit for found in ranked[2:]] == hits[2:]
    assert all(not found.similarities for found in ranked[2:])


def test_a_cosine_is_measured_on_the_scale_of_its_language(snapshot: Snapshot) -> None:
    query = read_query("the common fund", FakeEmbedder())
    mean, std = snapshot.dense_moments(query.vector, "fr")
    assert Scale(query, snapshot).z_score(mean + 2 * std, "fr") == pytest.approx(2)


def test_no_spread_gives_zero() -> None:
    assert z_score(0.9, 0.5, 0.0) == 0.0


@pytest.mark.parametrize("bad", [np.nan, 0.0])
def test_a_vector_that_means_nothing_finds_no_passages(bad: float) -> None:
    class Broken(FakeEmbedder):
        def embed_query(self, text: str) -> list[float]:
            return [bad] * self.dimension

    with pytest.raises(ModelError, match=r"fake.*not usable"):
        read_query("anything", Broken())


def test_the_langchain_retriever_gives_documents_with_their_place(built: Settings, live: LiveIndex) -> None:
    retriever = EntenteRetriever(settings=built, embedder=FakeEmbedder(), index=live, k=3)
    documents = retriever.invoke("Who leads the pilots' school?")
    assert len(documents) == 3
    with live.snapshot() as snapshot:
        for document in documents:
            place = document.metadata
            text = snapshot.articles[place["article_id"]].text
            assert text[place["start"] : place["end"]] == document.page_content
    assert documents[0].metadata["title"] == "The pilots' school opens"
    assert documents[0].metadata["published"] == "2025-09-02"


def replace_settings(**changes: float) -> RetrievalSettings:
    return DEFAULTS.model_copy(update=changes)
