"""Asking the cases: each copy of the corpus answers for itself, answers are kept, and a killed run goes on."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.ask import evidence
from assistant.settings import Settings
from evals import runs
from evals.cases import Gold
from evals.generate import Asking, gold_places
from evals.suite import Collection
from tests.evals.collection import CASES, LEADS, make_collection
from tests.fakes import FakeEmbedder


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return make_collection(tmp_path / "home")


@pytest.fixture(autouse=True)
def sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fitted model knows the real embedder's figures; a fixed verdict stands in for it."""

    class Fixed:
        def probability(self, _signals: object) -> float:
            return 0.9

    monkeypatch.setattr(evidence, "model", Fixed)


def quotes(stored: runs.Stored) -> str:
    return " ".join(citation["quote"] for citation in stored.answer["citations"])


def test_each_copy_of_the_corpus_answers_for_itself(collection: Collection, built: Settings) -> None:
    asking = Asking(collection, built, FakeEmbedder())
    first, altered = asking.stored(CASES[0]), asking.stored(CASES[2])
    asking.close()
    assert "Oduya" in quotes(first)
    assert "Brandt" in quotes(altered)
    assert "Oduya" not in quotes(altered)


def test_what_is_stored_has_places_in_the_texts_that_were_asked(collection: Collection, built: Settings) -> None:
    asking = Asking(collection, built, FakeEmbedder())
    stored = asking.stored(CASES[2])
    asking.close()
    article, start, end = stored.gold[0]
    assert collection.texts("swapped")[article][start:end] == "Captain Ilse Brandt leads the school."
    for places in (stored.found, stored.keyword, stored.dense):
        assert places
        assert all(0 <= start < end <= len(collection.texts("swapped")[id_]) for id_, start, end in places)
    assert stored.repeated is True


def test_without_the_passages_it_cited_the_claim_goes(collection: Collection, built: Settings) -> None:
    asking = Asking(collection, built, FakeEmbedder())
    stored = asking.stored(CASES[0])
    asking.close()
    assert stored.ablated is not None
    assert LEADS in quotes(stored)
    assert LEADS not in [citation["quote"] for citation in stored.ablated["citations"]]


def test_an_answer_that_is_there_is_not_asked_for_again(
    collection: Collection, built: Settings, tmp_path: Path
) -> None:
    first = Asking(collection, built, FakeEmbedder(), tmp_path)
    stored = first.stored(CASES[0])
    first.close()
    embedder = FakeEmbedder()
    told: list[int] = []
    again = Asking(collection, built, embedder, tmp_path, lambda: told.append(1))
    assert again.stored(CASES[0]) == stored
    assert embedder.queries == []
    again.stored(CASES[1])
    again.close()
    assert embedder.queries
    assert list(runs.read_answers(tmp_path)) == ["q-1", "q-2"]
    assert told == [1, 1]


def test_a_line_that_a_kill_cut_off_is_asked_again(collection: Collection, built: Settings, tmp_path: Path) -> None:
    asking = Asking(collection, built, FakeEmbedder(), tmp_path)
    for case in CASES[:2]:
        asking.stored(case)
    asking.close()
    path = tmp_path / runs.ANSWERS
    path.write_text(path.read_text("utf-8")[:-40], "utf-8")
    again = Asking(collection, built, FakeEmbedder(), tmp_path)
    again.stored(CASES[1])
    again.close()
    assert list(runs.read_answers(tmp_path)) == ["q-1", "q-2"]


def test_a_copy_that_has_not_changed_is_not_embedded_again(collection: Collection, built: Settings) -> None:
    for round_ in range(2):
        embedder = FakeEmbedder()
        asking = Asking(collection, built, embedder)
        asking.stored(CASES[2])
        asking.close()
        assert bool(embedder.documents) == (round_ == 0)


def test_a_gold_passage_that_is_not_there_is_named(collection: Collection) -> None:
    with pytest.raises(ValueError, match="case q-1: gold passage not in article pilots-school"):
        gold_places(replace(CASES[0], gold=(Gold("pilots-school", "No such words."),)), collection.texts(""))
