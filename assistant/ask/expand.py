"""What else a question may be found by: misspelt words put right, and the other names the articles have for a name."""

from dataclasses import dataclass
from typing import Literal

from assistant.index.live import Snapshot
from assistant.language import content_words, query_terms, stems

# A name is looked up by another one as well if that stands in so many times as many passages.
RARE = 2

Why = Literal["spelling", "name"]


@dataclass(frozen=True, slots=True)
class Expansion:
    """A folded word or name of the question, what it was taken for as well, and the keyword terms of that."""

    said: str
    meant: str
    why: Why
    terms: tuple[str, ...]


def expand(question: str, snapshot: Snapshot) -> list[Expansion]:
    """Expansions by the build's own words and names; [] for a question that needs none.

    A word that stands in a passage, in whatever form, is never put right. A name is looked up by another one as well
    where most passages use that.
    """
    found = []
    for word in content_words(question):
        if not snapshot.has_any(sorted(stems(word))) and (meant := snapshot.vocabulary.correction(word)):
            found.append(_expansion(word, meant, "spelling"))
    for name, others in snapshot.glossary.names_in(question).items():
        rare = snapshot.naming(name) * RARE
        found += [_expansion(name, other, "name") for other in others if snapshot.naming(other) >= rare]
    return found


def _expansion(said: str, meant: str, why: Why) -> Expansion:
    return Expansion(said, meant, why, tuple(query_terms(meant)))
