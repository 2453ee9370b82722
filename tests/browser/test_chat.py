"""The page in Chromium, as people use it: ask, read, check the words in their article."""

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from assistant.documents import Answer, Nearest, Source
from tests.browser.conftest import Site, Visit, serving
from tests.fakes_app import (
    BROKEN,
    CONDENSED,
    ENGLISH,
    ENGLISH_QUOTE,
    FOLLOW_UP,
    FOREIGN,
    FOREIGN_QUOTE,
    FRENCH,
    FRENCH_QUOTE,
    LIGHTHOUSE,
    PHARES,
    TOO_LONG,
    UNANSWERED,
    FakeAssistant,
    answered,
    refusal,
)

Begin = Callable[..., Visit]


def ask(page: Page, question: str) -> Locator:
    """Type a question, press Enter, and wait for what comes of it."""
    turns = page.locator(".exchange")
    before = turns.count()
    page.locator("#box textarea").fill(question)
    page.keyboard.press("Enter")
    expect(turns).to_have_count(before + 1)
    expect(turns.nth(before).locator(".settled")).to_be_visible()
    return turns.nth(before)


def shown_words(page: Page) -> Locator:
    return page.locator(".source mark.shown")


def widest(page: Page) -> int:
    """How far the page reaches beyond the window's width, in CSS pixels."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_an_english_question_is_answered_in_quotes_and_a_click_shows_the_words_in_their_article(page: Page) -> None:
    answer = ask(page, ENGLISH)
    expect(answer.locator(".claim").first).to_contain_text(f"“{ENGLISH_QUOTE}”")
    expect(answer.locator("strong").first).to_have_text("the Norbury Harbour Board and by the Phares de Valmer")
    marker = answer.get_by_role("button", name=f"Citation 1: {LIGHTHOUSE.title}, 10 July 2025")
    expect(marker).to_have_text("[1]")
    marker.click()
    expect(shown_words(page)).to_have_text(ENGLISH_QUOTE)
    expect(shown_words(page)).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("Entente says so")).to_be_in_viewport()  # the source has moved, not the page
    expect(page.locator(".source mark")).to_have_count(2)
    expect(page.get_by_role("heading", name=LIGHTHOUSE.title)).to_be_focused()
    link = page.locator(".sources a").first
    expect(link).to_have_attribute("href", "https://norbury.example/accord")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_a_french_reader_gets_a_french_page_and_the_words_of_the_french_article(site: Site, visit: Begin) -> None:
    visited = visit(site, locale="fr-FR")
    page = visited.page()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("button", name="Demander")).to_be_visible()
    expect(page.get_by_placeholder("Posez votre question en français ou en anglais")).to_be_visible()
    expect(page.get_by_text("Quand les articles ne disent rien, Entente le dit.")).to_be_visible()
    expect(page.get_by_text("Where the articles do not say")).to_be_hidden()
    answer = ask(page, FRENCH)
    expect(answer.locator(".claim")).to_contain_text(f"« {FRENCH_QUOTE} »")
    answer.get_by_role("button", name=f"Citation 1: {PHARES.title}, 11 juillet 2025").click()
    expect(shown_words(page)).to_have_text(FRENCH_QUOTE)
    expect(shown_words(page)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Fermer")).to_be_visible()
    assert visited.complaints == []


def test_the_language_can_be_switched(page: Page) -> None:
    page.get_by_role("link", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("button", name="Demander")).to_be_visible()
    expect(page.get_by_label("Votre question")).to_be_visible()


@pytest.mark.parametrize(("question", "stage"), [(ENGLISH, "Reading the passages…"), (FRENCH, "Lecture des passages…")])
def test_while_it_works_the_question_and_the_stage_are_shown(site: Site, page: Page, question: str, stage: str) -> None:
    site.assistant.gate.clear()
    page.locator("#box textarea").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".stage")).to_have_text(stage)
    expect(page.locator(".question")).to_contain_text(question)
    expect(page.locator("#box textarea")).to_have_value("")
    expect(page.locator(".announcer")).to_have_text("")
    page.locator("#box textarea").fill("the next question")
    site.assistant.gate.set()
    expect(page.locator(".marker").first).to_be_visible()
    expect(page.locator(".stage")).to_have_count(0)
    expect(page.locator("#box textarea")).to_have_value("the next question")


def test_the_answer_is_read_out_when_it_is_whole(page: Page) -> None:
    ask(page, ENGLISH)
    expect(page.locator(".announcer")).to_contain_text(ENGLISH_QUOTE)
    ask(page, UNANSWERED)
    expect(page.locator(".announcer")).to_contain_text("The articles do not answer this question.")
    expect(page.locator(".announcer")).not_to_contain_text(ENGLISH_QUOTE)


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_example_questions_are_offered_in_both_languages_and_a_click_asks(
    site: Site, visit: Begin, locale: str
) -> None:
    page = visit(site, locale=locale).page()
    examples = page.locator(".example:visible")
    expect(examples).to_have_count(6)
    first = examples.first
    expect(first).to_have_attribute("lang", locale[:2])
    question = first.inner_text()
    first.click()
    expect(page.locator(".question")).to_contain_text(question)
    expect(page.locator(".settled")).to_be_visible()
    assert site.assistant.asked == [(question, ())]


def test_a_refusal_names_what_was_searched_and_opens_the_nearest_articles_unmarked(page: Page) -> None:
    answer = ask(page, UNANSWERED)
    expect(answer.locator(".refused")).to_contain_text("I searched 2 articles (9 passages) for: lamp, oil.")
    expect(answer.locator(".near")).to_have_count(2)
    answer.get_by_role("button", name=PHARES.title).click()
    expect(page.locator(".source-title")).to_have_text(PHARES.title)
    expect(page.locator(".source")).to_contain_text(FRENCH_QUOTE)
    expect(page.locator(".source mark")).to_have_count(0)


def test_a_follow_up_shows_the_question_it_was_understood_as(site: Site, page: Page) -> None:
    expect(ask(page, ENGLISH).locator(".understood")).to_have_count(0)
    expect(ask(page, FOLLOW_UP).locator(".understood")).to_have_text(f"Understood as: {CONDENSED}")
    assert site.assistant.asked[-1] == (FOLLOW_UP, (ENGLISH,))


def test_a_quote_in_the_other_language_is_marked_with_its_language(page: Page) -> None:
    answer = ask(page, FOREIGN)
    expect(answer.locator(".claim [lang=fr]")).to_have_text(FOREIGN_QUOTE)
    expect(answer.locator(".foreign")).to_have_text("In French")


def test_markers_of_several_answers_each_open_their_own_article(page: Page) -> None:
    first, second = ask(page, ENGLISH), ask(page, FRENCH)
    second.locator(".marker").click()
    expect(shown_words(page)).to_have_text(FRENCH_QUOTE)
    first.locator(".marker").nth(1).click()
    expect(shown_words(page)).to_have_text("The two leads meet four times a year.")
    expect(page.locator(".marker[aria-current]")).to_have_count(1)
    expect(first.locator(".marker").nth(1)).to_have_attribute("aria-current", "true")


def test_the_article_that_replaced_one_opens_from_it_and_closing_returns_to_the_marker(page: Page) -> None:
    marker = ask(page, ENGLISH).locator(".marker").first
    marker.click()
    page.locator(".source .near").click()
    expect(page.get_by_role("heading", name=PHARES.title)).to_be_focused()
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".source-view")).to_be_hidden()
    expect(marker).to_be_focused()


def test_everything_can_be_done_with_the_keyboard_alone(page: Page) -> None:
    box, source = page.get_by_label("Your question"), page.locator(".source")
    page.get_by_role("link", name="Français").focus()
    for _ in range(7):
        page.keyboard.press("Tab")
    expect(box).to_be_focused()
    page.keyboard.type(ENGLISH)
    page.keyboard.press("Enter")
    markers = page.locator(".marker")
    expect(markers).to_have_count(2)
    for _ in range(2):  # from the box back over "About this answer"
        page.keyboard.press("Shift+Tab")
    expect(markers.nth(1)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(source.get_by_role("heading", name=LIGHTHOUSE.title)).to_be_focused()
    expect(shown_words(page)).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    expect(source.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".source-view")).to_be_hidden()
    expect(markers.first).to_be_focused()
    page.keyboard.press("Space")
    expect(source.get_by_role("heading", name=LIGHTHOUSE.title)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(markers.first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("20251124-0930-5f2c1e")).to_be_visible()


# 640 × 400 is a window of 1280 × 800 at 200 %.
@pytest.mark.parametrize(("width", "height"), [(320, 640), (640, 400), (768, 1024), (1440, 900)])
def test_nothing_reaches_beyond_the_window(site: Site, visit: Begin, width: int, height: int) -> None:
    visited = visit(site, width=width, height=height)
    page = visited.page()
    assert widest(page) == 0
    for question in (ENGLISH, FOREIGN, UNANSWERED, TOO_LONG + "x" * 300):
        ask(page, question)
        assert widest(page) == 0
    page.locator(".record summary").first.click()
    assert widest(page) == 0
    page.locator(".marker").first.click()
    expect(shown_words(page)).to_be_in_viewport()
    assert widest(page) == 0
    assert page.evaluate("document.querySelector('.source').scrollWidth") <= width
    assert visited.complaints == []


def test_on_a_narrow_window_the_source_lies_over_the_conversation_until_it_is_closed(site: Site, visit: Begin) -> None:
    page = visit(site, width=320, height=640).page()
    expect(page.locator(".source")).to_be_hidden()
    marker = ask(page, ENGLISH).locator(".marker").first
    marker.click()
    expect(shown_words(page)).to_be_in_viewport(ratio=1)
    expect(page.locator("#chat")).to_have_js_property("inert", True)
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#chat :focus")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".source")).to_be_hidden()
    expect(page.locator("#chat")).to_have_js_property("inert", False)
    expect(marker).to_be_focused()


def test_beside_the_source_a_click_closes_it_on_a_middling_window(site: Site, visit: Begin) -> None:
    page = visit(site, width=900, height=700).page()
    ask(page, ENGLISH).locator(".marker").first.click()
    expect(page.locator(".source")).to_be_visible()
    page.mouse.click(40, 350)
    expect(page.locator(".source")).to_be_hidden()


@pytest.mark.parametrize(("dark", "address", "is_dark"), [(True, "", 1), (False, "?__theme=dark", 1), (False, "", 0)])
def test_the_page_is_dark_where_the_reader_wants_it_dark(
    site: Site, visit: Begin, dark: bool, address: str, is_dark: int
) -> None:
    page = visit(site, dark=dark).page(address)
    answer = ask(page, ENGLISH)
    paper, ink = ("rgb(20, 23, 28)", "rgb(233, 235, 239)") if is_dark else ("rgb(251, 251, 249)", "rgb(22, 25, 31)")
    expect(page.locator("body")).to_have_css("background-color", paper)
    expect(answer.locator(".claim").first).to_have_css("color", ink)


def test_an_error_is_one_line_and_the_question_is_back_in_the_box(page: Page) -> None:
    failed = ask(page, TOO_LONG)
    expect(failed.locator(".question")).to_contain_text(TOO_LONG)
    expect(failed.locator(".problem")).to_have_text(
        "The question is too long: found 900 tokens, expected at most 400 tokens; shorten it."
    )
    expect(page.locator("#box textarea")).to_have_value(TOO_LONG)
    expect(ask(page, ENGLISH).locator(".marker")).to_have_count(2)


def test_an_error_nobody_foresaw_keeps_the_question_and_tells_no_secrets(page: Page) -> None:
    page.locator("#box textarea").fill(BROKEN)
    page.keyboard.press("Enter")
    expect(page.locator(".problem:visible")).to_have_text(re.compile("^Something went wrong here"))
    expect(page.locator(".question")).to_contain_text(BROKEN)
    expect(page.get_by_text("/etc/entente")).to_have_count(0)
    ask(page, ENGLISH)
    expect(page.locator(".question")).to_have_count(2)
    expect(page.locator(".problem:visible")).to_have_count(1)


def test_a_missing_index_is_told_in_the_panel(site: Site, visit: Begin) -> None:
    page = visit(site).page()
    marker = ask(page, ENGLISH).locator(".marker").first
    site.assistant.missing = True
    marker.click()
    expect(page.locator(".source .notice")).to_have_text("No index in data/index; run `assistant index`.")


def test_a_question_typed_while_the_last_answer_is_being_put_away_is_asked(site: Site, page: Page) -> None:
    site.assistant.end.clear()
    try:
        ask(page, ENGLISH)
        page.locator("#box textarea").fill(UNANSWERED)
        page.keyboard.press("Enter")
        expect(page.locator(".waiting")).to_be_hidden()
    finally:
        site.assistant.end.set()
    expect(page.locator(".question").last).to_contain_text(UNANSWERED)
    expect(page.locator(".refused")).to_be_visible()
    expect(page.locator("#box textarea")).to_have_value("")
    assert [question for question, _ in site.assistant.asked] == [ENGLISH, UNANSWERED]


def test_two_people_have_two_conversations(site: Site, visit: Begin) -> None:
    one, other = visit(site).page(), visit(site).page()
    ask(one, ENGLISH)
    ask(other, FOLLOW_UP)
    expect(one.locator(".question")).to_have_count(1)
    assert site.assistant.asked == [(ENGLISH, ()), (FOLLOW_UP, ())]


def test_a_question_too_many_waits_or_is_told_that_the_assistant_is_busy(visit: Begin) -> None:
    with serving(FakeAssistant(), concurrency=1, queue=1) as site:
        site.assistant.gate.clear()
        first, second, third = (visit(site).page() for _ in range(3))
        for page, sign in ((first, ".stage"), (second, ".waiting"), (third, ".not-taken")):
            page.locator("#box textarea").fill(ENGLISH)
            page.keyboard.press("Enter")
            expect(page.locator(sign)).to_be_visible()
        expect(third.locator(".not-taken")).to_contain_text("It stays in the box")
        expect(third.locator("#box textarea")).to_have_value(ENGLISH)
        site.assistant.gate.set()
        expect(second.locator(".marker")).to_have_count(2)
        expect(second.locator(".waiting")).to_be_hidden()
        expect(ask(third, ENGLISH).locator(".marker")).to_have_count(2)
        expect(third.locator(".not-taken")).to_be_hidden()


def test_a_server_that_is_gone_is_told_and_the_question_stays_until_there_is_one_again(visit: Begin) -> None:
    with serving(FakeAssistant()) as site:
        page = visit(site).page()
        marker = ask(page, ENGLISH).locator(".marker").first
    box, day = page.locator("#box textarea"), page.locator("#as-of-day")
    day.fill("2025-03-01")
    box.fill(FRENCH)
    page.keyboard.press("Enter")
    expect(page.locator(".not-taken")).to_be_visible()
    expect(box).to_have_value(FRENCH)
    marker.click()
    expect(page.locator(".source-failed")).to_contain_text("The article could not be loaded.")
    page.get_by_role("button", name="Close").click()
    expect(marker).to_be_focused()
    with serving(FakeAssistant(), port=urlsplit(site.url).port or 0):
        expect(page.locator(".example:visible")).to_have_count(6, timeout=20_000)
        expect(box).to_have_value(FRENCH)
        expect(day).to_have_value("2025-03-01")
        box.press("Enter")
        expect(page.locator(".claim")).to_contain_text(FRENCH_QUOTE)
        expect(page.locator(".dated")).to_have_text("État au 1er mars 2025")
        page.reload()
        expect(page.locator(".example:visible")).to_have_count(6)
        expect(box).to_have_value("")
        expect(day).to_have_value("")


HOSTILE = (
    "<script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    "<img src='https://evil.example/pixel.png'>",
    "<svg onload='window.hit = 1'></svg>",
    "<iframe src='https://evil.example/'></iframe>",
    "<iframe srcdoc='<script>parent.hit = 1</script>'></iframe>",
    "<video poster='https://evil.example/p.png' src='https://evil.example/v.mp4' autoplay></video>",
    "<div style='background: url(https://evil.example/css.png)'>styled</div>",
    "<style>@import url(https://evil.example/a.css); body { display: none }</style>",
    "<link rel='stylesheet' href='https://evil.example/b.css'>",
    "<form action='https://evil.example/'><button>Send</button></form>",
    "<a href='javascript:window.hit = 1'>link</a>",
    "[link](javascript:window.hit=1)",
    "![image](https://evil.example/md.png)",
    "[reference][1]\n\n[1]: https://evil.example/",
    "<object data='https://evil.example/'></object><embed src='https://evil.example/'>",
    "<base href='https://evil.example/'><meta http-equiv='refresh' content='0;url=https://evil.example/'>",
    "</blockquote></section><custom-tag onclick='window.hit = 1' autofocus onfocus='window.hit = 1' tabindex=0>x",
    '" onmouseover="window.hit = 1" data-panel="https://evil.example/" x="',
    "${window.hit = 1}{{constructor.constructor('window.hit = 1')()}}`;window.hit = 1;`",
)


def hostile_answers(payload: str) -> tuple[FakeAssistant, list[Answer]]:
    """An article that is the payload all over, quoted, offered as nearest, and spoken by the assistant itself."""
    article = replace(
        LIGHTHOUSE,
        id=f"id {payload}",
        title=f"Title {payload}",
        text=f"## Heading {payload}\n\nBefore it. Said: {payload} After it.\n\n- Item {payload}",
        publisher=f"Publisher {payload}",
        url="javascript:window.hit=1",
        replaced_by=(f"other {payload}",),
        sources=(
            Source(f"Source {payload}", "javascript:window.hit=1", payload),
            Source("Good", "https://ok.example/"),
        ),
    )
    quoted = answered(f"Quote {payload}?", "en", (article, f"Said: {payload}", payload))
    refused = refusal(f"Refuse {payload}?", "en", [])
    refused = replace(refused, nearest=(Nearest(article.id, article.title, "javascript:window.hit=1"),))
    spoken = replace(refused, question=f"Speak {payload}?", status="smalltalk", text=f"Spoken {payload}", nearest=())
    answers = [quoted, refused, spoken]
    return FakeAssistant({article.id: article}, {answer.question: answer for answer in answers}), answers


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_stays_text_everywhere(site: Site, visit: Begin, payload: str) -> None:
    assistant, answers = hostile_answers(payload)
    kept = site.assistant.articles, site.assistant.answers
    site.assistant.articles, site.assistant.answers = assistant.articles, assistant.answers
    try:
        visited = visit(site)
        page = visited.page()
        for answer in answers:
            ask(page, answer.question)
        words = payload.split("\n")[0]
        expect(page.locator(".claim")).to_contain_text(words)
        expect(page.locator(".smalltalk")).to_contain_text(f"Spoken {words}")
        page.locator(".near").click()
        expect(page.locator(".source-title")).to_contain_text(f"Title {words}")
        page.locator(".marker").click()
        expect(shown_words(page).first).to_contain_text(f"Said: {words}")
        page.locator(".claim").hover()
        made = "#chat :is(script, img, iframe, video, style, link, form, object, embed, base, meta, svg, custom-tag)"
        assert page.locator(f"{made}, {made.replace('#chat', '.source')}").count() == 0
        assert page.locator("[onclick], [onload], [onerror], [onfocus], [onmouseover]").count() == 0
        assert page.locator("#chat a[href], .source a[href]").evaluate_all("all => all.map((a) => a.href)") == [
            "https://ok.example/"
        ]
        assert page.evaluate("window.hit") is None
        assert visited.complaints == []
    finally:
        site.assistant.articles, site.assistant.answers = kept


def test_should_something_slip_through_no_handler_runs_and_no_other_host_is_reached(site: Site, visit: Begin) -> None:
    visited = visit(site)
    page = visited.page()
    reached: list[str] = []
    visited.context.route("https://evil.example/**", lambda route: (reached.append(route.request.url), route.abort()))
    page.evaluate(
        """() => {
          document.querySelector("#conversation").insertAdjacentHTML("beforeend",
            "<img src='https://evil.example/a.png' onerror='window.hit = 1'><iframe src='https://evil.example/'></iframe>"
            + "<a class='slipped' href='#' onclick='window.hit = 1'>x</a>");
        }"""
    )
    page.locator(".slipped").click()
    assert page.evaluate("window.hit") is None
    assert reached == []
    assert any("Content Security Policy" in complaint for complaint in visited.complaints)
