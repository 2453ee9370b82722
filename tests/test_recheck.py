"""Kept answers asked again: which are given differently, and how."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant.documents import Answer, Article, Citation, Claim, Nearest, Span, Turn
from assistant.errors import QuestionError
from assistant.recheck import Kept, Rechecked, may_have_changed, read_kept, recheck, tally
from assistant.serialise import answer_json

SAID, OTHER = "Captain Maren Oduya leads the school.", "Her deputy is Thierry Blanchet."
ARTICLE = Article("school", "The school", f"The school opened. {SAID} {OTHER}", "en")
ARTICLES = {"school": ARTICLE}


def span(words: str = SAID, article_id: str = "school") -> Span:
    start = ARTICLE.text.find(words)
    return Span(article_id, start, start + len(words), words)


def answer(*spans: Span, text: str = "text") -> Answer:
    cited = tuple(Citation(n, one, "The school", "", "en", None) for n, one in enumerate(spans, start=1))
    return Answer(
        id="7f",
        question="And who leads it?",
        status="answered" if spans else "refused",
        reason=None if spans else "not_in_articles",
        language="en",
        text=text,
        claims=tuple(Claim(one.quote, "verbatim", (n,)) for n, one in enumerate(spans, start=1)),
        citations=cited,
        nearest=() if spans else (Nearest("school", "The school", ""),),
        considered=(),
        as_of=date(2025, 9, 3),
        seconds=dict.fromkeys(("condense", "retrieve", "answer", "verify", "total"), 0.0),
        build_id="old",
        settings_hash="0" * 12,
        model="quoted",
        condensed_question="who leads it? (the school)",
        answerability=0.9,
    )


def kept(given: Answer, history: list[str] | None = None) -> Kept:
    row = {"answer": answer_json(given), "history": history} if history is not None else answer_json(given)
    (read,) = read_kept([("line 1", row)])
    return read


def again(before: Answer, now: Answer, articles: dict[str, Article] = ARTICLES) -> Rechecked:
    return recheck(kept(before), lambda _kept, _day: now, articles)


class TestReading:
    def test_a_kept_answer_is_asked_as_it_was(self) -> None:
        given = replace(answer(span()), language="fr", as_of=date(2025, 3, 1), as_of_asked=True)
        read = kept(given, ["What is the school?"])
        assert (read.question, read.history) == ("And who leads it?", (Turn("What is the school?"),))
        assert (read.language, read.as_of) == ("fr", date(2025, 3, 1))
        assert (read.id, read.build_id, read.verdict) == ("7f", "old", ("answered", None))
        assert read.quotes == (span(),)

    def test_an_answer_without_its_history_is_asked_by_its_stand_alone_question(self) -> None:
        read = kept(answer(span()))
        assert (read.question, read.history) == ("who leads it? (the school)", ())

    def test_a_day_that_nobody_asked_for_is_not_asked_for_again(self) -> None:
        assert kept(answer(span())).as_of is None

    def test_an_answer_from_before_there_were_days_to_ask_for_is_read(self) -> None:
        row = answer_json(answer(span()))
        del row["as_of_asked"]
        (read,) = read_kept([("line 1", row)])
        assert read.as_of is None

    def test_a_question_that_could_not_be_asked_is_passed_over(self) -> None:
        assert list(read_kept([("line 1", {"id": 1, "question": "?", "error": "The question has no words."})])) == []

    @pytest.mark.parametrize(
        "change",
        [
            lambda row: [row],
            lambda row: {"answer": "x", "history": []},
            lambda row: {name: value for name, value in row.items() if name != "citations"},
            lambda row: row | {"citations": [{}]},
            lambda row: row | {"citations": 3},
            lambda row: row | {"language": "de"},
            lambda row: row | {"status": "perhaps"},
            lambda row: row | {"condensed_question": None},
            lambda row: row | {"as_of": "yesterday", "as_of_asked": True},
        ],
    )
    def test_what_is_no_answer_is_told_with_its_place(self, change: Callable[[dict[str, Any]], object]) -> None:
        good = answer_json(answer(span()))
        with pytest.raises(QuestionError, match=r"^line 2: expected an answer as `assistant ask --json`"):
            list(read_kept([("line 1", good), ("line 2", change(good))]))

    def test_a_history_that_is_none_is_told_with_its_place(self) -> None:
        with pytest.raises(QuestionError, match=r"^line 1: expected a JSON list"):
            list(read_kept([("line 1", {"answer": answer_json(answer()), "history": [3]})]))


class TestComparing:
    def test_the_same_answer_is_unchanged_whatever_build_and_time_it_took(self) -> None:
        now = replace(answer(span()), build_id="new", seconds={"total": 9.0})
        assert again(answer(span()), now) == Rechecked(kept(answer(span())), now)

    def test_a_quote_that_moved_within_its_article_is_the_same_quote(self) -> None:
        found = again(answer(span()), answer(replace(span(), start=0, end=37)))
        assert not found.changed

    @pytest.mark.parametrize(
        ("articles", "fate"),
        [
            (ARTICLES, "not_cited"),
            ({"school": replace(ARTICLE, text=f"New. {ARTICLE.text}")}, "moved"),
            ({"school": replace(ARTICLE, text="The school opened.")}, "words_gone"),
            ({}, "article_gone"),
        ],
    )
    def test_a_quote_that_is_gone_tells_where_its_words_are(self, articles: dict[str, Article], fate: str) -> None:
        found = again(answer(span(), span(OTHER)), answer(span(OTHER)), articles)
        assert [(gone.quote, gone.fate) for gone in found.gone] == [(span(), fate)]
        assert (found.differences, found.new) == (("quotes",), ())

    def test_a_new_quote_is_given(self) -> None:
        found = again(answer(span()), answer(span(OTHER), span()))
        assert (found.differences, found.gone, found.new) == (("quotes",), (), (span(OTHER),))

    def test_the_same_words_of_another_article_are_another_quote(self) -> None:
        found = again(answer(span()), answer(span(article_id="harbour")))
        assert ([gone.quote.article_id for gone in found.gone], found.new[0].article_id) == (["school"], "harbour")

    def test_an_answer_that_becomes_a_refusal_differs_in_both(self) -> None:
        assert again(answer(span()), answer()).differences == ("status", "quotes")

    def test_another_reason_is_another_status(self) -> None:
        assert again(answer(), replace(answer(), reason="out_of_scope")).differences == ("status",)

    def test_other_words_around_the_same_quotes_are_told_apart(self) -> None:
        assert again(answer(span(), text="a"), answer(span(), text="b")).differences == ("wording",)
        assert again(answer(span(), text="a"), answer(text="b")).differences == ("status", "quotes")

    def test_a_refusal_is_the_same_while_it_names_the_same_as_nearest(self) -> None:
        assert again(answer(text="90 articles"), answer(text="91 articles")).differences == ()
        near = Nearest("school", "The school", "", span())
        assert again(answer(), replace(answer(), nearest=(near,))).differences == ("nearest",)
        assert again(replace(answer(), nearest=(near,)), replace(answer(), nearest=(near,))).differences == ()

    def test_a_question_that_cannot_be_asked_any_more_says_why(self) -> None:
        def ask(_kept: Kept, _day: date | None) -> Answer:
            raise QuestionError("The question is too long.")

        found = recheck(kept(answer(span())), ask, ARTICLES)
        assert (found.now, found.error, found.changed) == (None, "The question is too long.", False)

    def test_the_day_is_given_only_where_the_question_does_not_name_it_itself(self) -> None:
        def days_asked_for(named: date | None) -> list[date | None]:
            asked: list[date | None] = []

            def ask(_kept: Kept, day: date | None) -> Answer:
                asked.append(day)
                found = day or named
                return replace(given, as_of=found or date(2026, 1, 1), as_of_asked=found is not None)

            recheck(kept(given), ask, ARTICLES)
            return asked

        day = date(2025, 3, 1)
        given = replace(answer(span()), as_of=day, as_of_asked=True)
        assert days_asked_for(named=day) == [None]
        assert days_asked_for(named=None) == days_asked_for(named=date(2024, 1, 1)) == [None, day]
        given = answer(span())
        assert days_asked_for(named=None) == [None]

    def test_the_tally_counts_each_answer_once_and_each_difference(self) -> None:
        failed = Rechecked(kept(answer()), None, error="x")
        same = again(answer(), answer())
        counts = tally([failed, same, same, again(answer(span()), answer())], passed_over=5)
        assert (counts.unchanged, counts.changed, counts.failed, counts.passed_over) == (2, 1, 1, 5)
        assert counts.differences == {"status": 1, "quotes": 1}


class TestWhatMayHaveChanged:
    @pytest.mark.parametrize(
        ("given", "changed", "may"),
        [
            (answer(span()), {"school"}, True),
            (answer(span()), {"harbour"}, False),
            (answer(span()), set(), False),
            (answer(), {"school"}, True),
            (answer(), {"harbour"}, False),
            (answer(span()), None, True),
        ],
    )
    def test_an_answer_whose_articles_changed(self, given: Answer, changed: set[str] | None, may: bool) -> None:
        known = None if changed is None else frozenset(changed)
        assert may_have_changed(kept(given), "new", lambda build_id: known if build_id == "old" else None) == may

    def test_none_of_the_live_build_itself(self) -> None:
        assert not may_have_changed(kept(answer(span())), "old", lambda _build_id: None)
