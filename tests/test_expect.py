"""What kind of words a question wants, and where they stand in a sentence."""

import pytest

from assistant.ask.expect import Kind, answering_words, expected
from assistant.documents import Language


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("Who leads the school?", "en", "person"),
        ("Which countries did not sign?", "en", "person"),
        ("When was it signed?", "en", "date"),
        ("How much will Valmer pay?", "en", "amount"),
        ("What is the total cost?", "en", "amount"),
        ("Where is the school?", "en", "place"),
        ("Why did it end?", "en", "reason"),
        ("What does GENCI stand for?", "en", "meaning"),
        ("Did Norbury sign?", "en", "yes_no"),
        ("Tell me about the fund", "en", "other"),
        ("Qui dirige l'école ?", "fr", "person"),
        ("Quels pays n'ont pas signé ?", "fr", "person"),
        ("Quand l'accord entre-t-il en vigueur ?", "fr", "date"),
        ("Combien de missiles ?", "fr", "amount"),
        ("Quelle est la part de Valmer ?", "fr", "amount"),
        ("Où se tient le marché ?", "fr", "place"),
        ("Pourquoi a-t-il pris fin ?", "fr", "reason"),
        ("Que signifie ce sigle ?", "fr", "meaning"),
        ("Valmer a-t-elle signé ?", "fr", "yes_no"),
    ],
)
def test_the_kind_of_answer_is_told(question: str, language: Language, kind: Kind) -> None:
    assert expected(question, language) == kind


EN = "EDF said on 8 July 2025 it would take 12.5% of the plant for £1.1 billion, with 10,000 jobs and FC/ASW-2."
FR = "EDF prend 12,5 % pour 1,1 milliard de livres ; 41 472 personnes et vingt pays, 364 nœuds, dès le 1er juin 2025."


def found(sentence: str, kind: Kind, question: str = "") -> list[str]:
    return [sentence[a:b] for a, b in answering_words(sentence, question, kind)]


def test_amounts_keep_their_currency_scale_and_unit() -> None:
    assert found(EN, "amount") == ["12.5%", "£1.1 billion", "10,000 jobs"]
    assert found(FR, "amount") == ["12,5 %", "1,1 milliard de livres", "41 472 personnes", "vingt pays", "364 nœuds"]


def test_dates_are_whole() -> None:
    assert found(EN, "date") == ["8 July 2025"]
    assert found(FR, "date") == ["1er juin 2025"]
    assert found("Held on 1–2 November 2023 and in 2026.", "date") == ["1–2 November 2023", "2026"]


def test_names_leave_out_what_the_question_already_says() -> None:
    sentence = "Captain Maren Oduya leads the Pilots School in Norbury."
    assert found(sentence, "person", "Who leads the Pilots School?") == ["Captain Maren Oduya", "Norbury"]


def test_a_capital_that_only_opens_the_sentence_is_no_name() -> None:
    assert found("Visitors pay three crowns.", "person") == []


def test_a_meaning_is_the_name_in_front_of_the_acronym() -> None:
    sentence = "It is led by Grand Équipement National de Calcul Intensif (GENCI), based in Paris."
    assert found(sentence, "meaning", "What does GENCI stand for?") == ["Grand Équipement National de Calcul Intensif"]
    assert found(sentence, "meaning", "What does AISI stand for?") == []


@pytest.mark.parametrize("kind", ["yes_no", "other"])
def test_kinds_without_a_form_have_no_answering_words(kind: Kind) -> None:
    assert found(EN, kind) == []
