"""What was asked before and a question are about the same when they lead to the same articles."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.ask.pipeline import Assistant
from assistant.ask.topic import relation
from assistant.documents import Article, Turn
from assistant.index.build import build
from assistant.index.live import LiveIndex
from assistant.settings import Settings
from tests.fakes import FakeEmbedder, no_progress

SUBJECTS = ["granite", "saffron", "velvet", "copper", "walnut", "amber", "linen", "pepper", "marble", "honey", "cedar"]


def articles(count: int) -> list[Article]:
    return [
        Article(
            id=subject,
            title=f"The {subject} guild",
            text=f"The {subject} guild was founded by {subject} merchants. {subject} apprentices paid {subject} dues.",
            language="en",
        )
        for subject in SUBJECTS[:count]
    ]


@contextmanager
def opened(count: int, settings: Settings, embedder: FakeEmbedder) -> Iterator[LiveIndex]:
    build(articles(count), settings, embedder, no_progress)
    index = LiveIndex(settings.index.location, embedder)
    try:
        yield index
    finally:
        index.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    plain = Settings()
    return plain.model_copy(update={"index": plain.index.model_copy(update={"location": tmp_path / "index"})})


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What dues paid the granite apprentice?", "same"),
        ("Who founded the velvet guild, velvet merchants?", "other"),
    ],
)
def test_the_articles_tell_whether_the_subject_is_the_same(question: str, expected: str, settings: Settings) -> None:
    embedder = FakeEmbedder()
    with opened(11, settings, embedder) as index, index.snapshot() as snapshot:
        told = relation(question, ["Who founded the granite guild?"], snapshot, embedder, settings.retrieval)
    assert told == expected


def test_few_articles_tell_nothing(settings: Settings) -> None:
    embedder = FakeEmbedder()
    with opened(9, settings, embedder) as index, index.snapshot() as snapshot:
        told = relation("Granite dues?", ["Who founded the granite guild?"], snapshot, embedder, settings.retrieval)
    assert told == "unclear"


def test_the_assistant_asks_the_articles(settings: Settings) -> None:
    embedder = FakeEmbedder()
    with opened(11, settings, embedder) as index:
        assistant = Assistant(settings, embedder, index)
        answer = assistant.ask("Who founded it: velvet merchants?", [Turn("Who founded the granite guild?")])
        kept = assistant.ask("Who founded it: merchants?", [Turn("Who founded the granite guild?")])
    assert answer.condensed_question == "Who founded it: velvet merchants?"
    assert kept.condensed_question == "Who founded it: merchants? (founded the granite guild)"
