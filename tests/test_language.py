"""English or French, and the content words of either."""

import pytest

from assistant.documents import Language
from assistant.language import detect, fold, query_terms, terms, words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who leads it?", "en"),
        ("et combien ?", "fr"),
        ("Qu'est-ce que l'INESIA ?", "fr"),
        ("qui dirige BriCS", "fr"),
        ("And who leads the compute partnership on the French side?", "en"),
        ("Quels pays n'ont pas signé la déclaration de Paris sur l'IA ?", "fr"),
    ],
)
def test_the_language_of_a_question_is_told(text: str, language: Language) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "🎉", "12", "GENCI"])
def test_a_text_that_shows_no_language_takes_the_default(text: str) -> None:
    assert (detect(text, "fr"), detect(text, "en")) == ("fr", "en")


def test_numbers_are_one_number_in_either_language() -> None:
    assert words("12,5 % and 12.5%; 41,472") == ["12.5", "and", "12.5", "41472"]


def test_terms_are_folded_stemmed_and_without_stop_words() -> None:
    assert terms("The countries signed the déclarations", "en") == ["countri", "sign", "declar"]
    assert terms("l'hiver des déclarations signées", "fr") == ["hiv", "declar", "sign"]


def test_a_name_is_found_under_both_languages_rules() -> None:
    assert set(query_terms("Alice Recoque")) >= {*terms("Alice Recoque", "en"), *terms("Alice Recoque", "fr")}


def test_ai_is_a_content_word_in_both_languages() -> None:
    assert terms("AI", "en") == ["ai"]
    assert terms("AI", "fr") == ["ai"]


def test_folding_drops_accents_and_case() -> None:
    assert fold("ÉLYSÉE Œuvre") == "elysee œuvre"
