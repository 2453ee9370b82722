"""Answers that readers marked down → drafts → cases of the suite, with an evaluator between the two.

A draft is a JSON object of DRAFTS: `question`, `history`, `lang` as of a case; what was `answer`ed, with `status`,
`citations` and `build_id`; the readers' `reason` and `comment`; and empty `family`, `gold` and `facts`, to be
completed. One that was dropped stays there as `dropped`, so that it is not harvested again.
"""

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from assistant import settings
from assistant.corpus.load import load
from assistant.errors import EntenteError
from assistant.records import Marked, Records
from evals.cases import DATA, FAMILIES, Case, faults, holds, read_case, read_cases

DRAFTS = Path(__file__).parent / "drafts.jsonl"
UNANSWERABLE = ("not_in_articles", "out_of_scope")
BATCH = "feedback"

Draft = dict[str, Any]
Ask = Callable[[str], str]
Tell = Callable[[str], None]


class DraftsError(EntenteError):
    """Drafts, or the records to harvest, cannot be read."""


@dataclass(frozen=True, slots=True)
class Triaged:
    """How many drafts became cases, were dropped, and are still to be gone through."""

    accepted: int
    dropped: int
    left: int


def harvest(records: Path, since: date | None = None) -> list[Draft]:
    """A draft per question that was marked down, of all days or from `since` on, in the order first marked.

    Marks against the same question after the same questions make one draft: answer and reason are of the last of
    them, the comments of all, a line each.

    Raises:
        DraftsError: where there is no file of records.
        RecordsError: where it cannot be read.
    """
    marks = Records(records).marked_down(since)
    if not marks and not records.exists():
        raise DraftsError(
            f"No records in {records}, expected the answers that `assistant serve` keeps in records.path."
        )
    together: dict[str, list[Marked]] = {}
    for marked in marks:
        together.setdefault(_draft_id(marked.answer["question"], marked.history), []).append(marked)
    return [_draft(name, same) for name, same in together.items()]


def add_drafts(path: Path, drafts: Sequence[Draft], data: Path = DATA) -> int:
    """Append those drafts to the file whose question neither it nor a case in `data`, copies aside, asks already.

    Returns how many were appended.

    Raises:
        DraftsError: naming a line of the file, or of the cases, that cannot be read.
    """
    there = read_drafts(path)
    cases = [case for case in _cases(data) if not case.copy]
    known = {draft["id"] for draft in there} | {_draft_id(case.question, case.history) for case in cases}
    new = {draft["id"]: draft for draft in drafts if draft["id"] not in known}
    if new:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, [*there, *new.values()])
    return len(new)


def read_drafts(path: Path) -> list[Draft]:
    """The drafts of a file in order, the dropped ones too; [] where there is no file.

    Raises:
        DraftsError: naming a line that is not a draft.
    """
    drafts = []
    for number, line in enumerate(path.read_text("utf-8").split("\n") if path.exists() else (), start=1):
        if line.strip():
            try:
                draft = json.loads(line)
                drafts.append({**draft, "id": draft["id"], "question": draft["question"]})
            except (ValueError, KeyError, TypeError):
                raise DraftsError(f"{path} line {number}: not a draft; mend or delete the line.") from None
    return drafts


def triage(
    path: Path,
    ask: Ask,
    texts: Mapping[str, str] | None = None,
    data: Path = DATA,
    tell: Tell = print,
) -> Triaged:
    """Go through the drafts of a file with an evaluator, who accepts, skips or drops each, or quits.

    An accepted draft is completed until it has no faults over the articles' `texts` by id (those of the settings when
    None), is written to its family's file in `data`, and only then leaves the drafts. Whatever `ask` raises passes
    through: every draft is then as it was left, or finished. `ask` gets a prompt and returns what was typed.

    Raises:
        DraftsError: naming a line of the drafts, or of the cases, that cannot be read.
    """
    held = _corpus() if texts is None else texts
    written = {case.id for case in _cases(data)}
    _forget(path, written)
    waiting = [draft for draft in read_drafts(path) if not draft.get("dropped")]
    done: Counter[str] = Counter()
    for number, draft in enumerate(waiting, start=1):
        tell(_shown(draft, number, len(waiting)))
        choice = _decide(draft, ask, held, data, tell)
        if choice == "q":
            break
        if isinstance(choice, Case):
            _write(choice, data)
            _forget(path, {draft["id"]})
        elif choice == "d":
            _replace(path, [{**d, "dropped": True} if d["id"] == draft["id"] else d for d in read_drafts(path)])
        done["accepted" if isinstance(choice, Case) else choice] += 1
    return Triaged(done["accepted"], done["d"], len(waiting) - done["accepted"] - done["d"])


def _draft_id(question: str, history: Sequence[str]) -> str:
    asked = json.dumps([question, list(history)])
    return f"{BATCH}-{hashlib.sha256(asked.encode()).hexdigest()[:10]}"


def _draft(name: str, marks: Sequence[Marked]) -> Draft:
    last = marks[-1]
    citations = [
        {"article": cited["article_id"], "passage": cited["quote"], "start": cited["start"], "end": cited["end"]}
        for cited in last.answer["citations"]
    ]
    return {
        "id": name,
        "question": last.answer["question"],
        "history": list(last.history),
        "lang": last.answer["language"],
        "family": "",
        "gold": [],
        "facts": [],
        "reason": last.reason,
        "comment": "\n".join(dict.fromkeys(marked.comment for marked in marks if marked.comment)),
        "status": last.answer["status"],
        "answer": last.answer["text"],
        "citations": citations,
        "build_id": last.answer["build_id"],
        "day": last.day.isoformat(),
    }


def _shown(draft: Draft, number: int, total: int) -> str:
    lines = [f"\n{number} of {total}, {draft['id']}, {draft['lang']}, marked {draft['day']}: {draft['reason']}"]
    lines += [f"  earlier: {question}" for question in draft["history"]]
    lines += [f"  question: {draft['question']}", f"  {draft['status']}: {draft['answer']}"]
    lines += [f"  cited: {cited['article']}: {cited['passage']}" for cited in draft["citations"]]
    lines += [f"  comment: {draft['comment']}"] if draft["comment"] else []
    return "\n".join(_printable(line) for line in lines)


def _printable(text: str) -> str:
    """What readers typed can do nothing to the terminal."""
    return "".join(c if c.isprintable() or c in "\n\u00a0\u202f" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _decide(draft: Draft, ask: Ask, texts: Mapping[str, str], data: Path, tell: Tell) -> Case | str:
    """A case without faults, or s, d or q."""
    while True:
        choice = ask("[a]ccept, [s]kip, [d]rop, [q]uit").strip().lower()[:1] or "s"
        if choice in ("s", "d", "q"):
            return choice
        if choice == "a" and (case := _completed(draft, ask, texts, tell)) is not None:
            wrong = _faults(case, texts, data)
            if not wrong:
                return case
            tell("\n".join(wrong))


def _completed(draft: Draft, ask: Ask, texts: Mapping[str, str], tell: Tell) -> Case | None:
    """The draft as a case; None where no family was given."""
    while (family := ask(f"family ({', '.join(FAMILIES)}; Enter: back)").strip()) not in FAMILIES:
        if not family:
            return None
        tell(f"{family!r} is none of them.")
    gold = [] if family in UNANSWERABLE else _gold(ask, texts, tell)
    golden = " ".join(passage["passage"] for passage in gold)
    row = {name: draft[name] for name in ("id", "question", "lang", "history")}
    row |= {"family": family, "gold": gold, "facts": _facts(ask, golden, tell) if gold else []}
    return read_case(row | {"set": BATCH, "split": "aside", "style": "staff"})


def _gold(ask: Ask, texts: Mapping[str, str], tell: Tell) -> list[dict[str, str]]:
    """Passages that stand in their articles, as they stand there; none where nothing answers."""
    gold: list[dict[str, str]] = []
    while article := ask("gold: article id (Enter: no more)").strip():
        if article not in texts:
            tell(f"No article {article!r}; near it: {', '.join(get_close_matches(article, texts, 3, 0.3)) or 'none'}.")
            continue
        passage = verbatim(ask("gold: its words"), texts[article])
        if passage:
            gold.append({"article": article, "passage": passage})
        else:
            tell(f"These words do not stand in {article}; see `assistant articles show {article}`.")
    return gold


def _facts(ask: Ask, golden: str, tell: Tell) -> list[list[str]]:
    facts: list[list[str]] = []
    while typed := ask("fact: its spellings, parted by | (Enter: no more)").strip():
        fact = [spelling.strip() for spelling in typed.split("|") if spelling.strip()]
        if holds(golden, fact):
            facts.append(fact)
        else:
            tell("None of these spellings stands in the gold passages.")
    return facts


def verbatim(typed: str, text: str) -> str:
    """The words of the text that were typed, whatever their spaces, apostrophes and dashes; "" if not there."""
    likes = ((r"\s", r"\s+"), ("['’]", "['’]"), ("[-‐‑–]", "[-‐‑–]"))
    pieces = re.split(r"(\s+|['’]|[-‐‑–])", typed.strip())
    patterns = (next((wide for like, wide in likes if re.match(like, p)), re.escape(p)) for p in pieces if p)
    found = re.search("".join(patterns), text)
    return found.group() if found else ""


def _faults(case: Case, texts: Mapping[str, str], data: Path) -> list[str]:
    """What is wrong with this case, among those that are asked of the same articles."""
    others = [other for other in _cases(data) if not other.copy]
    found = faults([*others, case], texts)
    return [fault for fault in found if fault.startswith(f"{case.id}: ") or fault == f"asked twice: {case.question}"]


def _write(case: Case, data: Path) -> None:
    row: dict[str, Any] = {name: getattr(case, name) for name in ("id", "cluster", "family", "lang", "question")}
    row["gold"] = [{"article": gold.article, "passage": gold.passage} for gold in case.gold]
    row |= {"facts": [list(fact) for fact in case.facts], "set": case.batch, "split": case.split, "style": case.style}
    row |= {"history": list(case.history)} if case.history else {}
    path = data / f"{case.family}.jsonl"
    there = path.read_text("utf-8") if path.exists() else ""
    _replace_text(path, there + ("\n" if there and not there.endswith("\n") else "") + _line(row))


def _cases(data: Path) -> list[Case]:
    try:
        return read_cases(data)
    except (ValueError, OSError) as error:
        raise DraftsError(f"{data}: {error}; mend the line and run again.") from None


def _corpus() -> dict[str, str]:
    corpus = settings.load().corpus
    return {article.id: article.text for article in load(corpus.path, corpus).articles}


def _forget(path: Path, finished: Iterable[str]) -> None:
    """Take out the drafts whose case is written."""
    there, done = read_drafts(path), set(finished)
    left = [draft for draft in there if draft["id"] not in done]
    if len(left) < len(there):
        _replace(path, left)


def _replace(path: Path, drafts: Sequence[Draft]) -> None:
    _replace_text(path, "".join(map(_line, drafts)))


def _line(row: Mapping[str, Any]) -> str:
    """A line of JSON; line separators and half characters in it are escaped."""
    text = json.dumps(row, ensure_ascii=False)
    return re.sub("[\x85\u2028\u2029\ud800-\udfff]", lambda found: f"\\u{ord(found.group()):04x}", text) + "\n"


def _replace_text(path: Path, text: str) -> None:
    """The new text or the old one, whatever happens in between."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
