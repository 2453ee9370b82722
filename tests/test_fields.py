"""Fields of the front matter and of JSON lines: what they become, and how a wrong one is named."""

from datetime import date, datetime

import pytest

from assistant.corpus.fields import Values, article, check_keys, identifier, parse_day
from assistant.documents import Article, Section, Source
from assistant.errors import ArticleError

ENGLISH = "The quay is open to every boat, and the towns pay for it."
FRENCH = "Le quai est ouvert à tous les bateaux, et les villes le paient."


def make(values: Values, text: str = ENGLISH) -> Article:
    return article(values, text, "an-id", "A title")


def refused(values: Values) -> str:
    with pytest.raises(ArticleError) as caught:
        make(values)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_every_field_arrives_in_the_article() -> None:
    made = make(
        {
            "language": "en",
            "publisher": "Harbour Daily",
            "published": date(2025, 7, 10),
            "url": "https://x.example/a",
            "topics": ["harbour", "money"],
            "authority": "government",
            "valid_from": "2025-08-01",
            "valid_to": "2026-07-31",
            "replaced_by": ["other"],
            "sections": [
                {"heading": "Fees", "valid_from": 2025, "valid_to": "2025-09", "replaced_by": "other#Fees now"}
            ],
            "sources": [{"label": "The accord", "url": "https://x.example/b", "date": 2025}, {"label": "Recalled"}],
        }
    )
    assert made == Article(
        id="an-id",
        title="A title",
        text=ENGLISH,
        language="en",
        publisher="Harbour Daily",
        published=date(2025, 7, 10),
        url="https://x.example/a",
        topics=("harbour", "money"),
        authority="government",
        valid_from=date(2025, 8, 1),
        valid_to=date(2026, 7, 31),
        replaced_by=("other",),
        sections=(Section("Fees", date(2025, 1, 1), date(2025, 9, 30), ("other#Fees now",)),),
        sources=(Source("The accord", "https://x.example/b", "2025"), Source("Recalled")),
    )


def test_missing_and_empty_fields_keep_their_defaults() -> None:
    empty = dict.fromkeys(
        "language publisher published url topics valid_from valid_to replaced_by sections sources".split()
    )
    assert make(empty) == make({}) == Article(id="an-id", title="A title", text=ENGLISH, language="en")


@pytest.mark.parametrize("declared", ["fr", "FR", "fr-FR", "fr_CA", "French", "français", "fra"])
def test_a_declared_language_is_normalised(declared: str) -> None:
    assert make({"language": declared}).language == "fr"
    assert make({"lang": declared}).language == "fr"


def test_an_undeclared_language_is_detected() -> None:
    assert make({}, FRENCH).language == "fr"
    assert make({}, ENGLISH).language == "en"


def test_another_language_is_refused_by_name() -> None:
    assert refused({"lang": "de-DE"}) == "language: found 'de-DE', expected en or fr"


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        (2024, date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-07-10", date(2025, 7, 10), date(2025, 7, 10)),
        ("2025-07-10T23:59:00Z", date(2025, 7, 10), date(2025, 7, 10)),
        (datetime(2025, 7, 10, 12, 30), date(2025, 7, 10), date(2025, 7, 10)),
    ],
)
def test_a_partial_date_is_its_first_day_and_for_valid_to_its_last(written: object, first: date, last: date) -> None:
    made = make({"published": written, "valid_from": written, "valid_to": written})
    assert (made.published, made.valid_from, made.valid_to) == (first, first, last)
    assert make({"date": written}).published == first


@pytest.mark.parametrize("written", ["10 July 2025", "2025-13", "2025-02-30", "0000", "25-07-10", True, ["2025"]])
def test_what_is_no_date_is_refused(written: object) -> None:
    assert refused({"published": written}).startswith("published: found ")


def test_a_calendar_error_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="day is out of range"):
        parse_day("2025-06-31")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"authority": "rumour"}, "authority"),
        ({"topics": {"a": 1}}, "topics"),
        ({"topics": [["a"]]}, "topics"),
        ({"replaced_by": 3.5}, "replaced_by"),
        ({"publisher": ["x"]}, "publisher"),
        ({"publisher": True}, "publisher"),
        ({"sections": "Ministers"}, "sections"),
        ({"sections": [{"valid_to": "2025"}]}, "sections"),
        ({"sections": [{"heading": "Ministers", "valid_to": "soon"}]}, "valid_to"),
        ({"sources": "https://x.example"}, "sources"),
        ({"sources": [{"url": "https://x.example"}]}, "sources"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(values: Values, field: str) -> None:
    assert refused(values).startswith(f"{field}: found ")


def test_a_huge_value_is_not_repeated_in_the_reason() -> None:
    assert len(refused({"publisher": ["x" * 1000] * 1000})) < 200


def test_white_space_and_controls_in_a_field_are_one_space() -> None:
    assert make({"publisher": " Harbour\n\tDaily\x07 "}).publisher == "Harbour Daily"


def test_a_title_longer_than_300_characters_is_refused() -> None:
    with pytest.raises(ArticleError, match="found 301 characters, expected at most 300"):
        article({}, ENGLISH, "an-id", "x" * 301)


def test_markdown_ids_are_slugs_and_other_ids_any_printable_text() -> None:
    assert identifier({"id": "a-1"}, slug_only=True) == "a-1"
    assert identifier({"id": "Doc/17 (é)"}, slug_only=False) == "Doc/17 (é)"
    assert identifier({"id": 17}, slug_only=False) == "17"
    assert identifier({}, slug_only=True) == identifier({"id": None}, slug_only=False) == ""


@pytest.mark.parametrize("found", ["A", "a_b", "-a", "é", "", "a b"])
def test_a_markdown_id_that_is_no_slug_is_refused(found: str) -> None:
    with pytest.raises(ArticleError, match="id: found"):
        identifier({"id": found}, slug_only=True)


@pytest.mark.parametrize("found", ["", "  ", "a\nb", "\ud800", "x" * 201, ["a"]])
def test_an_unprintable_empty_or_overlong_id_is_refused(found: object) -> None:
    with pytest.raises(ArticleError, match="id: found"):
        identifier({"id": found}, slug_only=False)


def test_an_unknown_key_that_resembles_nothing_is_told_the_known_ones() -> None:
    with pytest.raises(ArticleError, match="unknown key 'zzz' in the front matter; expected one of id, title"):
        check_keys({"zzz": 1})
