"""What a reader says of an answer, in Chromium: two buttons, a form, and what then stands in the records."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.app import api
from assistant.app.keeping import Keeping
from assistant.records import Records
from tests.browser.conftest import Site, Visit, serving
from tests.browser.test_chat import ask, widest
from tests.fakes_app import ANSWERS, ENGLISH, FRENCH, UNANSWERED, FakeAssistant

Begin = Callable[..., Visit]


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records(tmp_path / "records.sqlite")


@pytest.fixture
def keeping(records: Records, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site that keeps its answers, each with an id of its own."""
    monkeypatch.setattr(api, "create_app", partial(api.create_app, keeping=Keeping(records, 90)))
    answers = {answer.question: replace(answer, id=f"{n:016x}") for n, answer in enumerate(ANSWERS)}
    with serving(FakeAssistant(answers=answers)) as site:
        yield site


def given(records: Records) -> list[tuple[str, bool, str, str]]:
    """(question, up, reason, comment) of all feedback, answer by answer."""
    return [
        (kept["answer"]["question"], said["up"], said["reason"], said["comment"])
        for kept in records.export()
        for said in kept["feedback"]
    ]


def test_an_english_reader_says_what_is_wrong_and_it_stands_in_the_records(
    keeping: Site, visit: Begin, records: Records
) -> None:
    visited = visit(keeping)
    page = visited.page()
    expect(page.get_by_text("are kept for 90 days in a file on the server of Entente")).to_be_visible()
    asked = ask(page, ENGLISH).get_by_role("group", name="What is this answer worth?")
    asked.get_by_role("button", name="Not helpful").click()
    form = page.get_by_role("dialog", name="What is wrong with this answer?")
    expect(form.get_by_role("radio")).to_have_count(5)
    form.get_by_role("radio", name="The quote does not support it").check()
    form.get_by_label("Comment, without names or personal data").fill("=1+1 is not in it")
    form.get_by_role("button", name="Send").click()
    expect(form).to_be_hidden()
    expect(page.locator(".announcer")).to_have_text("Thank you: kept with the answer, for those who check it.")
    expect(asked.locator(".thanks")).to_be_visible()
    expect(asked.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
    expect(asked.get_by_role("button", name="Not helpful")).to_be_focused()
    assert given(records) == [(ENGLISH, False, "unsupported", "'=1+1 is not in it")]
    assert visited.complaints == []


def test_a_french_reader_is_asked_and_thanked_in_french(keeping: Site, visit: Begin, records: Records) -> None:
    visited = visit(keeping, locale="fr-FR")
    page = visited.page()
    expect(page.get_by_text("sont gardés 90 jours dans un fichier du serveur d'Entente")).to_be_visible()
    asked = ask(page, FRENCH).get_by_role("group", name="Que vaut cette réponse ?")
    asked.get_by_role("button", name="Pas utile").click()
    form = page.get_by_role("dialog", name="Qu'est-ce qui ne va pas dans cette réponse ?")
    form.get_by_role("radio", name="Elle n'est plus à jour").check()
    form.get_by_label("Commentaire, sans noms ni données personnelles").fill("Un autre maire depuis mai.")
    form.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".announcer")).to_contain_text("Merci : votre avis est gardé")
    assert given(records) == [(FRENCH, False, "out_of_date", "Un autre maire depuis mai.")]
    assert visited.complaints == []


def test_feedback_is_given_with_the_keyboard_alone(keeping: Site, visit: Begin, records: Records) -> None:
    page = visit(keeping).page()
    answer = ask(page, UNANSWERED)
    page.get_by_label("Your question").focus()
    page.keyboard.press("Shift+Tab")
    expect(answer.get_by_role("button", name="Not helpful")).to_be_focused()
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    expect(form.get_by_role("radio").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(answer.get_by_role("button", name="Not helpful")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(form.get_by_role("radio", name="Not answered, though it is in the articles")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("See the keepers' log.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(answer.locator(".thanks")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(answer.get_by_role("button", name="Helpful", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(answer.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "false")
    assert given(records) == [(UNANSWERED, False, "not_answered", "See the keepers' log."), (UNANSWERED, True, "", "")]


def test_what_was_given_still_shows_after_the_next_question(keeping: Site, visit: Begin, records: Records) -> None:
    page = visit(keeping).page()
    first = ask(page, UNANSWERED)
    first.get_by_role("button", name="Helpful", exact=True).click()
    expect(first.locator(".thanks")).to_be_visible()
    second = ask(page, FRENCH)
    expect(first.locator(".thanks")).to_be_visible()
    expect(first.get_by_role("button", name="Helpful", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(second.locator(".thanks")).to_be_hidden()
    expect(second.locator("[aria-pressed=true]")).to_have_count(0)
    assert given(records) == [(UNANSWERED, True, "", "")]


def test_no_reason_no_sending_and_cancelling_keeps_nothing(keeping: Site, visit: Begin, records: Records) -> None:
    page = visit(keeping).page()
    answer = ask(page, ENGLISH)
    answer.get_by_role("button", name="Not helpful").click()
    form = page.get_by_role("dialog")
    form.get_by_role("button", name="Send").click()
    expect(form).to_be_visible()
    form.get_by_role("radio").first.check()
    form.get_by_role("button", name="Cancel").click()
    expect(form).to_be_hidden()
    answer.get_by_role("button", name="Not helpful").click()
    expect(form.locator(":checked")).to_have_count(0)
    assert given(records) == []


def test_escape_closes_the_form_and_leaves_the_source_open(keeping: Site, visit: Begin) -> None:
    page = visit(keeping).page()
    answer = ask(page, ENGLISH)
    answer.locator(".marker").first.click()
    answer.get_by_role("button", name="Not helpful").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator(".source-view")).to_be_visible()


def test_what_cannot_be_kept_is_told_and_the_answer_stands(keeping: Site, visit: Begin, records: Records) -> None:
    records.path.write_bytes(b"not a database" * 100)
    page = visit(keeping).page()
    answer = ask(page, ENGLISH)
    expect(answer.locator(".marker")).to_have_count(2)
    answer.get_by_role("button", name="Helpful", exact=True).click()
    expect(answer.locator(".unkept")).to_be_visible()
    expect(page.locator(".announcer")).to_have_text("Your feedback could not be kept. Tell those who run Entente.")
    expect(answer.locator("[aria-pressed=true]")).to_have_count(0)


def test_a_server_that_is_gone_is_told(visit: Begin, records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "create_app", partial(api.create_app, keeping=Keeping(records, 90)))
    with serving(FakeAssistant()) as site:
        answer = ask(visit(site).page(), ENGLISH)
    answer.get_by_role("button", name="Helpful", exact=True).click()
    expect(answer.locator(".unkept")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (640, 400)])
def test_buttons_and_form_fit_a_small_window(keeping: Site, visit: Begin, width: int, height: int) -> None:
    page = visit(keeping, width=width, height=height).page()
    answer = ask(page, FRENCH)
    assert widest(page) == 0
    answer.get_by_role("button", name="Pas utile").click()
    form = page.get_by_role("dialog")
    form.get_by_role("button", name="Send").scroll_into_view_if_needed()
    expect(form.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    assert widest(page) == 0
    assert form.evaluate("form => form.scrollWidth - form.clientWidth") == 0


def test_where_nothing_is_kept_nothing_is_asked_and_the_page_says_so(page: Page) -> None:
    answer = ask(page, ENGLISH)
    expect(answer.get_by_role("button", name="helpful")).to_have_count(0)
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.get_by_text("Questions and answers are not kept.")).to_be_visible()
