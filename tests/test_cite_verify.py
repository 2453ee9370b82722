"""A citation is a place: what is shown equals the words it opens, or is not shown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from assistant.ask.cite import cite
from assistant.ask.quote import Quoted
from assistant.ask.standing import Moment, Standings
from assistant.ask.verify import verify
from assistant.documents import Article, Passage

TEXT = "Norbury pays 60 per cent. Valmer pays the rest, à 40 %."
ARTICLES = {"a": Article(id="a", title="The Accord", text=TEXT, language="en", url="https://norbury.example/a")}
PASSAGE = Passage("p", "a", 0, 55, (), "en", 20, ((0, 25), (26, 55)))
QUOTES = [Quoted(PASSAGE, 0, 25, ((13, 24),)), Quoted(PASSAGE, 26, 55, ())]


def standings(articles: Mapping[str, Article], *passages: Passage) -> Standings:
    return Standings(articles, {passage.id: passage for passage in passages}, Moment(date(2026, 1, 1)))


HELD = standings(ARTICLES, PASSAGE)


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 20))
def test_every_citation_equals_its_place_in_the_article(start: int, length: int) -> None:
    _, (citation,) = cite([Quoted(PASSAGE, start, min(start + length, len(TEXT)), ())], ARTICLES, HELD)
    assert TEXT[citation.span.start : citation.span.end] == citation.span.quote


def test_claims_are_numbered_in_order_and_carry_their_emphasis() -> None:
    claims, citations = cite(QUOTES, ARTICLES, HELD)
    assert [(c.text, c.citations, c.verdict) for c in claims] == [
        ("Norbury pays 60 per cent.", (1,), "verbatim"),
        ("Valmer pays the rest, à 40 %.", (2,), "verbatim"),
    ]
    assert claims[0].text[slice(*claims[0].emphasis[0])] == "60 per cent"
    assert [(c.n, c.title, c.url) for c in citations] == [
        (n, "The Accord", "https://norbury.example/a") for n in (1, 2)
    ]


def test_a_quote_that_was_replaced_names_the_marker_of_what_replaced_it() -> None:
    old = replace(ARTICLES["a"], valid_to=date(2025, 6, 30), replaced_by=("b",))
    new = Article("b", "The New Accord", "Norbury pays half.", "en", "GOV", authority="treaty")
    later = Passage("q", "b", 0, 18, (), "en", 5, ((0, 18),))
    articles = {"a": old, "b": new}
    _, citations = cite([QUOTES[0], Quoted(later, 0, 18, ())], articles, standings(articles, PASSAGE, later))
    assert [(c.state, c.valid_to, c.replaced_by) for c in citations] == [
        ("replaced", date(2025, 6, 30), (2,)),
        ("in_force", None, ()),
    ]
    assert (citations[1].publisher, citations[1].authority) == ("GOV", "treaty")


def test_no_quotes_make_no_claims() -> None:
    assert cite([], ARTICLES, HELD) == ((), ())


def test_only_claims_that_rest_on_their_exact_words_are_kept() -> None:
    claims, citations = cite(QUOTES, ARTICLES, HELD)
    altered = replace(claims[0], text="Norbury pays 70 per cent.")
    uncited = replace(claims[1], citations=())
    unknown = replace(claims[1], citations=(7,))
    assert verify([altered, claims[1], uncited, unknown], citations, ARTICLES) == (claims[1],)


def test_a_quote_that_is_not_in_the_article_is_not_kept() -> None:
    claims, citations = cite(QUOTES[:1], ARTICLES, HELD)
    moved = replace(citations[0], span=replace(citations[0].span, start=1))
    elsewhere = replace(citations[0], span=replace(citations[0].span, article_id="gone"))
    assert verify(claims, [moved], ARTICLES) == ()
    assert verify(claims, [elsewhere], ARTICLES) == ()
