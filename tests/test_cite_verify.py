"""A citation is a place: what is shown equals the words it opens, or is not shown."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assistant.ask.cite import cite
from assistant.ask.quote import Quoted
from assistant.ask.verify import verify
from assistant.documents import Article

TEXT = "Norbury pays 60 per cent. Valmer pays the rest, à 40 %."
ARTICLES = {"a": Article(id="a", title="The Accord", text=TEXT, language="en", url="https://norbury.example/a")}
QUOTES = [Quoted("a", 0, 25, ((13, 24),)), Quoted("a", 26, 55, ())]


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 20))
def test_every_citation_equals_its_place_in_the_article(start: int, length: int) -> None:
    _, (citation,) = cite([Quoted("a", start, min(start + length, len(TEXT)), ())], ARTICLES)
    assert TEXT[citation.span.start : citation.span.end] == citation.span.quote


def test_claims_are_numbered_in_order_and_carry_their_emphasis() -> None:
    claims, citations = cite(QUOTES, ARTICLES)
    assert [(c.text, c.citations, c.verdict) for c in claims] == [
        ("Norbury pays 60 per cent.", (1,), "verbatim"),
        ("Valmer pays the rest, à 40 %.", (2,), "verbatim"),
    ]
    assert claims[0].text[slice(*claims[0].emphasis[0])] == "60 per cent"
    assert [(c.n, c.title, c.url) for c in citations] == [
        (n, "The Accord", "https://norbury.example/a") for n in (1, 2)
    ]


def test_no_quotes_make_no_claims() -> None:
    assert cite([], ARTICLES) == ((), ())


def test_only_claims_that_rest_on_their_exact_words_are_kept() -> None:
    claims, citations = cite(QUOTES, ARTICLES)
    altered = replace(claims[0], text="Norbury pays 70 per cent.")
    uncited = replace(claims[1], citations=())
    unknown = replace(claims[1], citations=(7,))
    assert verify([altered, claims[1], uncited, unknown], citations, ARTICLES) == (claims[1],)


def test_a_quote_that_is_not_in_the_article_is_not_kept() -> None:
    claims, citations = cite(QUOTES[:1], ARTICLES)
    moved = replace(citations[0], span=replace(citations[0].span, start=1))
    elsewhere = replace(citations[0], span=replace(citations[0].span, article_id="gone"))
    assert verify(claims, [moved], ARTICLES) == ()
    assert verify(claims, [elsewhere], ARTICLES) == ()
