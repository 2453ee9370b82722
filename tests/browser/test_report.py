"""The report in Chromium, opened from disk: filters, cases, keys, and not one request."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from evals.runs import Scores
from tests.evals.made_run import HOSTILE, LEADS, OPENED, Run, hostile_run, make_run, make_scores

Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Open a file: `opened(path, hash, width=…, dark=…)`. It must ask for nothing else and complain of nothing."""
    complaints: list[str] = []
    contexts = []

    def only(path: Path) -> Callable[[Route], None]:
        def handle(route: Route) -> None:
            if route.request.url.partition("#")[0] == path.as_uri():
                route.continue_()
            else:
                complaints.append(f"request {route.request.url}")
                route.abort()

        return handle

    def begin(path: Path, address: str = "", width: int = 1280, dark: bool = False) -> Page:
        scheme = "dark" if dark else "light"
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        context.set_default_timeout(15_000)
        context.route("**/*", only(path))
        contexts.append(context)
        page = context.new_page()
        page.on("dialog", lambda dialog: complaints.append(f"dialog {dialog.message}"))
        page.on("pageerror", lambda error: complaints.append(f"error {error}"))
        page.on("console", lambda said: complaints.append(f"console {said.text}"))
        page.goto(path.as_uri() + address)
        return page

    yield begin
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The report of the made-up run, beside a baseline in which the case that is wrong now was right."""
    run = make_run()
    before = [replace(row, right=True, wrong=False) if row.case == "q-wrong" else row for row in run.scores.rows]
    run.html(tmp_path, make_scores(before))
    return tmp_path / "report.html"


def case(page: Page, id_: str) -> Locator:
    return page.locator(f'details[id="case={id_}"]')


def shown(page: Page) -> Locator:
    return page.locator("details.case:visible")


def test_a_failure_is_found_opened_and_its_quote_seen_in_the_article(path: Path, opened: Open) -> None:
    page = opened(path)
    expect(page.get_by_role("status")).to_have_text("4 cases")
    page.get_by_role("combobox", name="Outcome").select_option("not right")
    expect(page.get_by_role("status")).to_have_text("3 of 4 cases")
    page.get_by_role("combobox", name="Family").select_option("follow_up")
    expect(page.get_by_role("status")).to_have_text("1 of 4 cases")
    assert page.url.endswith("#outcome=not+right&family=follow_up")
    failed = case(page, "q-wrong")
    expect(failed.locator(".body")).to_have_count(0)
    failed.locator("summary").click()
    mark = failed.locator("mark")
    expect(mark).to_have_text(OPENED)
    expect(mark).to_be_visible()
    expect(failed.locator(".cited blockquote")).to_have_text(
        f"# The school {OPENED} {LEADS} Her deputy is Thierry Blanchet."
    )
    plain = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert mark.evaluate("mark => getComputedStyle(mark).backgroundColor") != plain


def test_an_opened_case_shows_what_was_asked_expected_answered_and_scored(path: Path, opened: Open) -> None:
    page = opened(path, "#case=q-wrong")
    failed = case(page, "q-wrong")
    for told in (
        "What is the pilots' school?",
        "Understood as: Who leads the pilots' school now?",
        "Oduya / Ms Oduya not in the quotes",
        "Found at rank: assistant 2, BM25 1, cosine beyond 10",
        "[1] verbatim",
        "not scored",
    ):
        expect(failed).to_contain_text(told)
    expect(failed.locator("dl").last).to_contain_text("total46")
    link = failed.get_by_role("link", name="About the school")
    expect(link).to_have_attribute("href", "https://gazette.example/school")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_a_refusal_shows_what_it_offered_instead(path: Path, opened: Open) -> None:
    page = opened(path, "#case=q-refused")
    expect(case(page, "q-refused")).to_contain_text("The articles do not answer this question.")
    expect(case(page, "q-refused")).to_contain_text("The market: “Le marché aux huîtres compte 24 étals.”")


def test_the_address_carries_the_filters(path: Path, opened: Open) -> None:
    page = opened(path, "#q=ECOLE&lang=fr&outcome=nonsense")
    expect(page.get_by_role("status")).to_have_text("1 of 4 cases")
    expect(shown(page)).to_have_attribute("id", "case=q-refused")
    expect(page.get_by_label("Words")).to_have_value("ECOLE")
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_role("status")).to_have_text("4 cases")
    expect(shown(page)).to_have_count(4)
    assert page.url == path.as_uri()


def test_words_are_looked_for_whatever_their_accents_in_questions_answers_and_articles(
    path: Path, opened: Open
) -> None:
    page = opened(path)
    for words, found in (("huitres étals", "q-missed"), ("MOON", "q-missed"), ("q-right", "q-right")):
        page.get_by_label("Words").fill(words)
        expect(shown(page)).to_have_count(1)
        expect(shown(page)).to_have_attribute("id", f"case={found}")
    page.get_by_label("Words").fill("words that nobody wrote")
    expect(page.get_by_role("status")).to_have_text("0 of 4 cases")


def test_a_case_that_got_worse_is_one_click_away_even_when_filtered_out(path: Path, opened: Open) -> None:
    page = opened(path, "#outcome=right")
    expect(case(page, "q-wrong")).to_be_hidden()
    page.get_by_role("link", name="Who leads it now?").click()
    expect(case(page, "q-wrong").locator("mark")).to_be_visible()
    expect(case(page, "q-wrong").locator("summary")).to_be_focused()
    expect(case(page, "q-wrong").locator("summary")).to_be_in_viewport()


def test_a_count_and_a_group_lead_to_their_cases(path: Path, opened: Open) -> None:
    page = opened(path)
    page.get_by_role("link", name="1 missed refusal").click()
    expect(shown(page)).to_have_attribute("id", "case=q-missed")
    page.locator("#groups").get_by_role("link", name="fr").click()
    expect(shown(page)).to_have_attribute("id", "case=q-refused")
    expect(page.get_by_role("heading", name="Cases", exact=True)).to_be_in_viewport()


def test_going_to_a_section_leaves_the_filters_alone(path: Path, opened: Open) -> None:
    page = opened(path, "#outcome=wrong")
    page.get_by_role("link", name="Plots").click()
    expect(page.get_by_role("heading", name="Plots")).to_be_in_viewport()
    expect(shown(page)).to_have_count(1)


def test_everything_is_reached_by_keys(path: Path, opened: Open) -> None:
    page = opened(path)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the cases")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Words")).to_be_focused()
    for _ in range(7):
        page.keyboard.press("Tab")
    expect(case(page, "q-right").locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(case(page, "q-right").locator("mark")).to_have_text(LEADS)


def test_hostile_text_is_shown_as_text_and_does_nothing(tmp_path: Path, opened: Open) -> None:
    run = hostile_run()
    run.html(tmp_path, run.scores)
    page = opened(tmp_path / "report.html")
    page.get_by_label("Words").fill("onerror")
    expect(shown(page)).to_have_count(1)
    shown(page).locator("summary").click()
    mark = shown(page).locator("mark")
    assert mark.text_content() == HOSTILE
    # What turns the reading direction ends where it began.
    assert mark.evaluate("mark => getComputedStyle(mark).unicodeBidi") == "isolate"
    expect(shown(page).locator("img, script, iframe")).to_have_count(0)
    expect(shown(page).get_by_role("link")).to_have_count(1)
    shown(page).get_by_role("link", name="Link to this case").click()
    expect(mark).to_be_visible()


def test_an_empty_run_opens_quietly(tmp_path: Path, opened: Open) -> None:
    nothing = Scores((), (), (), (), (), {}, {})
    Run(nothing, {}, {}, {}).html(tmp_path)
    expect(opened(tmp_path / "report.html").get_by_text("No case has been scored in this run.")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_a_narrow_screen_scrolls_in_one_direction(path: Path, opened: Open, dark: bool) -> None:
    page = opened(path, "#case=q-wrong", width=320, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    red = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]")
    assert (int(red) < 60) is dark


def test_print_has_no_filters_and_is_light(path: Path, opened: Open) -> None:
    page = opened(path, "#case=q-wrong", dark=True)
    page.emulate_media(media="print")
    expect(page.locator("#filters")).to_be_hidden()
    expect(case(page, "q-wrong").locator("mark")).to_be_visible()
    colours = page.evaluate(
        "(({ backgroundColor, color }) => [backgroundColor, color])(getComputedStyle(document.body))"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(22, 25, 31)"]
