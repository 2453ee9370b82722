"""Greetings and questions about the assistant get a short honest reply; everything else is asked of the articles."""

import pytest

from assistant.ask.smalltalk import Kind, language_of, reply, small_talk
from assistant.documents import Article, Language


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Hello!", "greeting"),
        ("Bonjour,", "greeting"),
        ("Thank you very much", "thanks"),
        ("merci beaucoup !", "thanks"),
        ("What can you do?", "ability"),
        ("Hello, what can you do?", "ability"),
        ("Que pouvez-vous faire ?", "ability"),
        ("What do you cover?", "coverage"),
        ("Quels sujets couvrez-vous ?", "coverage"),
        ("Au revoir", "goodbye"),
    ],
)
def test_small_talk_is_recognised(question: str, kind: Kind) -> None:
    assert small_talk(question) == kind


@pytest.mark.parametrize(
    "question",
    [
        "Who signed the accord?",
        "Hello, who signed the accord?",
        "What does the accord cover?",
        "Que couvre l'accord ?",
        "help for Ukraine",
    ],
)
def test_a_question_about_the_articles_is_not_small_talk(question: str) -> None:
    assert small_talk(question) is None


def test_coverage_tells_what_the_build_really_holds(corpus: list[Article]) -> None:
    assert reply("coverage", "en", corpus) == (
        "I have 6 articles (4 in English, 2 in French) on: accord, ferry, harbour, lighthouse, marché, port, school, "
        "treaty. I know nothing beyond them."
    )


@pytest.mark.parametrize(("question", "language"), [("merci", "fr"), ("thanks", "en"), ("Bonjour", "fr"), ("hi", "en")])
def test_short_words_show_their_language(question: str, language: Language) -> None:
    assert language_of(question, "en") == language
