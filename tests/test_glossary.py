"""Names that articles say mean the same, and finding the other names of what a question names."""

from pathlib import Path

import pytest

from assistant.documents import Article, Language
from assistant.index import glossary
from assistant.index.glossary import Glossary, Pair, pairs
from assistant.index.layout import DamagedBuild


def found(text: str, language: Language = "en") -> set[tuple[str, str]]:
    return {(pair.one, pair.other) for pair in pairs(Article("a", "A title", text, language))}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("It is run by the Norbury Pilots Authority (NPA).", "en", ("Norbury Pilots Authority", "NPA")),
        ("NPA (Norbury Pilots Authority) runs it.", "en", ("Norbury Pilots Authority", "NPA")),
        ("Le Centre national de la pêche côtière (CNPC) est à Valmer.", "fr", None),
        (
            "L'accord lie l'Office des phares et balises (OPB) à la ville.",
            "fr",
            ("Office des phares et balises", "OPB"),
        ),
        (
            "The Harbour Safety Board, since renamed the Harbour Security Board, met.",
            "en",
            ("Harbour Safety Board", "Harbour Security Board"),
        ),
        (
            "The Harbour Security Board (HSB), formerly the Harbour Safety Board, met.",
            "en",
            ("Harbour Security Board", "Harbour Safety Board"),
        ),
        (
            "Le Bureau des Phares, rebaptisé Agence des Phares en 2025, publie un rapport.",
            "fr",
            ("Bureau des Phares", "Agence des Phares"),
        ),
        (
            "La ville a lu la revue stratégique des ports (Strategic Ports Review).",
            "fr",
            ("revue stratégique des ports", "Strategic Ports Review"),
        ),
        (
            "It was read by the national lights commission (Commission nationale des phares).",
            "en",
            ("national lights commission", "Commission nationale des phares"),
        ),
    ],
)
def test_names_side_by_side_are_a_pair(text: str, language: Language, expected: tuple[str, str] | None) -> None:
    if expected is None:
        expected = ("Centre national de la pêche côtière", "CNPC")
    assert expected in found(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mayor Luc Fontanel (Valmer Harbour) signed it.", "en"),
        ("The accord was signed in March (see the Gazette).", "en"),
        ("Fees rose by half (NPA).", "en"),
        ("The fund (4.2 million crowns) is new.", "en"),
        ("Le maire a parlé du port avec Edith Calloway (Norbury Council).", "fr"),
        ("Edith Calloway, formerly the French consul Marie Blanc, signed.", "en"),
    ],
)
def test_what_only_stands_in_brackets_is_no_pair(text: str, language: Language) -> None:
    assert found(text, language) == set()


GLOSSARY = Glossary(
    [
        Pair("Harbour Security Board", "HSB", "a"),
        Pair("Harbour Safety Board", "Harbour Security Board", "a"),
        Pair("Office des phares", "Lights Office", "b"),
    ]
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("who leads the hsb?", {"hsb": ["Harbour Safety Board", "Harbour Security Board"]}),
        ("What was the Harbour Safety Board?", {"harbour safety board": ["HSB", "Harbour Security Board"]}),
        ("Que fait le Lights Office ?", {"lights office": ["Office des phares"]}),
        ("Que fait l'office des phares ?", {"office des phares": ["Lights Office"]}),
        ("What does the board do?", {}),
        ("", {}),
    ],
)
def test_a_question_that_uses_a_name_is_given_the_others(question: str, names: dict[str, list[str]]) -> None:
    assert GLOSSARY.names_in(question) == names


def test_a_name_that_is_a_common_word_counts_only_as_written() -> None:
    union = Glossary([Pair("Union of Norbury", "UN", "a"), Pair("Old Union Register", "OUR", "a")])
    assert union.names_in("Is the UN for it?") == {"un": ["Union of Norbury"]}
    assert union.names_in("Est-ce un phare de l'un ou de l'autre ? Is it our lamp?") == {}


def test_of_overlapping_names_the_longest_counts() -> None:
    nested = Glossary([Pair("Lights Office", "LO", "a"), Pair("Old Lights Office", "OLO", "a")])
    assert nested.names_in("the Old Lights Office") == {"old lights office": ["OLO"]}


def test_what_is_written_is_read_and_each_pair_is_there_once(tmp_path: Path) -> None:
    text = "The Norbury Pilots Authority (NPA) met. The Norbury Pilots Authority (NPA) left."
    path = tmp_path / glossary.NAME
    glossary.create(path, [Article("a", "T", text, "en"), Article("b", "T", text, "en")])
    assert len(path.read_text().splitlines()) == 1
    assert glossary.read(path).names_in("NPA") == {"npa": ["Norbury Pilots Authority"]}


def test_articles_without_names_give_an_empty_glossary(tmp_path: Path) -> None:
    glossary.create(tmp_path / glossary.NAME, [])
    empty = glossary.read(tmp_path / glossary.NAME)
    assert (len(empty), empty.names_in("NPA")) == (0, {})


@pytest.mark.parametrize("content", ["{", '{"one": "a"}\n', "[1]\n"])
def test_a_file_that_is_no_glossary_is_called_damaged_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / glossary.NAME).write_text(content)
    with pytest.raises(DamagedBuild, match=r"glossary\.jsonl"):
        glossary.read(tmp_path / glossary.NAME)
