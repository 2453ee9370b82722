"""What the report shows of an opened case: quotes in their articles, ranks of the gold, scores that may be missing."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evals.report_cases import AROUND, bodies, excerpt, rank
from tests.evals.made_run import LEADS, MARKET, OPENED, SCHOOL, TEXTS, Run, make_answer, make_case, make_run


def body_of(run: Run, case: str) -> dict[str, Any]:
    made = bodies(run.scores.rows, run.cases, run.answers, run.texts)
    found: dict[str, Any] = next(body for body in made["cases"] if body["id"] == case)
    return found


def test_a_body_has_what_was_asked_expected_and_answered() -> None:
    body = body_of(make_run(), "q-wrong")
    assert body["history"] == ("What is the pilots' school?",)
    assert body["understood"] == "Who leads the pilots' school now?"
    assert body["facts"] == [{"spellings": ("Oduya", "Ms Oduya"), "quoted": False}]
    assert body["claims"][0]["verdict"] == "verbatim"
    assert body["milliseconds"] == {"retrieve": "40", "total": "46"}
    assert body_of(make_run(), "q-right")["facts"][0]["quoted"] is True


def test_the_scores_of_a_row_are_named_and_none_is_not_zero() -> None:
    run = make_run()
    made = bodies(run.scores.rows, run.cases, run.answers, run.texts)
    scores = dict(zip(made["scored"], made["cases"][1]["scores"], strict=True))
    assert scores["key facts"] == "0.000"
    assert scores["recall@5"] == "not scored"
    assert scores["invalid citations"] == "0"
    assert (scores["forbidden words"], scores["asker's language"], scores["same answer again"]) == (
        "no",
        "yes",
        "not scored",
    )


def test_a_gold_passage_has_the_rank_at_which_each_search_found_it() -> None:
    # Found second by the assistant, first by BM25, not at all by the cosine.
    (gold,) = body_of(make_run(), "q-right")["gold"]
    assert gold["ranks"] == {"assistant": 2, "BM25": 1, "cosine": None}


def test_a_gold_passage_that_is_no_longer_in_its_article_has_no_rank() -> None:
    run = make_run()
    texts = {"": {"school": "Nothing of it is left.", "market": MARKET}}
    (gold,) = body_of(replace(run, texts=texts), "q-right")["gold"]
    assert gold["ranks"] == {}


def test_a_rank_is_that_of_the_first_passage_that_shares_a_character() -> None:
    found = [("a", 0, 10), ("b", 0, 99), ("a", 19, 30), ("a", 20, 25)]
    assert rank(("a", 10, 20), found) == 3
    assert rank(("c", 0, 5), found) is None


def test_a_quote_that_two_answers_cite_is_carried_once() -> None:
    case = make_case("q-again", "Who leads the school, again?")
    run = make_run([(case, make_answer(case, [("school", OPENED), ("school", LEADS)]))])
    made = bodies(run.scores.rows, run.cases, run.answers, run.texts)
    assert [shown["quote"] for shown in made["excerpts"]] == [LEADS, OPENED, MARKET]
    assert made["cases"][-1]["citations"] == [{"n": 1, "excerpt": 1}, {"n": 2, "excerpt": 0}]


def test_a_quote_stands_between_the_words_of_its_article() -> None:
    run = make_run()
    made = bodies(run.scores.rows, run.cases, run.answers, run.texts)
    assert made["excerpts"][0] == {
        "article": "school",
        "title": "About the school",
        "url": "https://gazette.example/school",
        "published": "2025-09-02",
        "before": f"# The school\n\n{OPENED} ",
        "quote": LEADS,
        "after": " Her deputy is Thierry Blanchet.",
        "stands": True,
    }


def test_a_case_of_an_altered_copy_is_shown_in_its_text() -> None:
    case = make_case("q-copy", "Who leads the school?", copy="swapped")
    quote = LEADS.replace("Oduya", "Brandt")
    run = make_run([(case, make_answer(case, [("school", quote)], TEXTS["swapped"]["school"]))])
    made = bodies(run.scores.rows, run.cases, run.answers, run.texts)
    assert (made["excerpts"][-1]["quote"], made["excerpts"][-1]["stands"]) == (quote, True)


def test_a_quote_that_is_not_the_articles_text_is_shown_as_such() -> None:
    case = make_case("q", "Who?")
    (citation,) = make_answer(case, [("school", LEADS)])["citations"]
    shown = excerpt(citation | {"quote": "Captain Nobody leads the school."}, SCHOOL)
    assert (shown.stands, shown.before, shown.after) == (False, "", "")
    assert excerpt(citation | {"start": citation["start"] - 1}, SCHOOL).stands is False
    assert excerpt(citation, "").stands is False


def test_a_long_article_is_cut_between_words_on_both_sides_of_the_quote() -> None:
    # Nine characters a word: 280 = 31 · 9 + 1, so 31 words stand whole on either side and a piece is left out.
    text = "lantern, " * 100 + LEADS + " lantern," * 100
    place = {"article_id": "a", "title": "", "url": "", "published": None, "quote": LEADS}
    shown = excerpt(place | {"start": 900, "end": 900 + len(LEADS)}, text)
    assert shown.before == "… " + "lantern, " * 31
    assert shown.after == " lantern," * 31 + " …"


@given(st.text(" abc\n🚢é", max_size=900), st.integers(0, 900), st.integers(0, 60))
def test_an_excerpt_is_a_part_of_its_article(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    quote = text[start : start + length]
    place = {"article_id": "a", "title": "", "url": "", "published": None}
    shown = excerpt(place | {"start": start, "end": start + len(quote), "quote": quote}, text)
    assert shown.stands
    before, after = shown.before.removeprefix("… "), shown.after.removesuffix(" …")
    assert before + quote + after in text
    assert max(len(before), len(after)) <= AROUND
