"""A conversation as HTML: quotes with their markers, refusals with a way on, nothing that can run."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from assistant.app.panels import LONGEST_SHOWN_QUESTION, Exchange, conversation, header, notices, side
from assistant.app.texts import EN, EXAMPLES, FR
from assistant.documents import Answer, Claim, Nearest
from tests.fakes_app import (
    ANSWERS,
    CONDENSED,
    ENGLISH,
    ENGLISH_QUOTE,
    FOREIGN,
    FOREIGN_QUOTE,
    FRENCH,
    FRENCH_QUOTE,
    LIGHTHOUSE,
    PHARES,
    UNANSWERED,
    UNANSWERED_FRENCH,
    answered,
    refusal,
)
from tests.pages import Page

EVIL = "<img src=x onerror=alert(1)><script>alert(1)</script>\"'&amp;"


def answer_to(question: str) -> Answer:
    return next(answer for answer in ANSWERS if answer.question == question)


def shown(answer: Answer) -> Page:
    return Page(conversation([Exchange(answer.question, answer.language, answer=answer)]))


def test_each_claim_is_its_quote_in_quotation_marks_with_the_answering_words_strong() -> None:
    page = shown(answer_to(ENGLISH))
    assert page.texts(".claim")[0] == f"“{ENGLISH_QUOTE}” [1] 10 July 2025"
    assert page.texts("strong") == ["the Norbury Harbour Board and by the Phares de Valmer", "four times a year"]
    assert page.texts(".question") == [f"You asked: {ENGLISH}"]


def test_quotes_of_one_article_stand_together_over_its_title() -> None:
    page = shown(answer_to(ENGLISH))
    assert len(page.texts("figure")) == 1
    assert page.texts("figcaption") == [LIGHTHOUSE.title]


def test_quotes_of_two_articles_stand_apart() -> None:
    both = answered("q", "en", (LIGHTHOUSE, ENGLISH_QUOTE, "led jointly"), (PHARES, FOREIGN_QUOTE, "quatre"))
    page = shown(both)
    assert page.texts("cite") == [LIGHTHOUSE.title, PHARES.title]
    assert page.texts(".foreign") == ["In French"]
    assert page.texts(".frame") == []


def test_a_marker_is_a_button_that_says_what_it_opens() -> None:
    first, second = [a for a in shown(answer_to(ENGLISH)).attributes("button") if a["class"] == "marker"]
    assert first["aria-label"] == f"Citation 1: {LIGHTHOUSE.title}, 10 July 2025"
    assert second["aria-label"] == f"Citation 2: {LIGHTHOUSE.title}, 10 July 2025"


def test_a_marker_opens_its_article_with_all_quotes_of_the_answer_in_it_and_its_own_as_the_one_shown() -> None:
    answer = answer_to(ENGLISH)
    second = [a for a in shown(answer).attributes("button") if a["class"] == "marker"][1]
    asked = parse_qs(urlsplit(second["data-panel"]).query)
    places = [tuple(int(number) for number in at.split("-")[:2]) for at in asked["at"]]
    assert places == [(citation.span.start, citation.span.end) for citation in answer.citations]
    assert (asked["article"], asked["shown"], asked["marker"]) == ([LIGHTHOUSE.id], ["1"], ["2"])


def test_an_unknown_date_is_left_out() -> None:
    undated = replace(LIGHTHOUSE, published=None)
    page = shown(answered(ENGLISH, "en", (undated, ENGLISH_QUOTE, "The")))
    assert page.texts("time") == []
    assert next(a for a in page.attributes("button"))["aria-label"] == f"Citation 1: {LIGHTHOUSE.title}"


def test_a_french_answer_is_french_all_around() -> None:
    page = shown(answer_to(FRENCH))
    assert page.texts(".claim") == [f"« {FRENCH_QUOTE} » [1] 11 juillet 2025"]
    assert page.texts("summary") == [FR.details]
    assert page.texts(".foreign") == []


def test_a_quote_in_the_other_language_is_as_published_and_marked_with_its_language() -> None:
    page = shown(answer_to(FOREIGN))
    assert page.texts(".claim") == [f"“{FOREIGN_QUOTE}” [1] 11 July 2025"]
    assert {"lang": "fr"} in page.attributes("span")
    assert page.texts(".foreign") == ["In French"]
    assert page.texts(".frame") == ["The words below are quoted as published, in French."]


def test_a_claim_in_other_words_than_its_sources_is_not_put_in_quotation_marks() -> None:
    answer = answer_to(ENGLISH)
    written = Claim("Both lead it.", "supported", (1, 2))
    page = shown(replace(answer, status="partial", claims=(written,)))
    assert page.texts(".claim") == ["Both lead it. [1] 10 July 2025[2] 10 July 2025"]
    assert page.texts(".frame") == [EN.partial]


@pytest.mark.parametrize(
    ("question", "said", "heading"),
    [
        (UNANSWERED, "The articles do not answer this question. I searched", "What the articles say nearest to it"),
        (
            UNANSWERED_FRENCH,
            "Les articles ne répondent pas à cette question.",
            "Ce que les articles disent de plus proche",
        ),
    ],
)
def test_a_refusal_says_what_was_searched_and_offers_the_nearest_articles_to_open(
    question: str, said: str, heading: str
) -> None:
    answer = answer_to(question)
    page = shown(answer)
    (refused,) = page.texts(".refused")
    assert refused.startswith(said)
    assert page.texts("h3") == [heading]
    assert [text.split(" (")[0] for text in page.texts(".near")] == [near.title for near in answer.nearest]
    # Each title is said once: in its button.
    assert all(page.text.count(near.title) == 1 for near in answer.nearest)
    addresses = [a["data-panel"] for a in page.attributes("button")]
    assert addresses == [f"panel?article={near.article_id}" for near in answer.nearest]


def test_a_refusal_without_near_articles_offers_none() -> None:
    page = shown(refusal(UNANSWERED, "en", []))
    assert page.texts("h3") == []
    assert page.texts("button") == []


def test_small_talk_is_its_words_alone() -> None:
    page = shown(answer_to("Hello"))
    assert page.texts(".smalltalk") == ["Hello. Ask me about the lights; I answer in quotes from the articles."]


def test_a_follow_up_shows_how_it_was_understood_and_other_questions_do_not() -> None:
    answer = answer_to(ENGLISH)
    assert shown(answer).texts(".understood") == []
    followed = replace(answer, condensed_question=CONDENSED)
    assert shown(followed).texts(".understood") == [f"Understood as: {CONDENSED}"]


def test_build_settings_and_seconds_are_folded_under_the_answer() -> None:
    page = shown(answer_to(ENGLISH))
    assert "open" not in page.attributes("details")[0]
    assert page.texts("dd") == [
        "Answered",
        "0.93",
        "24 November 2025",
        "20251124-0930-5f2c1e",
        "8b1f00c2a9d4",
        "quoted",
        "0.052",
    ]


def test_a_question_under_way_shows_its_stage_in_its_language() -> None:
    assert Page(conversation([Exchange("q", "en")])).texts(".stage") == ["Searching the articles…"]
    assert Page(conversation([Exchange("q", "fr", stage="reading")])).texts(".stage") == ["Lecture des passages…"]


def test_an_error_stands_under_its_question() -> None:
    page = Page(conversation([Exchange("Why?", "en", error="No index in data/index; run `assistant index`.")]))
    assert page.texts(".question") == ["You asked: Why?"]
    assert page.texts(".problem") == ["No index in data/index; run `assistant index`."]


def test_a_very_long_question_is_shown_by_its_beginning() -> None:
    page = Page(conversation([Exchange("x" * 100_000, "en", error="Too long.")]))
    assert page.texts(".question") == ["You asked: " + "x" * LONGEST_SHOWN_QUESTION + "…"]


def test_the_conversation_keeps_its_order() -> None:
    answers = [answer_to(FRENCH), answer_to(ENGLISH)]
    page = Page(conversation([Exchange(answer.question, answer.language, answer=answer) for answer in answers]))
    assert [text.split(": ", 1)[1].lstrip() for text in page.texts(".question")] == [FRENCH, ENGLISH]


def test_an_empty_conversation_offers_examples_in_both_languages_the_pages_own_first() -> None:
    page = Page(conversation([]))
    asked = [a["data-question"] for a in page.attributes("button")]
    assert asked == [*EXAMPLES["en"], *EXAMPLES["fr"], *EXAMPLES["fr"], *EXAMPLES["en"]]
    assert page.texts(".example") == asked


def test_hostile_questions_answers_and_titles_are_shown_as_text() -> None:
    evil = replace(LIGHTHOUSE, id=EVIL, title=EVIL, text=f"Before. {EVIL} After.", url="javascript:alert(1)")
    quoted = answered(EVIL, "en", (evil, EVIL, "<script>"))
    quoted = replace(quoted, condensed_question=EVIL + "?", build_id=EVIL, settings_hash=EVIL, model=EVIL)
    refused = replace(refusal(EVIL, "en", []), text=EVIL, nearest=(Nearest(EVIL, EVIL, EVIL),))
    said = replace(answer_to("Hello"), text=EVIL)
    failed = Exchange(EVIL, "en", error=EVIL)
    for exchange in [*(Exchange(EVIL, "en", answer=answer) for answer in (quoted, refused, said)), failed]:
        page = Page(conversation([exchange]))
        assert page.dangers() == []
        assert EVIL in page.text
    assert shown(quoted).texts("strong") == ["<script>"]


def test_the_frame_of_the_page_speaks_both_languages_and_has_nothing_dangerous() -> None:
    for html in (header(), side(), notices(), conversation([])):
        page = Page(html)
        assert page.dangers() == []
        tongues = {attributes["lang"] for tag, attributes in page.tags if tag == "p" and "lang" in attributes}
        assert tongues == {"en", "fr"}
    assert Page(header()).texts("h1") == ["Entente"]
    assert EN.tagline in header()
