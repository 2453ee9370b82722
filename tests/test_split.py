"""Splitting: whole sentences, exact offsets, nothing lost, nothing too long."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.corpus.split import sections, split
from assistant.documents import Article, Language

TEXT = st.text(
    st.one_of(st.sampled_from("abé.!?  \n\n-#«»’“”🎉1M"), st.characters(exclude_categories=["Cs"])), max_size=400
)


def article(text: str, language: Language = "en") -> Article:
    return Article(id="a", title="T", text=text, language=language)


def count_words(texts: Sequence[str]) -> list[int]:
    return [max(1, len(text.split()), len(text) // 20) for text in texts]


def sentences(text: str, language: Language = "en") -> list[str]:
    return [text[a:b] for section in sections(article(text, language)) for a, b in section.sentences]


@given(TEXT, st.integers(5, 40))
def test_passages_are_made_of_their_sentences_in_text_order(text: str, limit: int) -> None:
    passages = split(article(text), count_words, limit)
    flat = [span for passage in passages for span in passage.sentences]
    assert flat == sorted(flat)
    for passage in passages:
        assert (passage.start, passage.end) == (passage.sentences[0][0], passage.sentences[-1][1])
        assert all(text[a:b] == text[a:b].strip() != "" for a, b in passage.sentences)


@given(TEXT, st.integers(5, 40))
def test_no_passage_is_longer_than_asked(text: str, limit: int) -> None:
    assert all(passage.tokens <= limit for passage in split(article(text), count_words, limit))


@given(st.lists(st.sampled_from(["Alpha beta.", "Gamma delta!", "Is it so?", "Un été à Paris."]), max_size=12))
def test_every_word_outside_headings_is_in_one_passage(parts: list[str]) -> None:
    text = " ".join(parts)
    found = " ".join(text[a:b] for p in split(article(text), count_words, 6) for a, b in p.sentences)
    assert found == text


@given(TEXT)
def test_the_same_split_gives_the_same_ids(text: str) -> None:
    first = [p.id for p in split(article(text), count_words, 12)]
    assert first == [p.id for p in split(article(text), count_words, 12)]
    assert len(set(first)) == len(first)


def test_a_heading_parts_passages_and_names_them() -> None:
    text = "Opening words.\n\n## One\n\nFirst thing.\n\n### Deep\n\nSecond thing.\n\n## Two\n\nThird thing."
    found = [(p.heading_path, text[p.start : p.end]) for p in split(article(text), count_words, 50)]
    assert found == [
        ((), "Opening words."),
        (("One",), "First thing."),
        (("One", "Deep"), "Second thing."),
        (("Two",), "Third thing."),
    ]


def test_list_items_are_sentences_without_their_mark() -> None:
    assert sentences("Three:\n\n- one thing\n- Another thing. With more.\n2. third") == [
        "Three:", "one thing", "Another thing.", "With more.", "third",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("M. Macron est là. Il parle.", "fr", ["M. Macron est là.", "Il parle."]),
        ("It cost £1.5 billion. Fine.", "en", ["It cost £1.5 billion.", "Fine."]),
        ("See No. 10 Downing St. for more. Yes.", "en", ["See No. 10 Downing St. for more.", "Yes."]),
        ("La part est de 12,5 %. C'est moins.", "fr", ["La part est de 12,5 %.", "C'est moins."]),
    ],
)
def test_abbreviations_and_numbers_do_not_end_a_sentence(text: str, language: Language, expected: list[str]) -> None:
    assert sentences(text, language) == expected


def test_a_headline_without_a_stop_stands_apart_from_the_next_line() -> None:
    assert sentences("Read more here\nA new sentence begins. End.") == [
        "Read more here",
        "A new sentence begins.",
        "End.",
    ]


def test_a_wrapped_line_goes_on_in_the_next() -> None:
    wrapped = "The partnership is led by two centres, one on each side of the\nChannel, and began in 2025."
    assert sentences(wrapped) == [wrapped]


def test_a_megabyte_without_spaces_is_cut_to_size() -> None:
    passages = split(article("x" * 1_000_000), count_words, 60)
    assert sum(p.end - p.start for p in passages) == 1_000_000
    assert max(p.tokens for p in passages) <= 60


def test_a_text_without_words_has_no_passages() -> None:
    assert split(article(" \n\n \n"), count_words, 50) == []
