"""In Chromium: what held when, who disagrees, what is missing, what was meant, and how sure the system is."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from assistant.app.texts import TEXTS
from assistant.ask import phrases
from assistant.documents import Language
from tests.browser.conftest import Site, Visit
from tests.browser.test_chat import ask, shown_words, widest
from tests.fakes_app import (
    ENGLISH,
    ENGLISH_QUOTE,
    FAR_OFF,
    FRENCH,
    FRENCH_QUOTE,
    HOW_MANY,
    IN_PART,
    LIGHTHOUSE,
    NEW_RULE,
    OLD_RULE,
    ONE_EACH,
    PAINT,
    PREMISE,
    TOO_LONG,
    WHICH,
    WHO_PAYS,
    clarifying,
    disagreeing,
    in_part,
    mistaken,
)

Begin = Callable[..., Visit]
LOCALES: dict[Language, str] = {"en": "en-GB", "fr": "fr-FR"}
in_each_language = pytest.mark.parametrize("language", ["en", "fr"])


@pytest.fixture
def asker(site: Site, visit: Begin) -> Callable[..., Page]:
    """The page as a reader of a language sees it."""
    return lambda language, **window: visit(site, locale=LOCALES[language], **window).page()


def day_field(page: Page) -> Locator:
    return page.locator("#as-of-day")


def contrast(element: Locator) -> float:
    """WCAG contrast of an element's text on the page's paper."""
    return float(
        element.evaluate(
            """(element) => {
              const luminance = (color) => {
                const [r, g, b] = color.match(/[\\d.]+/g).map((value) => value / 255)
                  .map((value) => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const [text, paper] = [getComputedStyle(element).color, getComputedStyle(document.body).backgroundColor];
              const [dark, light] = [luminance(text), luminance(paper)].sort((a, b) => a - b);
              return (light + 0.05) / (dark + 0.05);
            }"""
        )
    )


class TestAQuoteThatWasReplaced:
    @in_each_language
    def test_is_struck_says_since_when_and_leads_to_what_replaced_it(
        self, asker: Callable[..., Page], language: Language
    ) -> None:
        page = asker(language)
        old, new = ask(page, WHO_PAYS[language]).locator(".claim").all()
        said, now = {
            "en": ("Replaced on 1 August 2025", "Now: [2]"),
            "fr": ("Remplacé le 1er août 2025", "Désormais : [2]"),
        }[language]
        expect(old.locator(".badge")).to_have_text(said)
        expect(old.locator(".now")).to_have_text(now)
        expect(old.locator(".struck")).to_have_text(OLD_RULE)
        expect(old.locator(".struck")).to_have_css("text-decoration-line", "line-through")
        expect(new.locator(".struck, .badge")).to_have_count(0)
        expect(page.locator(".announcer")).to_contain_text(said)
        old.locator(".now .marker").click()
        expect(shown_words(page)).to_have_text(NEW_RULE)

    def test_is_told_apart_without_colour_or_line(self, asker: Callable[..., Page]) -> None:
        answer = ask(asker("en"), WHO_PAYS["en"])
        expect(answer.get_by_role("deletion")).to_have_text(OLD_RULE)
        expect(
            answer.get_by_role("button", name=re.compile(r"^Citation 1: .*, Replaced on 1 August 2025$"))
        ).to_be_visible()
        expect(answer.locator(".claim").first).to_have_text(re.compile("^Replaced on"))

    @pytest.mark.parametrize("dark", [False, True])
    def test_can_be_read(self, asker: Callable[..., Page], dark: bool) -> None:
        answer = ask(asker("en", dark=dark), WHO_PAYS["en"])
        assert contrast(answer.locator(".struck")) >= 4.5
        assert contrast(answer.locator(".badge")) >= 4.5


class TestTheDayOfAQuestion:
    @in_each_language
    def test_is_chosen_beside_the_box_goes_with_the_question_and_stands_over_the_answer(
        self, site: Site, visit: Begin, language: Language
    ) -> None:
        visited = visit(site, locale=LOCALES[language])
        page = visited.page()
        page.get_by_role("textbox", name={"en": "As of", "fr": "État au"}[language], exact=True).fill("2025-03-01")
        answer = ask(page, {"en": ENGLISH, "fr": FRENCH}[language])
        expect(answer.locator(".dated")).to_have_text(
            {"en": "As of 1 March 2025", "fr": "État au 1er mars 2025"}[language]
        )
        expect(answer.locator(".claim").first).to_contain_text({"en": ENGLISH_QUOTE, "fr": FRENCH_QUOTE}[language])
        site.assistant.days.clear()
        ask(page, ENGLISH)
        page.get_by_role("button", name={"en": "Clear", "fr": "Effacer"}[language]).click()
        expect(day_field(page)).to_have_value("")
        expect(day_field(page)).to_be_focused()
        expect(ask(page, ENGLISH).locator(".dated")).to_have_count(0)
        assert site.assistant.days == [date(2025, 3, 1), None]
        assert visited.complaints == []

    def test_can_be_typed_and_cleared_with_the_keyboard(self, site: Site, page: Page) -> None:
        page.get_by_label("Your question").focus()
        for _ in range(2):  # over the button that asks
            page.keyboard.press("Tab")
        expect(day_field(page)).to_be_focused()
        page.keyboard.type("03012025")
        expect(day_field(page)).to_have_value("2025-03-01")
        page.get_by_role("button", name="Clear", exact=True).focus()
        page.keyboard.press("Enter")
        expect(day_field(page)).to_have_value("")
        expect(page.locator(".as-of-hint")).to_be_visible()
        expect(page.get_by_role("button", name="Clear", exact=True)).to_be_hidden()

    def test_can_be_asked_for_with_the_button_too(self, site: Site, page: Page) -> None:
        site.assistant.days.clear()
        day_field(page).fill("2024-02-01")
        page.locator("#box textarea").fill(ENGLISH)
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.locator(".dated")).to_have_text("As of 1 February 2024")
        assert site.assistant.days == [date(2024, 2, 1)]

    def test_goes_with_an_example(self, site: Site, page: Page) -> None:
        site.assistant.days.clear()
        day_field(page).fill("2024-02-01")
        page.locator(".example:visible").first.click()
        expect(page.locator(".dated")).to_have_text("As of 1 February 2024")
        assert site.assistant.days == [date(2024, 2, 1)]

    def test_is_today_at_the_latest(self, page: Page) -> None:
        day_field(page).focus()
        today = page.evaluate("new Date().toLocaleDateString('en-CA')")
        expect(day_field(page)).to_have_attribute("max", today)

    @in_each_language
    def test_in_the_future_is_told_and_the_question_is_back_in_the_box(
        self, site: Site, asker: Callable[..., Page], language: Language
    ) -> None:
        page = asker(language)
        question = {"en": ENGLISH, "fr": FRENCH}[language]
        later = (date.today() + timedelta(days=3)).isoformat()
        day_field(page).fill(later)
        failed = ask(page, question)
        expect(failed.locator(".problem")).to_have_text(TEXTS[language].future_day)
        expect(page.locator("#box textarea")).to_have_value(question)
        expect(day_field(page)).to_have_value(later)
        assert site.assistant.asked == []

    @in_each_language
    def test_that_is_half_a_date_is_told_and_can_be_cleared(
        self, site: Site, asker: Callable[..., Page], language: Language
    ) -> None:
        page = asker(language)
        question = {"en": ENGLISH, "fr": FRENCH}[language]
        day_field(page).focus()
        page.keyboard.type("03")
        failed = ask(page, question)
        expect(failed.locator(".problem")).to_have_text(TEXTS[language].unreadable_day)
        expect(page.locator("#box textarea")).to_have_value(question)
        expect(day_field(page)).to_have_js_property("validity.badInput", True)
        page.locator(".as-of-clear").click()
        expect(ask(page, question).locator(".marker").first).to_be_visible()
        assert site.assistant.asked == [(question, ())]

    def test_of_a_question_that_failed_comes_back_with_it(self, site: Site, page: Page) -> None:
        unclear = clarifying("en")
        unclear = replace(unclear, choices=(replace(unclear.choices[0], question=TOO_LONG), unclear.choices[1]))
        kept = site.assistant.answers
        site.assistant.answers = kept | {unclear.question: unclear}
        try:
            day_field(page).fill("2025-03-01")
            asked = ask(page, unclear.question)
            page.locator(".as-of-clear").click()
            asked.locator(".choice").first.click()
            failed = page.locator(".exchange").last
            expect(failed.locator(".problem")).to_be_visible()
            expect(failed.locator(".asked-for")).to_have_text("As of 1 March 2025")
            expect(page.locator("#box textarea")).to_have_value(TOO_LONG)
            expect(day_field(page)).to_have_value("2025-03-01")
            expect(page.locator(".as-of-clear")).to_be_visible()
        finally:
            site.assistant.answers = kept


class TestAQuestionThatCanBeMeantInSeveralWays:
    @in_each_language
    def test_offers_each_and_a_click_asks_for_it(
        self, site: Site, asker: Callable[..., Page], language: Language
    ) -> None:
        page = asker(language)
        answer = ask(page, WHICH[language])
        choices = clarifying(language).choices
        expect(answer.locator(".clarify > p")).to_have_text(phrases.CLARIFY[language])
        expect(answer.locator(".choice")).to_have_text([choice.label for choice in choices])
        page.locator("#box textarea").fill("the next question")
        answer.get_by_role("button", name=choices[0].label).click()
        expect(page.locator(".question").last).to_contain_text(choices[0].question)
        expect(page.locator(".marker").first).to_be_visible()
        expect(page.locator("#box textarea")).to_have_value("the next question")
        expect(answer.locator(".choice").first).to_be_focused()
        assert site.assistant.asked[-1] == (choices[0].question, (WHICH[language],))

    def test_keeps_its_day_whatever_the_next_question_is_asked_for(self, site: Site, page: Page) -> None:
        day_field(page).fill("2025-03-01")
        dated = ask(page, WHICH["en"])
        page.locator(".as-of-clear").click()
        undated = ask(page, WHICH["en"])
        day_field(page).fill("2024-02-01")
        site.assistant.days.clear()
        for n, answer in enumerate((dated, undated)):
            answer.locator(".choice").first.click()
            expect(page.locator(".exchange")).to_have_count(n + 3)
            expect(page.locator(".exchange").last.locator(".marker").first).to_be_visible()
        assert site.assistant.days == [date(2025, 3, 1), None]


class TestSourcesThatDisagree:
    @in_each_language
    @pytest.mark.parametrize(("width", "beside"), [(1440, True), (700, True), (699, False), (320, False)])
    def test_stand_side_by_side_or_under_each_other(
        self, asker: Callable[..., Page], language: Language, width: int, beside: bool
    ) -> None:
        page = asker(language, width=width, height=800)
        answer = ask(page, HOW_MANY[language])
        heading = {"en": "The sources disagree", "fr": "Les sources divergent"}[language]
        expect(answer.get_by_role("heading", name=heading)).to_be_visible()
        one, other = answer.locator(".sides .evidence").all()
        expect(one).to_contain_text(ONE_EACH)
        for side, citation in zip((one, other), disagreeing(language).citations, strict=True):
            expect(side.locator(".published")).to_contain_text(citation.publisher)
            expect(side.locator("time")).to_have_text(phrases.written_date(citation.published, language))
        left, right = one.bounding_box(), other.bounding_box()
        assert left is not None
        assert right is not None
        assert (right["x"] > left["x"] + left["width"]) is beside
        assert (right["y"] == left["y"]) is beside
        assert widest(page) == 0


@in_each_language
def test_an_answer_in_part_names_what_is_missing_and_how_often_such_answers_were_wrong(
    asker: Callable[..., Page], language: Language
) -> None:
    answer, made = ask(asker(language), IN_PART[language]), in_part(language)
    assert made.certainty
    expect(answer.locator(".partial > p").first).to_have_text(phrases.missing_text(made.missing, language))
    level = {"en": "High certainty.", "fr": "Certitude élevée."}[language]
    expect(answer.locator(".certainty")).to_have_text(f"{level} {phrases.certainty_text(made.certainty, language)}")
    expect(answer.locator(".partial")).not_to_contain_text("0.93")


@in_each_language
def test_a_false_premise_is_named_and_the_evidence_opens(asker: Callable[..., Page], language: Language) -> None:
    page = asker(language)
    answer = ask(page, PREMISE[language])
    expect(answer.locator(".refused > p").first).to_have_text(mistaken(language).text.splitlines()[0])
    expect(answer.locator(".claim")).to_contain_text(PAINT)
    answer.locator(".marker").click()
    expect(shown_words(page)).to_have_text(PAINT)


@in_each_language
def test_a_question_outside_the_subject_is_told_so_and_the_nearest_article_opens(
    asker: Callable[..., Page], language: Language
) -> None:
    page = asker(language)
    answer = ask(page, FAR_OFF[language])
    expect(answer.locator(".refused > p")).to_have_text(phrases.out_of_scope_text(language, ()))
    answer.get_by_role("button", name=LIGHTHOUSE.title).click()
    expect(page.locator(".source-title")).to_have_text(LIGHTHOUSE.title)


@pytest.mark.parametrize(("width", "height"), [(320, 640), (640, 400), (1440, 900)])
def test_none_of_it_reaches_beyond_the_window(site: Site, visit: Begin, width: int, height: int) -> None:
    visited = visit(site, width=width, height=height)
    page = visited.page()
    day_field(page).fill("2025-03-01")
    for question in (WHO_PAYS, HOW_MANY, WHICH, IN_PART, PREMISE, FAR_OFF):
        ask(page, question["en"])
        assert widest(page) == 0
    assert visited.complaints == []


def test_what_articles_say_of_publishers_and_choices_stays_text(site: Site, visit: Begin) -> None:
    payload = "<img src=x onerror='window.hit = 1'>"
    unclear = replace(clarifying("en"), question="Unclear?")
    unclear = replace(unclear, choices=tuple(replace(choice, label=payload) for choice in unclear.choices))
    split = disagreeing("en")
    split = replace(split, question="Split?", citations=tuple(replace(c, publisher=payload) for c in split.citations))
    partial = replace(in_part("en"), question="Part?", missing=(payload,))
    kept = site.assistant.answers
    site.assistant.answers = kept | {answer.question: answer for answer in (unclear, split, partial)}
    try:
        visited = visit(site)
        page = visited.page()
        for question in ("Unclear?", "Split?", "Part?"):
            expect(ask(page, question).locator(".settled")).to_contain_text(payload)
        assert page.locator("#chat img").count() == 0
        assert page.evaluate("window.hit") is None
        assert visited.complaints == []
    finally:
        site.assistant.answers = kept
