"""`python -m evals.dev [--set NAME]`: a set of questions through the whole assistant, with three figures.

right: answered, and the quotes contain every key fact. refused: of the questions the articles do not answer.
false refusals: of those they do. Each with its Wilson interval at 95 %.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

from assistant import settings
from assistant.ask.pipeline import Assistant
from assistant.documents import Answer, Turn
from assistant.index.embed import SentenceEmbeddings
from assistant.index.live import LiveIndex
from evals.cases import DATA, Case, holds, read_cases
from evals.statistics import wilson


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case with the answer it got."""

    case: Case
    answer: Answer

    @property
    def refused(self) -> bool:
        return self.answer.status == "refused"

    @property
    def right(self) -> bool:
        """For an answerable case: every fact stands in the quotes. For another: refused."""
        if not self.case.answerable:
            return self.refused
        return contains_facts(self.case, [citation.span.quote for citation in self.answer.citations])


def contains_facts(case: Case, quotes: Sequence[str]) -> bool:
    """Whether the quotes together contain every key fact, each in one of its spellings."""
    text = " ".join(quotes)
    return all(holds(text, fact) for fact in case.facts)


def run(cases: Sequence[Case], assistant: Assistant) -> list[Outcome]:
    """Ask every case, in order."""
    return [Outcome(c, assistant.ask(c.question, [Turn(q) for q in c.history], c.lang, as_of=c.as_of)) for c in cases]


def line(name: str, found: Sequence[bool]) -> str:
    """`name  share [low, high] (successes/total)`."""
    interval = wilson(sum(found), len(found))
    if interval.value is None:
        return f"{name:<24}no case"
    return f"{name:<24}{interval.value:6.3f} [{interval.low:.3f}, {interval.high:.3f}] ({sum(found)}/{len(found)})"


def report(outcomes: Sequence[Outcome]) -> list[str]:
    """The three figures, in all and by language."""
    lines = []
    for label, chosen in (
        ("all", outcomes),
        ("en", [o for o in outcomes if o.case.lang == "en"]),
        ("fr", [o for o in outcomes if o.case.lang == "fr"]),
    ):
        answerable = [o for o in chosen if o.case.answerable]
        lines.append(line(f"right ({label})", [o.right for o in answerable]))
        lines.append(line(f"false refusals ({label})", [o.refused for o in answerable]))
        lines.append(line(f"refused ({label})", [o.refused for o in chosen if not o.case.answerable]))
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="dev", help="the set of questions (evals/data/README.md)")
    parser.add_argument("--split", choices=["tune", "aside"], help="only one half of the set")
    parser.add_argument("--failures", action="store_true", help="print every case that is not right")
    chosen = parser.parse_args()
    current = settings.load()
    embedder = SentenceEmbeddings(current.embedding)
    assistant = Assistant(current, embedder, LiveIndex(current.index.location, embedder))
    cases = [case for case in read_cases(DATA) if case.batch == chosen.set and not case.copy]
    outcomes = run([case for case in cases if chosen.split in (None, case.split)], assistant)
    if chosen.failures:
        for outcome in outcomes:
            if not outcome.right:
                show(outcome)
    print("\n".join(report(outcomes)))


def show(outcome: Outcome) -> None:
    """A failing case: what was asked, expected and given."""
    case, answer = outcome.case, outcome.answer
    print(f"{case.id} [{answer.status} {answer.answerability:.2f}] {case.question}")
    print(f"   expected {list(case.facts) or 'a refusal'} in {', '.join(gold.article for gold in case.gold) or '-'}")
    for citation in answer.citations:
        print(f"   [{citation.n}] {citation.span.article_id}: {citation.span.quote}")
    print()


if __name__ == "__main__":
    main()
