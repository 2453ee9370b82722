"""A conversation as HTML: quotes with their markers, refusals with a way on, nothing that can run."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from assistant.app.panels import LONGEST_SHOWN_QUESTION, Exchange, as_of, conversation, header, notices, side
from assistant.app.texts import EN, EXAMPLES, FR, TEXTS
from assistant.ask import phrases
from assistant.documents import Answer, Choice, Claim, Language, Nearest, Span, State
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
    NEW_RULE,
    OLD_RULE,
    ONE_EACH,
    PAINT,
    PHARES,
    TIMELY,
    UNANSWERED,
    UNANSWERED_FRENCH,
    answered,
    clarifying,
    disagreeing,
    far_off,
    in_part,
    mistaken,
    refusal,
    replaced,
)
from tests.pages import Page

EVIL = "<img src=x onerror=alert(1)><script>alert(1)</script>\"'&amp;"


def answer_to(question: str) -> Answer:
    return next(answer for answer in ANSWERS if answer.question == question)


def shown(answer: Answer) -> Page:
    return Page(conversation([Exchange(answer.question, answer.language, answer=answer)]))


def test_each_claim_is_its_quote_in_quotation_marks_with_the_answering_words_strong() -> None:
    page = shown(answer_to(ENGLISH))
    assert page.texts(".claim")[0] == f"“{ENGLISH_QUOTE}” [1]"
    assert page.texts("strong") == ["the Norbury Harbour Board and by the Phares de Valmer", "four times a year"]
    assert page.texts(".question") == [f"You asked: {ENGLISH}"]


def test_quotes_of_one_article_stand_together_over_its_title_publisher_date_and_kind() -> None:
    page = shown(answer_to(ENGLISH))
    assert len(page.texts("figure")) == 1
    assert page.texts("figcaption") == [f"{LIGHTHOUSE.title} Norbury Gazette · 10 July 2025 · Press"]
    assert page.attributes("time") == [{"datetime": "2025-07-10"}]


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


def test_an_unknown_date_or_publisher_is_left_out() -> None:
    undated = replace(LIGHTHOUSE, published=None, publisher="")
    page = shown(answered(ENGLISH, "en", (undated, ENGLISH_QUOTE, "The")))
    assert page.texts("time") == []
    assert page.texts(".published") == ["Press"]
    assert next(a for a in page.attributes("button"))["aria-label"] == f"Citation 1: {LIGHTHOUSE.title}"


def test_a_french_answer_is_french_all_around() -> None:
    page = shown(answer_to(FRENCH))
    assert page.texts(".claim") == [f"« {FRENCH_QUOTE} » [1]"]
    assert page.texts(".published") == ["Le Courrier de Valmer · 11 juillet 2025 · Traité ou déclaration"]
    assert page.texts("summary") == [FR.details]
    assert page.texts(".foreign") == []


def test_a_quote_in_the_other_language_is_as_published_and_marked_with_its_language() -> None:
    page = shown(answer_to(FOREIGN))
    assert page.texts(".claim") == [f"“{FOREIGN_QUOTE}” [1]"]
    assert {"lang": "fr"} in page.attributes("span")
    assert page.texts(".foreign") == ["In French"]
    assert page.texts(".frame") == ["The words below are quoted as published, in French."]


def test_a_claim_in_other_words_than_its_sources_is_not_put_in_quotation_marks() -> None:
    answer = answer_to(ENGLISH)
    written = Claim("Both lead it.", "supported", (1, 2))
    page = shown(replace(answer, status="partial", claims=(written,)))
    assert page.texts(".claim") == ["Both lead it. [1][2]"]
    assert EN.partial in page.texts("p")


def test_a_claim_on_several_articles_names_each_of_them_once() -> None:
    both = answered("q", "en", (LIGHTHOUSE, ENGLISH_QUOTE, "led"), (PHARES, FOREIGN_QUOTE, "quatre"))
    page = shown(replace(both, claims=(Claim("Both.", "supported", (2, 1, 2)),)))
    assert page.texts("cite") == [PHARES.title, LIGHTHOUSE.title]


@pytest.mark.parametrize(
    ("question", "said", "heading"),
    [
        (UNANSWERED, "The articles do not answer this question. I searched", "The nearest articles"),
        (
            UNANSWERED_FRENCH,
            "Les articles ne répondent pas à cette question.",
            "Les articles les plus proches",
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


def test_the_nearest_sentences_are_named_as_what_is_said_nearest() -> None:
    span = Span(LIGHTHOUSE.id, LIGHTHOUSE.text.index(PAINT), LIGHTHOUSE.text.index(PAINT) + len(PAINT), PAINT)
    near = Nearest(LIGHTHOUSE.id, LIGHTHOUSE.title, "", span)
    page = shown(replace(refusal(UNANSWERED, "en", []), nearest=(near,)))
    assert page.texts("h3") == ["What the articles say nearest to it"]
    assert page.texts(".near-words") == [f"“{PAINT}”"]


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


@pytest.mark.parametrize(
    ("language", "badge", "now"),
    [("en", "Replaced on 1 August 2025", "Now: [2]"), ("fr", "Remplacé le 1er août 2025", "Désormais : [2]")],
)
def test_a_quote_that_was_replaced_is_struck_says_since_when_and_names_what_replaced_it(
    language: Language, badge: str, now: str
) -> None:
    page = shown(replaced(language))
    assert page.texts(".struck") == [OLD_RULE]
    assert {"class": "struck", "role": "deletion"} in page.attributes("span")
    assert page.texts(".standing") == [f"{badge} {now}"]
    old, new = page.texts(".claim")
    assert old.startswith(badge)
    assert NEW_RULE in new
    labels = [button["aria-label"] for button in page.attributes("button")]
    assert labels[0] == labels[2]
    assert labels[1].endswith(badge)


@pytest.mark.parametrize(
    ("state", "first", "last", "said", "is_struck"),
    [
        ("ended", None, date(2025, 9, 4), ("Ended on 4 September 2025", "A pris fin le 4 septembre 2025"), True),
        ("ended", None, None, ("No longer in force", "N'est plus en vigueur"), True),
        ("replaced", None, None, ("Replaced", "Remplacé"), True),
        (
            "not_yet",
            date(2026, 1, 1),
            date(2030, 1, 1),
            ("Not in force before 1 January 2026", "Pas en vigueur avant le 1er janvier 2026"),
            False,
        ),
        ("not_yet", None, None, ("Not yet in force", "Pas encore en vigueur"), False),
        ("in_force", date(2020, 1, 1), date(2030, 1, 1), ("", ""), False),
    ],
)
def test_what_does_not_hold_at_the_answers_date_says_so_in_words(
    state: State, first: date | None, last: date | None, said: tuple[str, str], is_struck: bool
) -> None:
    for question, badge in zip((ENGLISH, FRENCH), said, strict=True):
        answer = answer_to(question)
        citation = replace(answer.citations[0], state=state, valid_from=first, valid_to=last)
        page = shown(replace(answer, claims=answer.claims[:1], citations=(citation,)))
        assert page.texts(".standing") == ([badge] if badge else [])
        assert bool(page.texts(".struck")) is is_struck


def test_a_claim_that_rests_on_what_holds_too_is_not_struck() -> None:
    answer = replaced("en")
    page = shown(replace(answer, claims=(Claim("They share.", "supported", (1, 2)),)))
    assert page.texts(".struck") == []
    assert page.texts(".standing") == ["Replaced on 1 August 2025 Now: [2]"]


def test_a_replacement_that_the_answer_does_not_cite_is_not_named() -> None:
    answer = replaced("en")
    page = shown(replace(answer, claims=answer.claims[:1], citations=answer.citations[:1]))
    assert page.texts(".standing") == ["Replaced on 1 August 2025"]


@pytest.mark.parametrize(("language", "heading"), [("en", "The sources disagree"), ("fr", "Les sources divergent")])
def test_sources_that_disagree_stand_side_by_side_each_with_publisher_and_date(
    language: Language, heading: str
) -> None:
    answer = disagreeing(language)
    page = shown(answer)
    (together,) = page.texts(".sides")
    assert page.texts(".disagreement") == [heading + together]
    assert page.texts("h3") == [heading]
    published = [phrases.publication(citation, language).replace(", ", " · ") for citation in answer.citations]
    assert [said[: len(day)] for said, day in zip(page.texts(".published"), published, strict=True)] == published
    assert len(page.texts("figure")) == 2


def test_quotes_on_which_sources_agree_stand_before_and_after_those_on_which_they_do_not() -> None:
    sentences = (ENGLISH_QUOTE, ONE_EACH, NEW_RULE, PAINT)
    answer = answered("q", "en", *((LIGHTHOUSE, sentence, sentence[:3]) for sentence in sentences))
    page = shown(replace(answer, disagreements=((2, 4),)))
    assert [text.split("”")[0][1:] for text in page.texts(".claim")] == [ENGLISH_QUOTE, ONE_EACH, PAINT, NEW_RULE]
    assert page.texts(".disagreement")[0].count("“") == 2


def test_a_quote_that_contradicts_two_others_on_two_matters_stands_with_each() -> None:
    sentences = (ONE_EACH, NEW_RULE, PAINT)
    answer = answered("q", "en", *((LIGHTHOUSE, sentence, sentence[:3]) for sentence in sentences))
    page = shown(replace(answer, disagreements=((1, 2), (1, 3))))
    assert [text.count(ONE_EACH) for text in page.texts(".disagreement")] == [1, 1]
    assert len(page.texts(".claim")) == 4


@pytest.mark.parametrize("markers", [((1, 7),), ((1,),), ((7, 8),)])
def test_a_disagreement_of_which_one_side_is_shown_is_an_ordinary_quote(markers: tuple[tuple[int, ...], ...]) -> None:
    page = shown(replace(answer_to(FRENCH), disagreements=markers))
    assert page.texts(".disagreement") == []
    assert len(page.texts(".claim")) == 1


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_question_that_can_be_meant_in_several_ways_offers_each_as_a_question_to_ask(language: Language) -> None:
    answer = clarifying(language)
    page = shown(answer)
    assert page.texts(".choice") == [choice.label for choice in answer.choices]
    buttons = page.attributes("button")
    assert [button["data-question"] for button in buttons] == [choice.question for choice in answer.choices]
    assert {button["data-as-of"] for button in buttons} == {""}
    # Each is named once: by its button.
    assert page.texts(".clarify") == [phrases.CLARIFY[language] + "".join(c.label for c in answer.choices)]


def test_a_choice_is_asked_for_the_day_of_the_question_it_belongs_to() -> None:
    page = shown(replace(clarifying("en"), as_of=date(2024, 2, 1), as_of_asked=True))
    assert {button["data-as-of"] for button in page.attributes("button")} == {"2024-02-01"}


@pytest.mark.parametrize(
    ("language", "part", "level"),
    [("en", "what is the oil made of", "High certainty."), ("fr", "de quoi l'huile est-elle", "Certitude élevée.")],
)
def test_an_answer_in_part_names_what_is_missing_and_says_how_sure_it_is(
    language: Language, part: str, level: str
) -> None:
    answer = in_part(language)
    page = shown(answer)
    assert phrases.missing_text(answer.missing, language) in page.texts("p")
    assert part in page.texts(".partial")[0]
    assert answer.certainty
    assert page.texts(".certainty") == [f"{level} {phrases.certainty_text(answer.certainty, language)}"]


def test_no_raw_figure_is_shown_as_certainty() -> None:
    answer = replace(in_part("en"), answerability=0.8765)
    page = shown(answer)
    assert "0.8" not in page.texts(".partial")[0]
    for status in ("refused", "clarify", "smalltalk"):
        assert shown(replace(answer, status=status)).texts(".certainty") == []
    assert shown(replace(answer, certainty=None)).texts(".certainty") == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_false_premise_is_named_and_then_what_the_articles_say_with_its_markers(language: Language) -> None:
    said = mistaken(language).text.splitlines()[0]
    dated = replace(mistaken(language), as_of=date(2025, 3, 1), as_of_asked=True)
    dated = replace(dated, text=f"{phrases.as_of_text(dated.as_of, language)}\n{dated.text}")
    for answer in (mistaken(language), dated):
        page = shown(answer)
        assert [line for line in page.texts("p") if line == said] == [said]
        assert page.text.count(PAINT) == 1
        assert page.texts(".marker") == ["[1]"]
        assert page.texts(".published") != []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_question_outside_the_subject_is_told_so_with_the_nearest_articles(language: Language) -> None:
    answer = far_off(language)
    page = shown(answer)
    said = page.texts(".refused")[0]
    assert said.startswith(phrases.out_of_scope_text(language, ()))
    assert said.count(LIGHTHOUSE.title) == 1
    assert page.texts("dd")[0] == TEXTS[language].reasons["out_of_scope"]


@pytest.mark.parametrize(("language", "said"), [("en", "As of 1 March 2025"), ("fr", "État au 1er mars 2025")])
def test_an_answer_for_a_day_says_which_and_once(language: Language, said: str) -> None:
    for make in TIMELY:
        answer = replace(make(language), as_of=date(2025, 3, 1), as_of_asked=True)
        answer = replace(answer, text=f"{phrases.as_of_text(answer.as_of, language)}\n{answer.text}")
        page = shown(answer)
        assert page.texts(".dated") == [said]
        assert page.texts(f".{answer.status}")[0].count(said) == 1


def test_build_settings_and_seconds_are_folded_under_the_answer() -> None:
    page = shown(answer_to(ENGLISH))
    assert "open" not in page.attributes("details")[0]
    assert page.texts("dd") == [
        "Answered",
        "24 November 2025",
        "20251124-0930-5f2c1e",
        "8b1f00c2a9d4",
        "quoted",
        "0.93",
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
    unclear = replace(clarifying("en"), choices=(Choice(EVIL, EVIL),))
    partial = replace(in_part("en"), missing=(EVIL,))
    mistake = replace(mistaken("en"), text=f"{EVIL}\n…")
    old = replace(quoted.citations[0], publisher=EVIL, state="replaced", replaced_by=(1,))
    opposed = replace(quoted, citations=(old,), claims=quoted.claims * 2, disagreements=((1,),))
    failed = Exchange(EVIL, "en", error=EVIL)
    answers = (quoted, refused, said, unclear, partial, mistake, opposed)
    for exchange in [*(Exchange(EVIL, "en", answer=answer) for answer in answers), failed]:
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
    assert Page(as_of()).texts("label") == ["As ofÉtat au"]
    assert Page(as_of()).texts("button") == ["ClearEffacer"]
    assert Page(header()).texts("h1") == ["Entente"]
    assert EN.tagline in header()
