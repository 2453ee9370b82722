"""An article's panel: the text as it is indexed, the quotes marked at their places."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.app.source import Place, View, open_button, panel, panel_notice
from assistant.documents import Article, Section, Source, Span
from tests.fakes_app import ARTICLES, ENGLISH_QUOTE, LIGHTHOUSE, PHARES
from tests.pages import Page

SECOND = "They publish what they decide within ten days."


def span(article: Article, quote: str) -> Span:
    start = article.text.index(quote)
    return Span(article.id, start, start + len(quote), quote)


def shown(article: Article = LIGHTHOUSE, quotes: tuple[str, ...] = (ENGLISH_QUOTE, SECOND), clicked: int = 0) -> Page:
    places = tuple(Place.of(span(article, quote)) for quote in quotes)
    return Page(panel(article, View(article.id, places, clicked, clicked + 1), ARTICLES, "en"))


def test_the_quote_that_was_clicked_is_marked_strongly_and_the_others_lightly() -> None:
    page = shown(clicked=1)
    assert page.texts("mark") == [ENGLISH_QUOTE, SECOND]
    assert page.texts(".shown") == [SECOND]
    assert page.texts(".kind") == ["Citation 2"]


def test_the_whole_article_is_there_without_the_signs_of_its_headings_and_lists() -> None:
    page = shown()
    expected = "".join(line.lstrip("#- ") for line in LIGHTHOUSE.text.splitlines())
    assert page.texts(".article") == [expected]
    assert page.texts("h2") == [LIGHTHOUSE.title]
    assert [heading for heading in page.texts("h3") if heading != "Written from"] == [
        "What was agreed",
        "How it came about",
        "Who leads it",
        "What it costs",
        "The keepers",
    ]
    assert page.texts("h4") == ["What is not said"]
    assert "Ships pay nothing." in page.texts("li")


def test_title_publisher_date_language_and_kind_are_told_in_the_readers_language() -> None:
    english, french = (panel(LIGHTHOUSE, View(LIGHTHOUSE.id), ARTICLES, language) for language in ("en", "fr"))
    assert "Norbury Gazette · 10 July 2025 · In English · Press" in Page(english).text
    assert "Norbury Gazette · 10 juillet 2025 · En anglais · Presse" in Page(french).text
    assert "In force from 1 August 2025" in Page(english).text
    assert "En vigueur du 1er août 2025 au 31 juillet 2055" in Page(panel(PHARES, View(PHARES.id), {}, "fr")).text


def test_what_replaced_the_article_can_be_opened_where_it_is_indexed() -> None:
    page = shown()
    assert page.texts(".near") == [PHARES.title]
    assert "Replaced by L'accord des phares vu de Valmer, not-indexed" in page.text


def test_a_section_with_a_validity_of_its_own_is_told_and_what_replaced_it_opens_at_its_heading() -> None:
    section = Section("Who leads it", date(2025, 8, 1), date(2025, 9, 4), (f"{PHARES.id}#Qui le dirige", "gone#x"))
    page = Page(panel(replace(LIGHTHOUSE, sections=(section,)), View(LIGHTHOUSE.id), ARTICLES, "en"))
    assert (
        "“Who leads it” · In force from 1 August 2025 until 4 September 2025 · Replaced by "
        f"{PHARES.title}, “Qui le dirige”, gone#x"
    ) in page.texts("p")
    (address,) = [a["data-panel"] for a in page.attributes("button") if "&at=" in a.get("data-panel", "")]
    (at,) = [value for name, value in parse_qsl(urlsplit(address).query) if name == "at"]
    start, end = (int(number) for number in at.split("-")[:2])
    assert PHARES.text[start:end] == "Qui le dirige"


def test_a_section_that_is_not_there_opens_its_article_as_such() -> None:
    page = Page(
        panel(replace(LIGHTHOUSE, replaced_by=(f"{PHARES.id}#Nulle part",)), View(LIGHTHOUSE.id), ARTICLES, "fr")
    )
    assert "panel?article=accord-des-phares" in [a.get("data-panel") for a in page.attributes("button")]
    assert page.texts(".near") == [f"{PHARES.title}, « Nulle part »"]


def test_its_own_sources_are_links_with_their_dates_as_exact_as_known() -> None:
    page = shown()
    assert [a["href"] for a in page.attributes("a")] == [
        "https://gazette.example/lighthouse-accord",
        "https://norbury.example/accord",
        "http://board.example/minutes?year=2025&no=4",
    ]
    assert page.texts("li")[-3:] == [
        "Text of the accord (opens in a new tab), 10 July 2025",
        "Minutes of the harbour board (opens in a new tab), June 2025",
        "What the keepers remember, 2024",
    ]


@pytest.mark.parametrize("written", ["someday", "2025-13", "2025-1", "25", "2025-07-10T00:00"])
def test_a_source_date_that_is_none_stands_as_it_is(written: str) -> None:
    article = replace(LIGHTHOUSE, sources=(Source("Text", "", written),))
    assert Page(panel(article, View(article.id), {}, "en")).texts("li")[-1] == f"Text, {written}"


def test_unknown_facts_leave_no_gaps() -> None:
    bare = Article("bare", "Bare", "Some text.", "en")
    page = Page(panel(bare, View("bare"), {}, "en"))
    assert page.texts(".facts") == ["In English · Press"]
    assert "Written from" not in page.text


def test_an_article_that_changed_since_the_answer_is_shown_unmarked_and_says_so() -> None:
    place = Place.of(span(LIGHTHOUSE, ENGLISH_QUOTE))
    changed = replace(LIGHTHOUSE, text="## New\n\n" + LIGHTHOUSE.text)
    page = Page(panel(changed, View(LIGHTHOUSE.id, (place,), 0, 1), {}, "en"))
    assert page.texts("mark") == []
    assert page.texts(".notice") == [
        "This article has changed since the answer, so the quoted words are not marked. Ask again."
    ]


def test_a_quote_over_several_paragraphs_is_marked_in_each() -> None:
    article = Article("a", "A", "One two.\n\nThree four.", "en")
    page = Page(panel(article, View("a", (Place.of(Span("a", 4, 15, "two.\n\nThree")),), 0, 1), {}, "en"))
    assert page.texts(".shown") == ["two.", "Three"]


def test_a_title_or_text_with_tags_shows_them_as_text() -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(1)</script>\"'&amp;"
    article = replace(
        LIGHTHOUSE,
        title=evil,
        text=f"## {evil}\n\n- {evil}\n\n{evil}",
        publisher=evil,
        url="javascript:alert(1)",
        replaced_by=(evil,),
        sources=(Source(evil, "javascript:alert(1)", evil), Source(evil, "https://example.org/<script>", evil)),
    )
    place = Place.of(span(article, "<script>alert(1)</script>"))
    page = Page(panel(article, View(article.id, (place,), 0, 1), {evil: article}, "en"))
    assert page.dangers() == []
    assert page.texts("h2") == [evil]
    assert page.texts(".shown") == ["<script>alert(1)</script>"]
    assert evil in page.texts("p")


def test_the_address_of_a_view_carries_everything_needed_to_show_it() -> None:
    places = (Place.of(span(LIGHTHOUSE, ENGLISH_QUOTE)), Place.of(span(LIGHTHOUSE, SECOND)))
    address = urlsplit(View("a b&c=é", places, 1, 4).address)
    assert address.path == "panel"
    assert parse_qsl(address.query) == [
        ("article", "a b&c=é"),
        *(("at", f"{place.start}-{place.end}-{place.digest}") for place in places),
        ("shown", "1"),
        ("marker", "4"),
    ]


def test_a_notice_has_a_heading_to_move_to_and_a_way_out() -> None:
    page = Page(panel_notice("No index <here>.", "fr"))
    assert page.texts(".notice") == ["No index <here>."]
    assert page.attributes("h2")[0]["tabindex"] == "-1"
    assert page.texts("button") == ["Fermer"]


def test_a_button_that_opens_an_article_is_a_button_with_its_title() -> None:
    page = Page(open_button("x", "A <title>", "Open the article"))
    assert page.tags[0] == ("button", {"type": "button", "class": "near", "data-panel": "panel?article=x"})
    assert page.text == "A <title> (Open the article)"


lines = st.sampled_from(["# Top", "## Sub", "- item", "plain words", "more of it", "", "#no heading", "-no item", "  "])


@given(st.lists(lines).map("\n".join), st.data())
def test_every_quote_inside_a_paragraph_is_marked_exactly(text: str, data: st.DataObject) -> None:
    paragraphs = [line for line in text.splitlines() if line.startswith("plain")]
    if not paragraphs:
        return
    start = text.index("plain words") + data.draw(st.integers(0, 9))
    end = data.draw(st.integers(start + 1, text.index("plain words") + 11))
    place = Place.of(Span("a", start, end, text[start:end]))
    page = Page(panel(Article("a", "A", text, "en"), View("a", (place,), 0, 1), {}, "en"))
    assert page.texts("mark") == [text[start:end]]


@given(st.text())
def test_any_text_is_shown_whole(text: str) -> None:
    page = Page(panel(Article("a", "A", text, "en", published=date(2025, 1, 1)), View("a"), {}, "en"))
    (article,) = page.texts(".article")
    sent = text.encode("utf-8", "replace").decode()
    kept = [word for word in "".join(sent.split()) if word not in "#-"]
    assert [letter for letter in "".join(article.split()) if letter not in "#-"] == kept
    assert page.dangers() == []
