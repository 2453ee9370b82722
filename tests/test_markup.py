"""Text becomes HTML that says the same and does nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.app.markup import escape, levels, link, safe_url
from tests.pages import Page

sendable = st.text(st.characters(exclude_categories=["Cs"]))


@given(sendable)
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    page = Page(f"<p>{escape(text)}</p>")
    assert [tag for tag, _ in page.tags] == ["p"]
    assert page.text == text


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    assert escape("a\ud800b") == "a?b"


@pytest.mark.parametrize("url", ["https://www.gov.uk/a?b=1&c=2#d", "http://example.org", "HTTPS://EXAMPLE.ORG/é"])
def test_web_pages_can_be_linked(url: str) -> None:
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "https://example.org/\nx",
        "https://example.org/a b",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/a",
        "https:",
        "https:///path",
        "http://[::1",
        "ftp://example.org",
    ],
)
def test_everything_else_is_text(url: str) -> None:
    assert safe_url(url) is None
    assert link("label", url, "new tab") == "label"


def test_a_link_opens_a_tab_that_learns_nothing_of_ours() -> None:
    (attributes,) = Page(link("a <b>", 'https://example.org/?a="&b', "new tab")).attributes("a")
    assert attributes == {"href": 'https://example.org/?a="&b', "target": "_blank", "rel": "noopener noreferrer"}


def test_ranges_cut_a_text_where_they_begin_and_end_and_the_highest_wins() -> None:
    # 0123456789: 2–6 at level 1, 4–8 at level 2, −3–1 reaches in from outside, 5–5 is empty.
    cut = list(levels(10, [(2, 6, 1), (4, 8, 2), (-3, 1, 1), (5, 5, 2)]))
    assert cut == [(0, 1, 1), (1, 2, 0), (2, 4, 1), (4, 8, 2), (8, 10, 0)]


def test_no_ranges_leave_a_text_whole_and_an_empty_text_has_no_pieces() -> None:
    assert list(levels(4, [])) == [(0, 4, 0)]
    assert list(levels(0, [(0, 0, 1)])) == []
