"""Numbers as English and French write them: figures grouped by comma, space or point, and words up to thousands."""

import re
from decimal import Decimal

from assistant.documents import Language


def _counted(words: str, start: int = 0) -> dict[str, int]:
    return {word: value for value, word in enumerate(words.split(), start=start)}


_UNITS: dict[Language, dict[str, int]] = {
    "en": _counted(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen"""
    )
    | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
    | {"dozen": 12},
    "fr": _counted("zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize")
    | {"une": 1, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
    | {"septante": 70, "octante": 80, "huitante": 80, "nonante": 90, "dizaine": 10, "douzaine": 12, "quinzaine": 15}
    | {"vingtaine": 20, "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100},
}
_HUNDREDS: dict[Language, tuple[str, ...]] = {"en": ("hundred",), "fr": ("cent", "cents")}
_THOUSAND: dict[Language, str] = {"en": "thousand", "fr": "mille"}
_AND: dict[Language, str] = {"en": "and", "fr": "et"}
# Words that count only beside another numeral: "one in, one out", "un accord", "pour cent".
_NONE_ALONE = frozenset("one un une zero hundred thousand cent cents mille".split())

_PLACES = _counted(
    """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth""",
    start=1,
) | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "hundredth": 100}
_FRENCH_PLACES = {"premier": 1, "premiere": 1, "second": 2, "seconde": 2}


def _spelled(language: Language) -> re.Pattern[str]:
    words = sorted([*_UNITS[language], *_HUNDREDS[language], _THOUSAND[language]], key=len, reverse=True)
    numeral = f"(?:{'|'.join(words)})".replace("|une|", r"|une(?! \w+aines?\b)|")
    return re.compile(rf"\b{numeral}(?:(?:[ -]|[ -]{_AND[language]}[ -]){numeral})*\b")


SPELLED: dict[Language, re.Pattern[str]] = {"en": _spelled("en"), "fr": _spelled("fr")}
FIGURES = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:,\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
ORDINAL: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?P<figures>\d+)(?:st|nd|rd|th)\b|\b(?:(?P<tens>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-)?"
        rf"(?P<word>{'|'.join(_PLACES)})\b(?! minister)"
    ),
    "fr": re.compile(
        r"\b(?P<figures>\d+)(?:e|eme|emes|nd|nde|er|re)\b|"
        r"\b(?P<word>secondes?|premiere?s?(?! ministre)|[a-z-]+iemes?)\b"
    ),
}


def figures(text: str, grouped: bool = True) -> Decimal:
    """The value of a number in figures: `1,000`, `1 000` and `1.000` are a thousand, `2,5` and `2.5` two and a half.

    Not `grouped`: three figures behind one point or comma are decimals (`10.890 %`).
    """
    plain = text.replace(" ", "")
    marks = re.findall(r"[.,]", plain)
    thousands = grouped and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", plain)
    if thousands or (len(marks) > 1 and len(set(marks)) == 1):
        return Decimal(re.sub(r"[.,]", "", plain))
    whole, _, decimals = re.sub(r"[.,](?=\d+$)", " ", plain).partition(" ")
    return Decimal(f"{re.sub(r'[.,]', '', whole)}.{decimals or 0}")


def spelled(text: str, language: Language) -> Decimal | None:
    """The value of a number in folded words; None for a word that is no number when it stands alone."""
    words = [word for word in re.split(r"[ -]+", text) if word != _AND[language]]
    if len(words) == 1 and words[0] in _NONE_ALONE:
        return None
    total = current = 0
    for word in words:
        if word in _HUNDREDS[language]:
            current = max(current, 1) * 100
        elif word == _THOUSAND[language]:
            total, current = total + max(current, 1) * 1000, 0
        elif language == "fr" and word.startswith("vingt") and current % 100 == 4:
            current += 76  # quatre-vingt
        else:
            current += _UNITS[language][word]
    return Decimal(total + current)


def ordinal(match: re.Match[str], language: Language) -> Decimal | None:
    """The place an ordinal gives (`37th`, `37e`, `thirty-seventh`, `trente-cinquième`); None for another word."""
    if match["figures"]:
        return Decimal(match["figures"])
    if language == "fr":
        return _french_ordinal(match["word"])
    tens = _UNITS["en"][match["tens"]] if match["tens"] else 0
    return Decimal(tens + _PLACES[match["word"]])


def _french_ordinal(word: str) -> Decimal | None:
    if word.rstrip("s") in _FRENCH_PLACES:
        return Decimal(_FRENCH_PLACES[word.rstrip("s")])
    stem = re.sub(r"iemes?$", "", word)
    cardinal = stem.removesuffix("u") if stem.endswith("cinqu") else re.sub(r"neuv$", "neuf", stem)
    found = next((cardinal + end for end in ("", "e", "s") if SPELLED["fr"].fullmatch(cardinal + end)), None)
    return spelled(found, "fr") if found else None
