"""Refused questions: far from the articles, or about their subjects without an answer in them."""

import pytest

from assistant.ask.quote import read_question
from assistant.ask.rerank import Ranked, rerank
from assistant.ask.retrieve import read_query, retrieve
from assistant.ask.scope import out_of_scope
from assistant.documents import Hit, Language
from assistant.index.live import Snapshot
from assistant.settings import Settings
from tests.fakes import FakeEmbedder


def ranked(question: str, snapshot: Snapshot, settings: Settings, score: float) -> list[Ranked]:
    """What is found for the question, the best passage with a score as on an index of real size."""
    query = read_query(question, FakeEmbedder())
    found = rerank(query, retrieve(query, snapshot, settings.retrieval), snapshot, settings.retrieval)
    best = found[0].hit
    return [Ranked(Hit(best.passage, score, best.dense, best.keyword), found[0].similarities), *found[1:]]


@pytest.mark.parametrize(
    ("question", "language"),
    [("What will the weather be tomorrow?", "en"), ("Quelle est la recette de la quiche lorraine ?", "fr")],
)
def test_a_question_none_of_whose_words_stand_in_the_articles_is_out_of_scope(
    question: str, language: Language, snapshot: Snapshot, settings: Settings
) -> None:
    asked = read_question(question, language, snapshot)
    assert out_of_scope(asked, ranked(question, snapshot, settings, 6.0), snapshot)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who audits the common fund of Norbury and Valmer?", "en"),
        ("Qui contrôle le fonds commun de l'accord du port ?", "fr"),
    ],
)
def test_a_missing_detail_of_a_subject_of_the_articles_is_not(
    question: str, language: Language, snapshot: Snapshot, settings: Settings
) -> None:
    asked = read_question(question, language, snapshot)
    assert not out_of_scope(asked, ranked(question, snapshot, settings, 8.0), snapshot)


def test_a_passage_that_is_very_near_keeps_the_question_in_scope(snapshot: Snapshot, settings: Settings) -> None:
    question = "What will the weather be tomorrow?"
    assert not out_of_scope(
        read_question(question, "en", snapshot), ranked(question, snapshot, settings, 15.0), snapshot
    )


def test_nothing_found_is_out_of_scope(snapshot: Snapshot) -> None:
    assert out_of_scope(read_question("What time is it?", "en", snapshot), [], snapshot)
