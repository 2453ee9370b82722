"""The questions with what a right answer must contain; evals/data/README.md has the field table."""

import json
from dataclasses import dataclass
from pathlib import Path

from assistant.documents import Language

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Case:
    """One question. `facts`: each a list of accepted spellings, all to stand in the quotes; none: to be refused."""

    id: str
    question: str
    lang: Language
    article: str
    passage: str
    facts: tuple[tuple[str, ...], ...]
    history: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        return bool(self.facts)


def read_cases(path: Path) -> list[Case]:
    """The cases of a JSONL file, in order.

    Raises:
        ValueError: naming the line of a case that repeats an id or lacks a field.
    """
    cases: dict[str, Case] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        row = json.loads(line)
        missing = {"id", "question", "lang", "article", "passage", "facts"} - row.keys()
        if missing or row["id"] in cases:
            fault = f"lacks {sorted(missing)}" if missing else f"repeats id {row['id']}"
            raise ValueError(f"{path.name} line {number} {fault}")
        facts = tuple(tuple(spellings) for spellings in row["facts"])
        history = tuple(row.get("history", ()))
        cases[row["id"]] = Case(row["id"], row["question"], row["lang"], row["article"], row["passage"], facts, history)
    return list(cases.values())
