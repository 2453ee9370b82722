"""Characters, ids and file names as they are stored and shown."""

import re

from hypothesis import given
from hypothesis import strategies as st

from assistant.corpus.clean import clean, one_line, shown, slug


@given(st.text(st.characters(codec=None)))
def test_cleaning_keeps_every_offset_and_leaves_only_what_can_be_stored(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    cleaned.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f]", cleaned)
    assert all(new == old or old < " " or "\ud800" <= old <= "\udfff" for new, old in zip(cleaned, text, strict=True))


def test_nul_and_surrogates_become_replacement_characters_and_controls_spaces() -> None:
    assert clean("a\0b\ud800c\rd\x1be\tf\ng") == "a\ufffdb\ufffdc d e\tf\ng"


@given(st.text(max_size=300))
def test_a_slug_is_always_a_valid_id(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(text))
    assert len(slug(text)) <= 80


def test_a_slug_folds_accents_and_ligatures() -> None:
    assert slug("L'Œuvre d'été n° 2 (projet)") == "l-oeuvre-d-ete-n-2-projet"


def test_different_names_without_latin_letters_have_different_slugs() -> None:
    assert slug("海") != slug("港")


def test_a_file_name_is_shown_on_one_printable_line() -> None:
    assert shown("a\nb\udcff\x1b[31m.md") == "a\\nb\\udcff\\x1b[31m.md"
    assert shown("été.md") == "été.md"


def test_one_line_joins_white_space_of_every_kind() -> None:
    assert one_line("  a\n\tb\0 \u00a0c ") == "a b\ufffd c"
