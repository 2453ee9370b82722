"""The cases of the suite: questions with what a right answer must contain; evals/data/README.md has the field table."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from assistant.documents import Language, Reason, Status
from assistant.language import fold

DATA = Path(__file__).parent / "data"

Family = Literal[
    "single_fact",
    "number_date",
    "list",
    "comparison",
    "cross_language",
    "follow_up",
    "superseded",
    "false_premise",
    "not_in_articles",
    "out_of_scope",
    "disagree",
    "clarify",
    "partial",
    "keyword",
    "injection",
    "counterfactual",
]
Split = Literal["tune", "aside"]
Style = Literal["staff", "paraphrased"]
FAMILIES: tuple[Family, ...] = get_args(Family)
REQUIRED = ("id", "question", "lang", "gold", "facts")
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "family": FAMILIES,
    "split": get_args(Split),
    "lang": get_args(Language),
    "status": ("answered", "partial", "clarify", "refused"),
    "reason": ("not_in_articles", "out_of_scope", "false_premise", "ambiguous"),
}


@dataclass(frozen=True, slots=True)
class Gold:
    """Verbatim words of an article that answer, or answer in part. Never a passage id: splitting may change."""

    article: str
    passage: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to one article for an altered copy of the corpus: `find` occurs once in its text."""

    article: str
    find: str
    replace: str


@dataclass(frozen=True, slots=True)
class Case:
    """One question. `facts`: each a list of accepted spellings, all to stand in the quotes; none: nothing to quote.

    Cases of one conversation share a `cluster`; `history` are its earlier questions, oldest first. `forbidden` must not
    stand in the answer. A case with a `copy` is asked of that altered copy of the corpus, made by the `edits` of all
    cases that name it. `batch` is the set it was written with; what is `aside` is reported, never tuned on.

    `status` is the status the answer must have, None where having facts tells it (`expected`). `reason` is that of a
    refusal; with facts, a refusal for that reason which quotes them is right as well. A case to `clarify` has no facts:
    its `gold` names a passage of each reading.
    """

    id: str
    question: str
    lang: Language
    gold: tuple[Gold, ...]
    facts: tuple[tuple[str, ...], ...]
    cluster: str = ""
    family: Family = "single_fact"
    history: tuple[str, ...] = ()
    as_of: date | None = None
    forbidden: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    copy: str = ""
    batch: str = ""
    split: Split = "aside"
    style: Style = "staff"
    status: Status | None = None
    reason: Reason | None = None

    @property
    def expected(self) -> Status:
        """The status that is right; a case to clarify is to be neither answered nor refused."""
        return self.status or ("answered" if self.facts else "refused")

    @property
    def answerable(self) -> bool:
        """Whether facts are to be quoted. False is no call for a refusal: `expected` tells whether it is one."""
        return self.expected in ("answered", "partial")


def read_cases(path: Path) -> list[Case]:
    """The cases of a JSONL file, or of every JSONL file in a folder by name; in order.

    Raises:
        ValueError: naming file and line of a case that repeats an id, lacks a field or has an unknown value.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    cases: dict[str, Case] = {}
    for file in files:
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            try:
                case = read_case(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{file.name} line {number}: {error}") from None
            if case.id in cases:
                raise ValueError(f"{file.name} line {number}: repeats id {case.id}")
            cases[case.id] = case
    return list(cases.values())


def read_case(row: Mapping[str, Any]) -> Case:
    """A case from its JSON object.

    Raises:
        ValueError: naming what is missing or unknown.
    """
    missing = [name for name in REQUIRED if name not in row]
    unknown = row.keys() - {*Case.__dataclass_fields__, "set"}
    if missing or unknown:
        raise ValueError(f"lacks {missing}" if missing else f"unknown fields {sorted(unknown)}")
    for name, allowed in ALLOWED.items():
        if row.get(name, allowed[0]) not in allowed:
            raise ValueError(f"{name} is {row[name]!r}, expected one of {', '.join(allowed)}")
    as_of = row.get("as_of")
    return Case(
        id=row["id"],
        question=row["question"],
        lang=row["lang"],
        gold=tuple(Gold(gold["article"], gold["passage"]) for gold in row["gold"]),
        facts=tuple(tuple(spellings) for spellings in row["facts"]),
        cluster=row.get("cluster") or row["id"],
        family=row.get("family", "single_fact"),
        history=tuple(row.get("history", ())),
        as_of=date.fromisoformat(as_of) if as_of else None,
        forbidden=tuple(row.get("forbidden", ())),
        edits=tuple(Edit(edit["article"], edit["find"], edit["replace"]) for edit in row.get("edits", ())),
        copy=row.get("copy", ""),
        batch=row.get("set", ""),
        split=row.get("split", "aside"),
        style=row.get("style", "staff"),
        status=row.get("status"),
        reason=row.get("reason"),
    )


def altered(texts: Mapping[str, str], cases: Iterable[Case]) -> dict[str, str]:
    """The articles' texts, by id, with the edits of the cases made.

    Raises:
        ValueError: for an edit whose words do not stand exactly once in its article.
    """
    changed = dict(texts)
    for case in cases:
        for edit in case.edits:
            if changed.get(edit.article, "").count(edit.find) != 1:
                raise ValueError(f"case {case.id}: {edit.find!r} does not stand exactly once in {edit.article}")
            changed[edit.article] = changed[edit.article].replace(edit.find, edit.replace)
    return changed


def faults(cases: Sequence[Case], texts: Mapping[str, str]) -> list[str]:
    """What is wrong with the cases over these articles, a line each; [] when nothing is.

    Gold passages stand in their (altered) articles and hold a fact; answerable cases have gold and facts, others none,
    but for cases to clarify, which have two or more gold passages and no facts.
    """
    copies = {name: altered(texts, [case for case in cases if case.copy == name]) for name in {c.copy for c in cases}}
    found = [f"{case.id}: {fault}" for case in cases for fault in _faults(case, copies[case.copy])]
    asked = Counter((case.question, case.history, case.copy, case.as_of) for case in cases)
    return found + [f"asked twice: {question}" for (question, *_), count in asked.items() if count > 1]


def _faults(case: Case, texts: Mapping[str, str]) -> list[str]:
    found = [f"not in {g.article}: {g.passage}" for g in case.gold if g.passage not in texts.get(g.article, "")]
    if case.expected == "clarify":
        found += ["to be clarified, with facts"] if case.facts else []
        found += ["to be clarified, without a gold passage of each reading"] if len(set(case.gold)) < 2 else []
    elif bool(case.gold) != bool(case.facts):
        found.append("gold passages without facts" if case.gold else "facts without a gold passage")
    elif case.answerable != bool(case.facts):
        found.append(f"to be {case.expected}, {'with' if case.facts else 'without'} facts")
    if bool(case.edits) > bool(case.copy):
        found.append("edits without the name of a copy")
    golden = " ".join(gold.passage for gold in case.gold)
    return found + [f"no gold passage holds {fact[0]!r}" for fact in case.facts if not holds(golden, fact)]


def holds(text: str, fact: Sequence[str]) -> bool:
    """Whether the text contains the fact in one of its spellings, whatever the typography."""
    return any(plain(spelling) in plain(text) for spelling in fact)


def plain(text: str) -> str:
    """Folded, with one kind of space, apostrophe and dash, so that spelling variants of typography agree."""
    return " ".join(fold(text).replace("’", "'").replace("–", "-").replace("‑", "-").split())
