"""A question that asks several things is taken apart; one that asks one thing is left whole."""

import pytest

from assistant.ask import parts as parts_module
from assistant.ask.parts import Part, said, split
from assistant.documents import Language
from assistant.index.live import Snapshot


@pytest.mark.parametrize(
    ("question", "language", "parts"),
    [
        (
            "When was the accord signed and who signed it?",
            "en",
            ["When was the accord signed", "who signed it (the accord signed)"],
        ),
        (
            "Qui construit la machine et où sera-t-elle installée ?",
            "fr",
            ["Qui construit la machine", "où sera-t-elle installée (construit la machine)"],
        ),
        (
            "Who has the bigger stake, the port or the town?",
            "en",
            ["Who has the bigger stake: the port?", "Who has the bigger stake: the town?"],
        ),
        (
            "Qui est parti en premier, Anne ou Paul ?",
            "fr",
            ["Qui est parti en premier: Anne?", "Qui est parti en premier: Paul?"],
        ),
        ("What's the difference between the fund and the school?", "en", ["the fund", "the school"]),
        ("Quelle différence entre le fonds et l'école ?", "fr", ["le fonds", "l'école"]),
        ("fund vs school, which is older?", "en", ["fund which is older", "school which is older"]),
        (
            "How many towns pay for the fund, and how much each?",
            "en",
            ["How many towns pay for the fund", "how much each (towns pay for the fund)"],
        ),
        (
            "Combien de communes paient, et lesquelles sont-ce ?",
            "fr",
            ["Combien de communes paient", "lesquelles sont-ce (de communes paient)"],
        ),
        (
            "La première foire s'est tenue quel jour, et la suivante est prévue où ?",
            "fr",
            [
                "La première foire s'est tenue quel jour",
                "la suivante est prévue où (La première foire s'est tenue quel jour)",
            ],
        ),
        (
            "What does the school cost, and the fund is worth how much?",
            "en",
            ["What does the school cost", "the fund is worth how much (the school cost)"],
        ),
    ],
)
def test_each_thing_asked_is_a_part_that_stands_alone(question: str, language: Language, parts: list[str]) -> None:
    assert [part.text for part in split(question, language)] == parts


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who leads the school?", "en"),
        ("What do Norbury and Valmer pay?", "en"),
        ("When and where did they meet?", "en"),
        ("Quels pays ont signé et ratifié l'accord ?", "fr"),
        ("Norbury et Valmer ont signé quand ?", "fr"),
        ("Who leads the school, when and where?", "en"),
        ("", "en"),
    ],
)
def test_a_question_that_asks_one_thing_has_no_parts(question: str, language: Language) -> None:
    assert split(question, language) == []


def test_a_question_joined_to_another_asks_by_itself_a_thing_compared_does_not() -> None:
    joined = split("When was the accord signed and who signed it?", "en")
    assert [(part.words, part.asks) for part in joined] == [
        ("When was the accord signed", True),
        ("who signed it", True),
    ]
    compared = split("Who has the bigger stake, the port or the town?", "en")
    assert [(part.words, part.asks) for part in compared] == [("the port", False), ("the town", False)]


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("The school is new, right? Who leads it?", False),
        ("Is the school new and who leads it?", True),
        ("L'école est-elle neuve et qui la dirige ?", True),
    ],
)
def test_what_is_said_before_a_question_asks_nothing_by_itself(question: str, asks: bool) -> None:
    language: Language = "fr" if "école" in question else "en"
    assert [part.asks for part in split(question, language)] == [asks, True]


def test_at_most_three_parts_are_made() -> None:
    asked = "Who leads the school and when was the fund made and where is the ferry and why was the market closed?"
    assert len(split(asked, "en")) == 3


class Pairs:
    """Stands in for the second voter: "boats" and "navires" are the same to it, every other word is like no other."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        known = sorted(set(texts) - {"boats", "navires"})
        places = {word: place for place, word in enumerate(known, 1)} | {"boats": 0, "navires": 0}
        return [[float(place == places[text]) for place in range(len(known) + 1)] for text in texts]


class TestSaid:
    FIRST = Part("Who leads the school", "Who leads the school", True)

    @pytest.fixture(autouse=True)
    def voter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(parts_module, "voter", Pairs)

    def share(self, words: str, texts: list[str], snapshot: Snapshot) -> float:
        return said(Part(f"{words} (the school)", words, True), [self.FIRST], texts, snapshot)

    def test_a_word_not_said_in_any_form_counts_by_the_nearest_word(self, snapshot: Snapshot) -> None:
        assert self.share("how many boats has it", ["The school has one boat."], snapshot) == 1
        assert self.share("how many boats has it", ["L'école a deux navires."], snapshot) == 1
        assert self.share("how many boats has it", ["The school has nine cooks."], snapshot) == 0

    def test_the_text_that_says_most_counts_and_texts_are_not_added_up(self, snapshot: Snapshot) -> None:
        both = self.share("how many boats in Elsewhere", ["Boats.", "Elsewhere."], snapshot)
        assert 0 < both < 1
        assert self.share("how many boats in Elsewhere", ["Boats.", "Boats, Elsewhere."], snapshot) == 1

    def test_a_rare_word_weighs_more(self, snapshot: Snapshot) -> None:
        common, rare = "accord", "zeppelins"
        assert snapshot.rarity([common]) < snapshot.rarity(["zeppelin"])
        asked = f"which {rare} for the {common}"
        assert self.share(asked, ["Accord."], snapshot) < 0.5 < self.share(asked, ["Zeppelin."], snapshot)

    def test_what_an_earlier_part_says_is_not_a_word_of_its_own(self, snapshot: Snapshot) -> None:
        assert self.share("how many boats has the school", ["School."], snapshot) == 0

    def test_a_part_without_words_of_its_own_is_said_and_no_text_says_nothing(self, snapshot: Snapshot) -> None:
        assert self.share("how much of it", [], snapshot) == 1
        assert self.share("how many boats", [], snapshot) == 0
        assert self.share("how many boats", ["…"], snapshot) == 0
