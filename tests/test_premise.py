"""What a question takes for granted, and when a sentence contradicts it; English and French alike."""

import numpy as np
import pytest

from assistant.ask.expect import expected
from assistant.ask.premise import Contradiction, contradicted
from assistant.ask.presuppose import presuppositions, that
from assistant.ask.quote import Candidate, Question
from assistant.documents import Article, Language, Passage
from assistant.language import content_words, stems
from tests.fakes import plain_snapshot


def found(question: str, language: Language, *sentences: str) -> Contradiction | None:
    """What is contradicted by articles of one sentence each, read in that order."""
    articles = {str(n): Article(str(n), "A note", text, language) for n, text in enumerate(sentences)}
    passages = [Passage(id, id, 0, len(a.text), (), language, 9, ((0, len(a.text)),)) for id, a in articles.items()]
    candidates = [Candidate(p, 0, 9.0, 3.0, 1.0, 1.0, (), frozenset(), np.zeros(2, np.float32)) for p in passages]
    snapshot = plain_snapshot(articles)
    content = content_words(question)
    weights = {stems(word): 1.0 for word in content}
    asked = Question(question, language, expected(question, language), tuple(content), (), weights)
    return contradicted(asked, candidates[:1], candidates, snapshot)


class TestPresuppositions:
    @pytest.mark.parametrize(
        ("question", "said"),
        [
            ("Why did Norbury refuse to sign the accord?", "Norbury refused to sign the accord"),
            ("When did the council leave the fund?", "the council left the fund"),
            ("When does Valmer pay for the ferry?", "Valmer pays for the ferry"),
            ("Why was the Harbour Accord signed in 2010?", "the Harbour Accord was signed in 2010"),
            ("How many boats did Norbury send to Valmer?", "Norbury sent boats to Valmer"),
            ("Why didn't Valmer join the network?", "Valmer did not join the network"),
            ("What made Norbury raise the toll to 5%?", "Norbury raised the toll to 5%"),
            ("Who is the Danish director of ABEL?", "ABEL has a Danish director"),
        ],
    )
    def test_an_english_question_is_said_as_a_statement(self, question: str, said: str) -> None:
        assert presuppositions(question, "en")[0].text == said

    @pytest.mark.parametrize(
        ("question", "said"),
        [
            ("Pourquoi la France a-t-elle refusé de signer l'accord ?", "la France a refusé de signer l'accord"),
            ("Pourquoi est-ce Luc Fontanel qui a signé l'accord ?", "Luc Fontanel a signé l'accord"),
            ("Quand est-ce que Valmer a quitté le fonds ?", "Valmer a quitté le fonds"),
            ("Quand a été signé l'accord du port ?", "l'accord du port a été signé"),
            ("Quelle part du port Norbury a-t-elle achetée en 2025 ?", "Norbury a acheté une part du port en 2025"),
            ("Combien d'heures la ville donne-t-elle aux pilotes ?", "la ville donne des heures aux pilotes"),
        ],
    )
    def test_a_french_question_is_said_as_a_statement(self, question: str, said: str) -> None:
        assert presuppositions(question, "fr")[0].text == said

    @pytest.mark.parametrize(
        ("question", "language"),
        [("Did the UK sign the accord?", "en"), ("La France a-t-elle signé l'accord ?", "fr"), ("What is it?", "en")],
    )
    def test_a_yes_no_question_takes_nothing_for_granted(self, question: str, language: Language) -> None:
        assert presuppositions(question, language) == ()

    def test_what_is_said_in_passing_is_a_statement_of_its_own(self) -> None:
        said = presuppositions("What fines can ABEL impose as Norbury's regulator?", "en")
        assert [premise.text for premise in said if premise.aside] == ["ABEL is Norbury's regulator"]

    @pytest.mark.parametrize(
        ("premise", "language", "framed"),
        [
            ("France refused", "en", "that France refused"),
            ("la France a refusé", "fr", "que la France a refusé"),
            ("il a refusé", "fr", "qu'il a refusé"),
        ],
    )
    def test_that_is_elided_as_french_wants(self, premise: str, language: Language, framed: str) -> None:
        assert that(premise, language) == framed


class TestContradicted:
    def test_a_denied_act_is_contradicted(self) -> None:
        against = found(
            "Why did the United States sign the harbour declaration?",
            "en",
            "The United States did not sign the harbour declaration.",
        )
        assert against is not None
        assert (against.premise, against.kind) == ("the United States signed the harbour declaration", "denied")

    def test_a_denied_act_is_contradicted_in_french(self) -> None:
        against = found(
            "Quelle part du port les Britanniques ont-ils achetée en 2025 ?",
            "fr",
            "Les Britanniques n'ont pas acheté de part du port en 2025.",
        )
        assert against is not None
        assert against.premise == "les Britanniques ont acheté une part du port en 2025"

    def test_another_party_that_alone_refused_contradicts(self) -> None:
        against = found(
            "Why did France refuse to sign the climate declaration of Norbury?",
            "en",
            "Spain and Italy were the two countries that did not sign the climate declaration of Norbury.",
        )
        assert against is not None
        assert against.kind == "party"

    def test_a_party_named_apart_contradicts(self) -> None:
        against = found(
            "How much does France pay for the flights?", "en", "The UK, and not France, pays for the flights."
        )
        assert against is not None
        assert against.candidate.passage.article_id == "0"

    def test_another_year_contradicts(self) -> None:
        against = found(
            "Why was the Harbour Treaty signed in 2019?",
            "en",
            "The Harbour Treaty was signed in July 2025 by two mayors.",
        )
        assert against is not None
        assert against.kind == "date"

    def test_a_fall_contradicts_a_rise(self) -> None:
        against = found(
            "Why did Norbury raise its toll on the bridge to 12%?",
            "en",
            "The toll of Norbury on the bridge fell to 12%.",
        )
        assert against is not None
        assert against.kind == "movement"

    def test_a_first_since_is_not_the_first(self) -> None:
        against = found(
            "Pourquoi Oduya est-elle la première capitaine reçue à Norbury ?",
            "fr",
            "Oduya est la première capitaine reçue à Norbury depuis Blanchet, en 2008.",
        )
        assert against is not None
        assert against.kind == "first"

    def test_a_role_that_is_denied_contradicts(self) -> None:
        against = found("What fines can ABEL impose as Norbury's regulator?", "en", "ABEL is not a regulator.")
        assert against is not None
        assert against.premise == "ABEL is Norbury's regulator"


class TestNotContradicted:
    def test_what_the_articles_bear_out(self) -> None:
        question = "Why did Norbury sign the harbour declaration?"
        assert found(question, "en", "Norbury signed the harbour declaration to share its costs.") is None

    def test_what_one_sentence_denies_of_another_time_and_another_bears(self) -> None:
        question = "Why did France join the harbour network?"
        assert (
            found(
                question,
                "en",
                "France did not join the harbour network at first.",
                "France joined the harbour network to save money.",
            )
            is None
        )

    def test_what_is_not_mentioned(self) -> None:
        assert found("Why did Spain leave the fund?", "en", "The fund pays for dredging and for lighthouses.") is None

    def test_a_refusal_that_the_question_knows_of(self) -> None:
        question = "Pourquoi la France n'a-t-elle pas signé la déclaration du port ?"
        assert found(question, "fr", "La France n'a pas signé la déclaration du port, jugée trop vague.") is None

    def test_another_event_on_another_day(self) -> None:
        question = "Why did France sign the harbour declaration in May 2024?"
        assert found(question, "en", "France did not sign the harbour declaration of March 2025.") is None

    def test_a_yes_no_question(self) -> None:
        question = "Did the United States sign the harbour declaration?"
        assert found(question, "en", "The United States did not sign the harbour declaration.") is None
