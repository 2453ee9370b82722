"""What is said: which status and reason an answer has, and what its text says around the quotes."""

from collections.abc import Iterator, Sequence
from datetime import date

import pytest

from assistant.ask import evidence, reply
from assistant.ask.disagree import Disagreement
from assistant.ask.parts import Part
from assistant.ask.pipeline import Assistant
from assistant.ask.premise import Contradiction
from assistant.ask.quote import Candidate
from assistant.documents import Answer, Choice, Turn
from assistant.index import build as build_module
from assistant.index import voter
from assistant.index.live import LiveIndex
from assistant.settings import Settings
from tests.conftest import make_corpus
from tests.fakes import FakeEmbedder, no_progress

BEFORE_TREATY_ENDED = date(2020, 1, 1)


@pytest.fixture
def assistant(built: Settings) -> Iterator[Assistant]:
    index = LiveIndex(built.index.location, FakeEmbedder())
    yield Assistant(built, FakeEmbedder(), index)
    index.close()


@pytest.fixture
def voting(settings: Settings, monkeypatch: pytest.MonkeyPatch, quick_check: None) -> Iterator[Assistant]:
    """With a second voter, and a build made with it."""
    second = FakeEmbedder(name="second", dimension=64)
    monkeypatch.setattr(voter, "voter", lambda: second)
    monkeypatch.setattr(build_module, "voter", lambda: second)
    on = settings.model_copy(update={"retrieval": settings.retrieval.model_copy(update={"voter": "use"})})
    build_module.build(make_corpus(), on, FakeEmbedder(), no_progress)
    index = LiveIndex(on.index.location, FakeEmbedder())
    yield Assistant(on, FakeEmbedder(), index)
    index.close()


def likely(monkeypatch: pytest.MonkeyPatch, unlikely: str = "\0") -> None:
    """Every question is likely answered, but for one with these words."""

    class ByWords:
        def probability(self, asked: str) -> float:
            return 0.1 if unlikely in asked else 0.95

    monkeypatch.setattr(evidence, "read_signals", lambda question, *_: question.text)
    monkeypatch.setattr(evidence, "model", ByWords)


def sentence(words: str, candidates: Sequence[Candidate], assistant: Assistant) -> Candidate:
    """The candidate whose sentence holds the words."""
    with assistant.snapshot() as snapshot:
        for candidate in candidates:
            start, end = candidate.passage.sentences[candidate.number]
            if words in snapshot.articles[candidate.passage.article_id].text[start:end]:
                return candidate
    raise AssertionError(f"no candidate says {words!r}")


def cited(answer: Answer) -> list[str]:
    return [citation.span.article_id for citation in answer.citations]


class TestParts:
    QUESTION = "Who leads the pilots' school and how many ships does it own?"

    def test_a_part_that_is_not_answered_is_named(self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
        likely(monkeypatch, unlikely="how many ships does it own (")
        answer = assistant.ask(self.QUESTION)
        assert (answer.status, answer.reason, answer.missing) == ("partial", None, ("how many ships does it own",))
        assert "Captain Maren Oduya leads the school." in answer.text
        assert answer.text.startswith("The articles answer a part of this. They do not say: “how many ships")

    def test_an_answer_to_every_part_is_whole(self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
        likely(monkeypatch)
        answer = assistant.ask(self.QUESTION)
        assert (answer.status, answer.missing) == ("answered", ())

    @pytest.mark.parametrize("unsaid", ["how many ships does it own", "Who leads the pilots' school"])
    def test_a_part_whose_own_words_are_not_said_is_named(
        self, unsaid: str, voting: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        likely(monkeypatch)
        monkeypatch.setattr(evidence, "said", lambda part, *_: 0.3 if part.words == unsaid else 0.6)
        answer = voting.ask(self.QUESTION)
        assert (answer.status, answer.missing) == ("partial", (unsaid,))

    def test_words_are_looked_for_in_the_chosen_sentences_under_their_title(
        self, voting: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked: list[tuple[str, list[str], list[str]]] = []

        def said(part: Part, earlier: Sequence[Part], texts: Sequence[str], _s: object) -> float:
            looked.append((part.words, [other.words for other in earlier], list(texts)))
            return 1.0

        monkeypatch.setattr(evidence, "said", said)
        voting.ask(self.QUESTION)
        first, second = "Who leads the pilots' school", "how many ships does it own"
        assert [(words, earlier) for words, earlier, _ in looked] == [(first, []), (second, [first])]
        assert any("The pilots' school opens" in text and "Captain Maren Oduya" in text for text in looked[0][2])

    def test_an_answer_is_not_in_part_when_no_words_of_any_part_are_said(
        self, voting: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        likely(monkeypatch)
        monkeypatch.setattr(evidence, "said", lambda *_: 0.0)
        answer = voting.ask(self.QUESTION)
        assert (answer.status, answer.missing) == ("answered", ())

    def test_without_a_second_voter_words_are_not_looked_for(
        self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        likely(monkeypatch)
        monkeypatch.setattr(evidence, "said", lambda *_: pytest.fail("no voter to tell a paraphrase by"))
        assert assistant.ask(self.QUESTION).status == "answered"

    def test_no_part_answered_is_a_refusal(self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
        likely(monkeypatch, unlikely="")
        answer = assistant.ask(self.QUESTION)
        assert (answer.status, answer.missing, answer.claims) == ("refused", (), ())


class TestFalsePremise:
    def test_what_the_articles_say_instead_is_quoted_under_a_refusal(
        self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        likely(monkeypatch)

        def contradicted(_q: object, _c: object, candidates: Sequence[Candidate], _s: object) -> Contradiction:
            against = sentence("Each town paid half", candidates, assistant)
            return Contradiction("Norbury paid for the lighthouses alone", against, "other")  # type: ignore[arg-type]

        monkeypatch.setattr(reply, "contradicted", contradicted)
        answer = assistant.ask("Why did Norbury pay for the lighthouses of the Lights Treaty alone?")
        assert (answer.status, answer.reason) == ("refused", "false_premise")
        assert answer.text.startswith("The articles do not say that Norbury paid for the lighthouses alone; they say:")
        assert "Each town paid half." in [claim.text for claim in answer.claims]
        assert (answer.nearest, answer.certainty) == ((), None)


class TestChoices:
    CHOICES = (Choice("the Harbour Accord", "Who signed the Harbour Accord?"), Choice("the treaty", "Who signed it?"))

    def test_an_ambiguous_question_is_asked_back(self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
        likely(monkeypatch)
        monkeypatch.setattr(reply, "choices", lambda *_: self.CHOICES)
        answer = assistant.ask("Who signed the agreement?")
        assert (answer.status, answer.reason, answer.choices) == ("clarify", "ambiguous", self.CHOICES)
        assert (answer.claims, answer.citations, answer.nearest) == ((), (), ())
        assert answer.text.splitlines()[1:] == ["1. the Harbour Accord", "2. the treaty"]

    def test_what_would_be_refused_is_not_asked_back(
        self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        likely(monkeypatch, unlikely="")
        monkeypatch.setattr(reply, "choices", lambda *_: self.CHOICES)
        assert assistant.ask("Who signed the agreement?").status == "refused"


class TestDisagreement:
    def test_sources_that_disagree_stand_together_with_publisher_and_date(
        self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        likely(monkeypatch)

        def disagreements(_q: object, _c: object, candidates: Sequence[Candidate], _s: object) -> list[Disagreement]:
            one = sentence("Norbury pays 60 per cent", candidates, assistant)
            return [Disagreement((one, sentence("Valmer en paie 40 pour cent", candidates, assistant)))]

        monkeypatch.setattr(reply, "disagreements", disagreements)
        answer = assistant.ask("What do Norbury and Valmer pay into the common fund?")
        (markers,) = answer.disagreements
        assert len(markers) == 2
        lines = answer.text.splitlines()
        told = lines.index("The sources disagree:")
        assert {line.split(": “")[0] for line in lines[told + 1 : told + 3]} == {
            "Norbury Gazette, 14 March 2025",
            "Le Courrier de Valmer, 15 March 2025",
        }
        assert not any("Norbury pays 60 per cent" in line for line in lines[:told])


class TestRefusals:
    @pytest.mark.parametrize(("far", "reason"), [(True, "out_of_scope"), (False, "not_in_articles")])
    def test_says_whether_the_question_is_far_from_the_articles(
        self, far: bool, reason: str, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        likely(monkeypatch, unlikely="")
        monkeypatch.setattr(reply, "out_of_scope", lambda *_: far)
        answer = assistant.ask("Who won the football cup?")
        assert (answer.status, answer.reason, len(answer.nearest)) == ("refused", reason, 3)
        assert ("other subjects" in answer.text) == far


@pytest.mark.usefixtures("assistant")
class TestTime:
    QUESTION = "Who paid for the lighthouses of the Lights Treaty?"

    @pytest.fixture(autouse=True)
    def sure(self, monkeypatch: pytest.MonkeyPatch) -> None:
        likely(monkeypatch)

    def test_on_a_day_that_is_named_the_answer_keeps_to_what_held_then_and_says_the_day(
        self, assistant: Assistant
    ) -> None:
        answer = assistant.ask("As of 1 January 2020, who paid for the lighthouses of the Lights Treaty?")
        assert (answer.as_of, answer.as_of_asked) == (BEFORE_TREATY_ENDED, True)
        assert set(cited(answer)) == {"old-lights-treaty"}
        assert [citation.state for citation in answer.citations] == ["in_force"] * len(answer.citations)
        assert "As of 1 January 2020:" in answer.text.splitlines()

    def test_the_reader_may_name_the_day(self, assistant: Assistant) -> None:
        answer = assistant.ask(self.QUESTION, as_of=BEFORE_TREATY_ENDED)
        assert (answer.as_of, answer.as_of_asked, set(cited(answer))) == (
            BEFORE_TREATY_ENDED,
            True,
            {"old-lights-treaty"},
        )

    def test_the_day_in_the_question_counts_before_the_readers(self, assistant: Assistant) -> None:
        asked = "As of 1 January 2020, who paid for the lighthouses of the Lights Treaty?"
        assert assistant.ask(asked, as_of=date(2025, 6, 1)).as_of == BEFORE_TREATY_ENDED

    def test_a_day_after_the_build_is_the_builds(self, assistant: Assistant) -> None:
        with assistant.snapshot() as snapshot:
            assert assistant.ask(self.QUESTION, as_of=date(2999, 1, 1)).as_of == snapshot.created

    def test_what_no_longer_holds_is_marked_with_what_replaced_it(self, assistant: Assistant) -> None:
        answer = assistant.ask("What did the Lights Treaty of 1987 share between Norbury and Valmer?")
        old = next(c for c in answer.citations if c.span.article_id == "old-lights-treaty")
        assert (old.state, old.valid_to) == ("replaced", date(2025, 3, 31))
        newer = {c.n for c in answer.citations if c.span.article_id == "harbour-accord"}
        assert set(old.replaced_by) == newer
        assert f"[{old.n}] The Lights Treaty of 1987, 5 May 1987 – replaced, until 31 March 2025, now [" in answer.text

    def test_another_day_is_another_answer(self, assistant: Assistant) -> None:
        assert assistant.ask(self.QUESTION).id != assistant.ask(self.QUESTION, as_of=BEFORE_TREATY_ENDED).id

    def test_the_day_of_an_earlier_question_holds_for_its_follow_up(self, assistant: Assistant) -> None:
        before = "As of 1 January 2020, who paid for the lighthouses of the Lights Treaty?"
        answer = assistant.ask("And how much of it?", [Turn(before)])
        assert answer.as_of == BEFORE_TREATY_ENDED


def test_an_answer_says_how_often_answers_like_it_were_wrong(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    likely(monkeypatch)
    answer = assistant.ask("Who leads the pilots' school?")
    assert answer.certainty is not None
    assert answer.certainty.low <= answer.certainty.wrong <= answer.certainty.high
    assert answer.certainty.cases > 0
