"""What a sentence denies, and how it says what it says."""

import pytest

from assistant.ask.support.denial import denials, denying_words
from assistant.ask.support.modality import Mode, bears, hearsay
from assistant.ask.support.reading import read
from assistant.ask.support.stance import states


def denied(text: str) -> set[str]:
    reading = read(text)
    found = denials(reading)
    signs = denying_words(reading)
    return {w.folded for w in reading.words if w.at in found.denied and w.at not in signs and not w.stop}


def mode(text: str, word: str) -> Mode:
    reading = read(text)
    at = next(w.at for w in reading.words if w.folded == word)
    return states(reading)[at].mode


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Norbury did not sign the charter.", {"sign", "charter"}),
        ("Norbury never signed the charter.", {"signed", "charter"}),
        ("No page says that Norbury signed.", {"page", "says", "norbury", "signed"}),
        ("Norbury failed to sign the charter.", {"sign", "charter"}),
        ("Norbury did not fail to sign.", set()),
        ("Norbury signed, and not Valmer.", {"valmer"}),
        ("They came without the right to work.", {"right", "work"}),
        ("The code is voluntary and non-binding.", {"binding"}),
        ("Norbury did not sign, but Valmer signed the charter.", {"sign"}),
        ("Valmer n'a pas signé la charte.", {"signe", "charte"}),
        ("Aucune page n'indique que Valmer ait signé.", {"page", "indique", "valmer", "ait", "signe"}),
        ("Valmer a refusé de signer la charte.", {"signer", "charte"}),
        ("C'est Valmer qui paie, et non Norbury.", {"norbury"}),
        ("Valmer ne signe que la charte.", set()),
        ("Norbury pays no more than 50 crowns.", set()),
        ("Norbury signed not only the charter.", set()),
    ],
)
def test_a_denial_reaches_what_it_denies(text: str, words: set[str]) -> None:
    assert denied(text) == words


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Norbury will lend the bell.", "lend", "will"),
        ("Norbury is to lend the bell.", "lend", "is to"),
        ("Norbury was to lend the bell.", "lend", "was to"),
        ("Norbury must lend the bell.", "lend", "must"),
        ("Norbury may lend the bell.", "lend", "may"),
        ("Norbury can lend the bell.", "lend", "can"),
        ("Norbury plans to lend the bell.", "lend", "plans"),
        ("Norbury promised to lend the bell.", "lend", "promises"),
        ("Norbury has lent the bell.", "lent", "fact"),
        ("Norbury said that it would lend the bell.", "lend", "will"),
        ("Norbury would lend the bell only then.", "lend", "would"),
        ("Theresa May lent the bell in May.", "lent", "fact"),
        ("Valmer doit prêter la cloche.", "preter", "is to"),
        ("Valmer peut, selon l'accord, prêter la cloche.", "preter", "can"),
        ("Valmer pourrait prêter la cloche.", "preter", "may"),
        ("Valmer prêtera la cloche.", "pretera", "will"),
        ("Valmer prêterait la cloche.", "preterait", "would"),
        ("Valmer considérait la cloche.", "considerait", "fact"),
        ("Valmer prévoit de prêter la cloche.", "preter", "plans"),
    ],
)
def test_the_mode_of_a_verb_is_told(text: str, word: str, expected: Mode) -> None:
    assert mode(text, word) == expected


@pytest.mark.parametrize(
    ("claim", "quote", "past", "borne"),
    [
        ("fact", "will", False, False),
        ("fact", "plans", False, False),
        ("must", "may", False, False),
        ("may", "must", False, False),
        ("will", "plans", False, False),
        ("plans", "will", False, True),
        ("will", "is to", False, True),
        ("will", "fact", True, False),
        ("will", "fact", False, True),
    ],
)
def test_a_mode_may_not_be_strengthened_or_flipped(claim: Mode, quote: Mode, past: bool, borne: bool) -> None:
    assert bears(claim, quote, past) is borne


def test_hearsay_ends_at_a_contrast() -> None:
    reading = read("One weak page says that it opened in May, but the press reports June.")
    assert [word.folded for word in reading.words if hearsay(reading, word)][-1] == "may"
