"""Reading: exact figures, the right build at the right time, and one build per question."""

import contextlib
import math
import shutil
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.documents import Article, Language
from assistant.errors import IndexUnavailable, ModelError
from assistant.index import layout
from assistant.index.build import build
from assistant.index.embed import middle, passage_input, sentence_inputs
from assistant.index.files import Vectors
from assistant.index.live import LiveIndex, Snapshot, read_articles
from assistant.index.store import COPY_PREFIX
from assistant.settings import Settings
from tests.conftest import make_corpus
from tests.fakes import FakeEmbedder, no_progress

CORPUS = make_corpus()


def vector(text: str) -> Vectors:
    return np.asarray(FakeEmbedder().embed_query(text), np.float32)


def copies() -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob(f"*{COPY_PREFIX}*"))


class TestASnapshot:
    def test_holds_the_articles_as_they_were_given(self, snapshot: Snapshot) -> None:
        assert list(snapshot.articles.values()) == sorted(CORPUS, key=lambda article: article.id)
        assert snapshot.notice == ""

    def test_has_passages_in_order_of_article_and_place(self, snapshot: Snapshot) -> None:
        places = [(passage.article_id, passage.start) for passage in snapshot.passages.values()]
        assert places == sorted(places)
        assert all(id_ == passage.id for id_, passage in snapshot.passages.items())

    def test_finds_the_passage_that_answers_by_vector_and_by_word(self, snapshot: Snapshot) -> None:
        near = snapshot.dense(vector("Who leads the pilots' school?"), 3)
        article = snapshot.articles[snapshot.passages[near[0][0]].article_id]
        assert "Captain Maren Oduya leads" in article.text[snapshot.passages[near[0][0]].start :]
        assert list(snapshot.keyword(["oduya"], 3).scores) == [near[0][0]]

    def test_finds_a_passage_by_the_words_of_its_title(self, snapshot: Snapshot) -> None:
        found = snapshot.keyword(["trial"], 10).scores
        assert {snapshot.passages[id_].article_id for id_ in found} == {"ferry-pilot"}
        assert len(found) == sum(passage.article_id == "ferry-pilot" for passage in snapshot.passages.values())

    def test_directions_are_unit_sentence_vectors_less_the_mean_of_their_language(self, snapshot: Snapshot) -> None:
        passage = next(iter(snapshot.passages.values()))
        directions = snapshot.directions(passage.id)
        assert directions.shape == snapshot.sentence_vectors(passage.id).shape
        assert np.linalg.norm(directions, axis=1) == pytest.approx(1, abs=1e-5)
        rows = [vector(passage_input(snapshot.articles[p.article_id], p)) for p in snapshot.passages.values()]
        mean = np.mean(rows, axis=0)
        centred = snapshot.sentence_vectors(passage.id)[0] - mean
        assert directions[0] == pytest.approx(centred / np.linalg.norm(centred), abs=1e-4)

    def test_moments_of_a_language_with_few_passages_are_those_of_all(self, snapshot: Snapshot) -> None:
        question = vector("What does Norbury pay?")
        rows = [
            vector(passage_input(snapshot.articles[passage.article_id], passage))
            for passage in snapshot.passages.values()
        ]
        cosines = np.stack(rows).astype(np.float64) @ question

        for language in ("en", "fr"):
            assert snapshot.dense_moments(question, language) == pytest.approx(
                (cosines.mean(), cosines.std()), abs=1e-6
            )

    def test_cosines_are_in_the_order_of_the_ids(self, snapshot: Snapshot) -> None:
        question = vector("What does Norbury pay?")
        ranked = snapshot.dense(question, 5)
        backwards = [id_ for id_, _ in reversed(ranked)]

        assert snapshot.cosines(question, backwards) == pytest.approx([c for _, c in reversed(ranked)], abs=1e-5)
        assert snapshot.cosines(question, []) == []

    def test_sentence_vectors_are_those_of_the_sentences_in_order(self, snapshot: Snapshot) -> None:
        for passage in snapshot.passages.values():
            article = snapshot.articles[passage.article_id]
            inputs = [sentence_inputs(article, passage, n) for n in range(len(passage.sentences))]
            expected = middle(np.array([[vector(text) for text in pair] for pair in inputs]))
            assert np.allclose(snapshot.sentence_vectors(passage.id), expected, atol=1e-6)

    def test_rarity_is_the_idf_of_the_passages_with_any_of_the_terms(self, snapshot: Snapshot) -> None:
        # "oduya" is in one passage of 13: ln(1 + (13 − 1 + 0.5) / (1 + 0.5)); no passage: ln(1 + 13.5 / 0.5)
        assert snapshot.rarity(["oduya", "absent"]) == pytest.approx(math.log(1 + 12.5 / 1.5))
        assert snapshot.rarity(["absent"]) == snapshot.rarity([]) == pytest.approx(math.log(28))
        assert snapshot.rarity(["norburi", "valmer"]) < snapshot.rarity(["oduya"])

    @pytest.mark.parametrize("bad", [np.full(128, np.nan), np.zeros(128), np.ones(64), np.ones((1, 128))])
    def test_a_vector_that_means_nothing_is_refused_everywhere(self, snapshot: Snapshot, bad: Vectors) -> None:
        ids = list(snapshot.passages)
        for ask in (
            lambda v: snapshot.dense(v, 3),
            lambda v: snapshot.dense_moments(v, "en"),
            lambda v: snapshot.cosines(v, ids),
        ):
            with pytest.raises(ModelError, match="128 dimensions"):
                ask(bad)

    def test_is_dated_by_its_build(self, snapshot: Snapshot) -> None:
        assert f"{snapshot.created:%Y%m%d}" == snapshot.build_id[:8]


@pytest.mark.usefixtures("quick_check")
class TestTheLiveIndex:
    def test_is_opened_once_for_many_questions(self, live: LiveIndex) -> None:
        with live.snapshot() as first, live.snapshot() as second:
            assert first is second
        with live.snapshot() as third:
            assert third is first

    def test_shows_a_new_build_to_the_next_question_and_the_old_one_to_those_in_flight(
        self, live: LiveIndex, built: Settings
    ) -> None:
        with live.snapshot() as old:
            report = build(CORPUS[1:], built, FakeEmbedder(), no_progress)
            with live.snapshot() as new:
                assert new.build_id == report.build_id != old.build_id
                assert old.keyword(["calloway"], 3).scores
                assert not new.keyword(["calloway"], 3).scores
                assert len(old.dense(vector("mayor"), 99)) == len(old.passages) > len(new.passages)

    def test_closes_an_old_build_when_its_last_question_ends(self, live: LiveIndex, built: Settings) -> None:
        with live.snapshot():
            build(CORPUS[1:], built, FakeEmbedder(), no_progress)
            with live.snapshot():
                assert len(copies()) == 2
        assert len(copies()) == 1
        live.close()
        assert copies() == []

    def test_serves_a_build_whose_directory_was_removed_meanwhile(self, live: LiveIndex, built: Settings) -> None:
        with live.snapshot() as old:
            for kept in (5, 4, 3):
                build(CORPUS[:kept], built, FakeEmbedder(), no_progress)
            assert old.build_id not in layout.build_ids(built.index.location)
            assert old.dense(vector("the Harbour Accord"), 3)
            assert old.keyword(["calloway"], 3).scores
            assert len(old.sentence_vectors(next(iter(old.passages))))

    def test_answers_every_question_from_one_build_while_builds_switch(self, live: LiveIndex, built: Settings) -> None:
        stop = threading.Event()

        def ask() -> set[str]:
            served = set()
            while not stop.is_set():
                with live.snapshot() as held:
                    near = [id_ for id_, _ in held.dense(vector("the Harbour Accord"), 5)]
                    words = list(held.keyword(["harbour"], 5).scores)
                    assert near
                    assert words
                    assert set(near + words) <= set(held.passages)
                    served.add(held.build_id)
            return served

        with ThreadPoolExecutor(4) as pool:
            asking = [pool.submit(ask) for _ in range(4)]
            try:
                made = [build(CORPUS[:kept], built, FakeEmbedder(), no_progress).build_id for kept in (5, 4, 3, 2)]
                with live.snapshot() as last:
                    assert last.build_id == made[-1]
            finally:
                stop.set()
            served = {build_id for future in asking for build_id in future.result()}

        assert len(served) > 1
        live.close()
        assert copies() == []

    def test_opens_the_live_build_while_another_is_being_made(self, live: LiveIndex, built: Settings) -> None:
        with layout.lock(built.index.location), live.snapshot() as held:
            assert held.build_id == layout.live_id(built.index.location)

    def test_without_an_index_says_what_to_run(self, tmp_path: Path) -> None:
        for location in (tmp_path / "none", tmp_path):
            with pytest.raises(IndexUnavailable, match=r"No index in .*run `assistant index`"), _asking(location):
                pass

    def test_opens_an_index_that_is_made_after_it(self, settings: Settings) -> None:
        live = LiveIndex(settings.index.location, FakeEmbedder())
        with pytest.raises(IndexUnavailable), live.snapshot():
            pass
        report = build(CORPUS, settings, FakeEmbedder(), no_progress)
        with live.snapshot() as held:
            assert held.build_id == report.build_id
        live.close()

    @pytest.mark.parametrize(
        "model", [FakeEmbedder(name="other"), FakeEmbedder(revision="2"), FakeEmbedder(dimension=64)]
    )
    def test_another_model_than_the_build_was_made_with_is_refused_with_both_names(
        self, built: Settings, model: FakeEmbedder
    ) -> None:
        with pytest.raises(ModelError) as caught, LiveIndex(built.index.location, model).snapshot():
            pass
        assert "fake (1, 128 dimensions)" in str(caught.value)
        assert f"{model.name} ({model.revision}, {model.dimension} dimensions)" in str(caught.value)
        assert model.queries == []

    def test_a_copied_build_answers_the_same_elsewhere(self, live: LiveIndex, built: Settings, tmp_path: Path) -> None:
        shutil.copytree(built.index.location / layout.BUILDS, tmp_path / "elsewhere" / layout.BUILDS)
        other = LiveIndex(tmp_path / "elsewhere", FakeEmbedder())
        questions = [article.text[start : start + 60] for article in CORPUS for start in range(0, 270, 30)]
        with live.snapshot() as here, other.snapshot() as there:
            assert len(questions) >= 50
            for question in map(vector, questions):
                assert here.dense(question, 10) == there.dense(question, 10)
        other.close()

    def test_the_articles_can_be_read_without_a_model(self, built: Settings, tmp_path: Path) -> None:
        assert read_articles(built.index.location) == sorted(CORPUS, key=lambda article: article.id)
        assert copies() == []
        with pytest.raises(IndexUnavailable, match="No index in"):
            read_articles(tmp_path / "none")


def _asking(location: Path) -> contextlib.AbstractContextManager[Snapshot]:
    return LiveIndex(location, FakeEmbedder()).snapshot()


def test_moments_of_a_language_with_many_passages_are_its_own(settings: Settings, embedder: FakeEmbedder) -> None:
    languages: tuple[Language, ...] = ("en", "fr")
    many = [
        Article(
            id=f"{language}-{n}", title="", text=f"Thing {n} of {language}, {word} and nothing else.", language=language
        )
        for language, word in zip(languages, ("harbour", "navire"), strict=True)
        for n in range(40)
    ]
    build(many, settings, embedder, no_progress)
    question = vector("harbour")
    live = LiveIndex(settings.index.location, embedder)
    with live.snapshot() as snapshot:
        for language in languages:
            ids = [p.id for p in snapshot.passages.values() if p.language == language]
            cosines = snapshot.cosines(question, ids)
            expected = (np.mean(cosines), np.std(cosines))
            assert snapshot.dense_moments(question, language) == pytest.approx(expected, abs=1e-6)
            assert {snapshot.passages[i].language for i, _ in snapshot.dense(question, 80, language)} == {language}
    live.close()
