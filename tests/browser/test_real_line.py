"""The page over the real line: retrieval, quoting and verifying over a small index, with a fake embedder."""

import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from assistant.ask import evidence
from assistant.ask.pipeline import Assistant
from assistant.index.live import LiveIndex
from assistant.settings import Settings
from tests.browser.conftest import Site, Visit, serving
from tests.browser.test_chat import ask, shown_words
from tests.fakes import FakeEmbedder

Begin = Callable[..., Visit]


class Line(Assistant):
    """The real assistant; `gate` is what a site closes with."""

    gate = threading.Event()


class Likely:
    """Stands in for the fitted model, which knows the real embedder's figures."""

    value = 0.9

    def probability(self, _signals: object) -> float:
        return self.value


@pytest.fixture
def line(built: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(evidence, "model", Likely)
    index = LiveIndex(built.index.location, FakeEmbedder())
    with serving(Line(built, FakeEmbedder(), index)) as site:
        yield site
    index.close()


def open_first_citation(page: Page, question: str) -> None:
    ask(page, question).locator(".marker").first.click()


def test_an_english_question_opens_the_article_at_the_quoted_words(line: Site, visit: Begin) -> None:
    visited = visit(line)
    page = visited.page()
    open_first_citation(page, "Who leads the pilots' school?")
    expect(shown_words(page)).to_have_text("Captain Maren Oduya leads the school.")
    expect(shown_words(page)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("heading", name="The pilots' school opens")).to_be_focused()
    assert visited.complaints == []


def test_a_french_question_opens_the_french_article_at_the_quoted_words(line: Site, visit: Begin) -> None:
    page = visit(line, locale="fr-FR").page()
    open_first_citation(page, "Combien d'étals compte le marché aux huîtres ?")
    expect(shown_words(page)).to_have_text("Le marché aux huîtres se tient chaque samedi sur le quai des Goélands.")
    expect(shown_words(page)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("heading", name="Le marché aux huîtres de Valmer")).to_be_focused()


def test_a_follow_up_shows_how_it_was_understood(line: Site, visit: Begin) -> None:
    page = visit(line).page()
    ask(page, "What is the pilots' school?")
    answer = ask(page, "And who leads it?")
    expect(answer).to_contain_text("who leads it? (the pilots' school)")
    expect(answer.locator(".claim").first).to_contain_text("Captain Maren Oduya")


def test_a_refusal_opens_the_nearest_article(line: Site, visit: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Likely, "value", 0.1)
    page = visit(line).page()
    answer = ask(page, "What does the pilots' school cost?")
    expect(answer).to_contain_text("The articles do not answer this question.")
    answer.get_by_role("button", name="The pilots' school opens").click()
    expect(page.get_by_role("heading", name="The pilots' school opens")).to_be_focused()
