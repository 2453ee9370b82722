"""The table of words that say the same: well formed, and read alike from both languages."""

import json
from pathlib import Path

import pytest

import assistant.ask.support.lexicon as lexicon
from assistant.ask.support.align import align
from assistant.ask.support.names import missing_name
from assistant.ask.support.reading import read

FOLDER = Path(lexicon.__file__).parent
GROUPS = [
    line
    for name in ("lexicon.json", "names.json")
    for key, lines in json.loads((FOLDER / name).read_text("utf-8")).items()
    if key != "light"
    for line in lines
]


@pytest.mark.parametrize("line", GROUPS)
def test_every_group_has_words_of_both_languages(line: str) -> None:
    english, french = line.split("|")
    assert english.split()
    assert french.split()


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("signed", "signe"),
        ("loan", "preter"),
        ("owns", "detient"),
        ("cooperation", "cooperer"),
        ("military", "militaire"),
    ],
)
def test_words_of_both_languages_meet(english: str, french: str) -> None:
    assert lexicon.keys(english, "en") & lexicon.keys(french, "fr")


@pytest.mark.parametrize(("one", "other"), [("signed", "rejected"), ("lend", "sell"), ("before", "after")])
def test_different_words_do_not_meet(one: str, other: str) -> None:
    assert not lexicon.keys(one, "en") & lexicon.keys(other, "en")


@pytest.mark.parametrize(
    ("claim", "quote", "missing"),
    [
        ("Oduya leads the school.", "Maren Oduya leads the school.", ""),
        ("Maren Oduya leads the school.", "Captain Oduya leads the school.", ""),
        ("Maren Oduya leads the school.", "Captain Petra Oduya leads the school.", "Maren"),
        ("The British delegation left.", "La délégation du Royaume-Uni est partie.", ""),
        ("La délégation française est à Londres.", "The delegation of France is in London.", ""),
        ("It told NATO and the EU.", "Il a informé l'OTAN et l'UE.", ""),
        ("NPS leads it.", "The Norbury Pilots School leads it.", ""),
        ("The Norbury Pilots School leads it.", "NPS leads it.", ""),
        ("It was signed in Paris.", "It was signed in London.", "Paris"),
        ("The German delegation left.", "The French delegation left.", "German"),
        ("The AI Safety Institute said so.", "The AI Security Institute said so.", ""),
    ],
)
def test_names_must_stand_in_the_quote(claim: str, quote: str, missing: str) -> None:
    assert missing_name(align(read(claim), [read(quote)])) == missing
