"""Names that the articles say mean the same: acronyms, names of before and after, names in the other language."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.documents import Article
from assistant.index.layout import DamagedBuild
from assistant.language import STOP_WORDS, fold, words

NAME = "glossary.jsonl"

LONGEST_NAME = 12
# AISI → AI Security Institute → AI Safety Institute: two steps reach an earlier name.
STEPS = 2

_SENTENCE = re.compile(r"[^\n.!?;]+(?:\.(?=\w)[^\n.!?;]+)*")
_BRACKETS = re.compile(r"\s*\((?:[«\"“]\s?)?([^()«»\"“”]{2,90}?)(?:\s?[»\"”])?\)")
_ACRONYM = re.compile(r"[A-ZÀ-Ý][\w&/-]{1,9}")
_CAPITAL = r"[A-ZÀ-Ý][\w/&-]*"
_JOIN = r"(?:of|the|and|for|on|in|to|de|du|des|la|le|les|et|sur|pour|en|aux?|à|(?:[ld]['’]))"
_NAME = rf"{_CAPITAL}(?:(?:\s+{_JOIN}){{0,3}}[\s'’]+{_CAPITAL}){{0,9}}"
_RENAMED = (
    r"renamed|formerly(?: called| known as)?|previously (?:called|known as)|then called|now called|now known as|"
    r"originally called|later called|rebaptisée?s?|renommée?s?|anciennement(?: appelée?)?|"
    r"appelée?s? (?:alors|désormais|aujourd['’]hui)|alors appelée?|désormais appelée?|devenue?s? depuis"
)
_RENAMING = re.compile(
    rf"(?P<one>{_NAME})(?:\s*\((?P<short>{_ACRONYM.pattern})\))?,?\s*\(?"
    r"(?:(?:which|itself|qui|is|was|has been|had been|est|fut|était|a été|since|depuis|as it was|lui-même)\s+){0,3}"
    rf"(?:{_RENAMED})(?:\s+(?:as|en))?\s+(?:the\s+|le\s+|la\s+|les\s+|l['’])?(?:[«\"“]\s?)?(?P<other>{_NAME})(?!\w|\s+[a-zà-ÿ]+\s+(?:{_CAPITAL}|and|et)\b)"
)
_EDGES = "«»“”\"' "
_OPENS = frozenset("the a an this its le la les un une du au aux ce cet cette son sa leur".split())
_COMMON = STOP_WORDS["en"] | STOP_WORDS["fr"]
_INSIDE = frozenset("of de à et and".split())


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names of one thing, as an article has them."""

    one: str
    other: str
    article_id: str


class Glossary:
    """The pairs of a build. Nothing in it changes."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._others: dict[tuple[str, ...], dict[tuple[str, ...], str]] = defaultdict(dict)
        self._written: dict[tuple[str, ...], str] = {}
        for pair in pairs:
            one, other = _key(pair.one), _key(pair.other)
            self._others[one].setdefault(other, pair.other)
            self._others[other].setdefault(one, pair.one)
            self._written |= {one: pair.one, other: pair.other}
        self._longest = max(map(len, self._others), default=0)

    def __len__(self) -> int:
        return len(self._others)

    def names_in(self, question: str) -> dict[str, list[str]]:
        """The other names of what a question names: by the folded name it uses, longest first. Overlaps count once.

        A name that is also a common word ("UN", "IT") counts only as the articles write it.
        """
        said = words(question)
        found: dict[str, list[str]] = {}
        taken: set[int] = set()
        for length in range(min(self._longest, len(said)), 0, -1):
            for start in range(len(said) - length + 1):
                name, place = tuple(said[start : start + length]), set(range(start, start + length))
                if name in self._others and not place & taken and self._is_meant(name, question):
                    taken |= place
                    found[" ".join(name)] = self._also(name)
        return found

    def _is_meant(self, name: tuple[str, ...], question: str) -> bool:
        if len(name) > 1 or (len(name[0]) > 2 and name[0] not in _COMMON):
            return True
        return re.search(rf"(?<!\w){re.escape(self._written[name])}(?!\w)", question) is not None

    def _also(self, name: tuple[str, ...]) -> list[str]:
        reached = {name: " ".join(name)}
        edge = [name]
        for _ in range(STEPS):
            new = {other: shown for here in edge for other, shown in self._others[here].items() if other not in reached}
            reached |= new
            edge = list(new)
        return sorted(shown for other, shown in reached.items() if other != name)


def create(path: Path, articles: Iterable[Article]) -> None:
    """Write what the articles say, a pair a line, each pair once; the same articles give the same bytes."""
    first: dict[frozenset[tuple[str, ...]], Pair] = {}
    for article in articles:
        for pair in pairs(article):
            first.setdefault(frozenset((_key(pair.one), _key(pair.other))), pair)
    with path.open("w", encoding="utf-8") as file:
        for pair in first.values():
            row = {"one": pair.one, "other": pair.other, "article_id": pair.article_id}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def read(path: Path) -> Glossary:
    """What `create` wrote.

    Raises:
        DamagedBuild: when it is not such a file.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            return Glossary([Pair(**json.loads(line)) for line in lines])
    except (OSError, ValueError, TypeError) as error:
        raise DamagedBuild(path.name, f"cannot be read ({error})") from error


def pairs(article: Article) -> list[Pair]:
    """The pairs of one article, in the order of its text."""
    found = []
    for sentence in _SENTENCE.findall(f"{article.title}\n{article.text}"):
        for named in (*_bracketed(sentence, article), *_renamed(sentence)):
            one, other = map(_bare, named)
            if _key(one) and _key(other) and _key(one) != _key(other):
                found.append(Pair(one, other, article.id))
    return found


def _bracketed(sentence: str, article: Article) -> Iterator[tuple[str, str]]:
    for bracket in _BRACKETS.finditer(sentence):
        inside, before = bracket[1].strip(), sentence[: bracket.start()]
        if _ACRONYM.fullmatch(inside) and _capitals(inside) >= 2:
            if long := long_form(inside, before):
                yield long, inside
            continue
        last = before.split()[-1] if before.split() else ""
        if _ACRONYM.fullmatch(last) and _capitals(last) >= 2 and long_form(last, inside) == inside:
            yield inside, last
        elif _foreign(inside, article) and (name := _noun_phrase(before)):
            yield name, inside


def long_form(acronym: str, before: str) -> str | None:
    """The words at the end of `before` that an acronym stands for; None when they do not spell it.

    After Schwartz and Hearst (2003): its letters in order, the first at the start of the first word.
    """
    letters = [letter for letter in fold(acronym) if letter.isalnum()]
    text = before.rstrip()
    place = len(text)
    for number, letter in enumerate(reversed(letters), start=1):
        place -= 1
        while place >= 0 and (
            fold(text[place]) != letter or (number == len(letters) and place > 0 and text[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return None
    found = text[place:]
    count = len(found.split())
    plausible = 1 < count <= min(2 * len(letters) + 4, LONGEST_NAME) and "," not in found
    return found if plausible and 2 * _initials(letters, words(found)) >= len(letters) else None


def _initials(letters: Sequence[str], spelled: Sequence[str]) -> int:
    """How many of the letters are met, in order, among the first letters of the words."""
    firsts = "".join(word[0] for word in spelled)
    count = place = 0
    for letter in letters:
        if (at := firsts.find(letter, place)) >= 0:
            count, place = count + 1, at + 1
    return count


def _renamed(sentence: str) -> Iterator[tuple[str, str]]:
    for found in _RENAMING.finditer(sentence):
        if len(found["other"]) > 2 and len(found["one"]) > 2:
            yield found["one"], found["other"]


def _foreign(name: str, article: Article) -> bool:
    """Whether it is written like a name, without a word that only the article's language has.

    Several capitalised words, or one before words of the other language: French names have one capital.
    """
    parts = name.split()
    capitals = sum(part[0].isupper() for part in parts)
    english, french = STOP_WORDS["en"] - STOP_WORDS["fr"], STOP_WORDS["fr"] - STOP_WORDS["en"]
    own, others = (english, french) if article.language == "en" else (french, english)
    said = set(words(name))
    written = not any(character in name for character in ",;:") and not any(character.isdigit() for character in name)
    named = parts[0][0].isupper() and (capitals >= 2 or bool(others & said))
    return written and named and len(parts) > 1 and not own & said


def _noun_phrase(before: str) -> str | None:
    """The words from the last article on, if but the first of them are all in lower case: a translated name."""
    parts = before.split()
    for length in range(1, min(len(parts), LONGEST_NAME)):
        word = parts[-length - 1].lower()
        if word in _OPENS and (length + 2 > len(parts) or parts[-length - 2].lower() not in _INSIDE):
            return _lower(parts[-length:])
        if (opened := re.match(r"[ld]['’](?=\w)", parts[-length])) and length > 1 and not _inside(parts, length):
            return _lower([parts[-length][opened.end() :], *parts[len(parts) - length + 1 :]])
    return None


def _inside(parts: Sequence[str], length: int) -> bool:
    """Whether the last `length` words stand within a name: "of" comes before them."""
    before = parts[-length - 1].lower() if length < len(parts) else "of"
    return before in _INSIDE or parts[-length].lower().startswith(("d'", "d’"))


def _lower(parts: Sequence[str]) -> str | None:
    plain = all(part[0].islower() or part.isupper() or part[:2].lower() in ("l'", "l’") for part in parts[1:])
    return " ".join(parts) if len(parts) > 1 and plain and not any("," in part for part in parts) else None


def _bare(name: str) -> str:
    """A name without quotation marks around it and without the article before it."""
    first, _, rest = name.strip(_EDGES).partition(" ")
    return rest.strip(_EDGES) if rest and first.lower() in _OPENS else name.strip(_EDGES)


def _capitals(text: str) -> int:
    return sum(character.isupper() for character in text)


def _key(name: str) -> tuple[str, ...]:
    return tuple(words(name))
