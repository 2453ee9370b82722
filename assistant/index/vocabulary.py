"""The words of the articles, for finding what a misspelt word of a question was meant to be."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from assistant.documents import Article
from assistant.index.layout import DamagedBuild
from assistant.language import words

NAME = "vocabulary.json"

# A word must be this long to be taken for another one letter away, and for one two letters away.
ONE_EDIT_CHARS = 5
TWO_EDITS_CHARS = 9
NEAR_WORDS = 40


class Vocabulary:
    """The folded words of a build with how many articles have each. Nothing in it changes."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = dict(counts)
        self._having: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._counts):
            for pair in _pairs(word):
                self._having[pair].append(word)

    def __len__(self) -> int:
        return len(self._counts)

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def correction(self, word: str) -> str | None:
        """The word of the articles that a folded word was meant to be; None where none is near enough.

        Near is one letter left out, added, changed or swapped with its neighbour, two in a long word; the first letter
        is taken to be right. The nearest is given, of these the one in most articles, then the first by alphabet.
        """
        if word in self._counts or not word.isalpha() or len(word) < ONE_EDIT_CHARS:
            return None
        most = 2 if len(word) >= TWO_EDITS_CHARS else 1
        found = []
        for candidate in self._near(word, most):
            distance = edits(word, candidate, most)
            if distance <= most:
                found.append((distance, -self._counts[candidate], candidate))
        return min(found)[2] if found else None

    def _near(self, word: str, most: int) -> list[str]:
        """The words that share most pairs of letters with `word`, of about its length."""
        shared: Counter[str] = Counter()
        for pair in _pairs(word):
            shared.update(self._having.get(pair, ()))
        alike = [
            (-count, abs(len(other) - len(word)), other)
            for other, count in shared.items()
            if other[0] == word[0] and abs(len(other) - len(word)) <= most
        ]
        return [other for _, _, other in sorted(alike)[:NEAR_WORDS]]


def create(path: Path, articles: Iterable[Article]) -> None:
    """Write the words of titles and texts; the same articles give the same bytes. Numbers are left out."""
    counts: Counter[str] = Counter()
    for article in articles:
        found = set(words(f"{article.title}\n{article.text}"))
        counts.update(word for word in found if word.isalpha() and len(word) > 1)
    path.write_text(json.dumps(dict(sorted(counts.items())), ensure_ascii=False), "utf-8")


def read(path: Path) -> Vocabulary:
    """What `create` wrote.

    Raises:
        DamagedBuild: when it is not such a file.
    """
    try:
        return Vocabulary({str(word): int(count) for word, count in json.loads(path.read_bytes()).items()})
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise DamagedBuild(path.name, f"cannot be read ({error})") from error


def edits(one: str, other: str, most: int) -> int:
    """Letters to leave out, add, change or swap with their neighbour to turn one word into the other.

    The restricted Damerau–Levenshtein distance; `most + 1` as soon as it is sure to be above `most`.
    """
    before, last = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, against in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


def _pairs(word: str) -> set[str]:
    marked = f"^{word}$"
    return {marked[n : n + 2] for n in range(len(marked) - 1)}
