"""A made-up run: four cases, one of each outcome, and one in which every string is hostile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lxml.html

from evals import report
from evals.cases import Case, Gold
from evals.runs import Figure, Row, Scores, Stored

LEADS = "Captain Maren Oduya leads the school."
OPENED = "The pilots' school opened in September 2025 with 36 pupils 🚢."
SCHOOL = f"# The school\n\n{OPENED} {LEADS} Her deputy is Thierry Blanchet."
MARKET = "Le marché aux huîtres compte 24 étals."
TEXTS = {"": {"school": SCHOOL, "market": MARKET}, "swapped": {"school": SCHOOL.replace("Oduya", "Brandt")}}
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;\u202e\u2028{{ 7*7 }}]]><!--"


@dataclass(frozen=True)
class Run:
    """Everything a report is made of."""

    scores: Scores
    cases: Mapping[str, Case]
    answers: Mapping[str, Stored]
    texts: Mapping[str, Mapping[str, str]]

    def html(self, folder: Path, baseline: Scores | None = None) -> str:
        return report.write(folder, self.scores, self.cases, self.answers, self.texts, baseline).read_text("utf-8")

    def page(self, folder: Path, baseline: Scores | None = None) -> Any:
        return lxml.html.document_fromstring(self.html(folder, baseline))


def make_case(id_: str, question: str, **fields: Any) -> Case:
    gold = (Gold("school", LEADS),)
    return replace(Case(id_, question, "en", gold, (("Oduya", "Ms Oduya"),), cluster=id_), **fields)


def make_answer(case: Case, quotes: Sequence[tuple[str, str]], text: str = SCHOOL, **fields: Any) -> dict[str, Any]:
    """The JSON of an answer that quotes words (article, quote) of a text; of a refusal without any."""
    citations = [
        {
            "n": n,
            "article_id": article,
            "title": f"About the {article}",
            "url": f"https://gazette.example/{article}",
            "language": "en",
            "published": "2025-09-02",
            "start": text.find(quote),
            "end": text.find(quote) + len(quote),
            "quote": quote,
        }
        for n, (article, quote) in enumerate(quotes, start=1)
    ]
    claims = [{"text": c["quote"], "verdict": "verbatim", "citations": [c["n"]], "emphasis": []} for c in citations]
    refusal = {"status": "refused", "reason": "not_in_articles", "text": "The articles do not answer this question."}
    given = {"status": "answered", "reason": None, "text": " ".join(quote for _, quote in quotes)}
    near = [{"article_id": "market", "title": "The market", "url": "", "start": 0, "end": 38, "quote": MARKET}]
    told = {
        "claims": claims,
        "citations": citations,
        "nearest": [] if quotes else near,
        "condensed_question": case.question,
        "language": case.lang,
        "build_id": "build-1",
    }
    return told | (given if quotes else refusal) | fields


def make_stored(case: Case, answer: dict[str, Any]) -> Stored:
    start = SCHOOL.find(LEADS)
    found = (("market", 0, 38), ("school", start, start + 10))
    return Stored(case.id, answer, found, found[1:], (), (("school", start, start + len(LEADS)),))


def make_row(case: Case, answer: dict[str, Any], **fields: Any) -> Row:
    answered = answer["status"] == "answered"
    row = Row(
        case=case.id,
        cluster=case.cluster,
        family=case.family,
        lang=case.lang,
        split=case.split,
        style=case.style,
        answerable=case.answerable,
        status=answer["status"],
        expected=case.expected,
        answerability=0.9 if answered else 0.1,
        right=answered == case.answerable,
        wrong=answered and not case.answerable,
        facts=1.0 if case.answerable else None,
        forbidden=False,
        invalid=0,
        language=True,
        repeated=None,
        seconds={"retrieve": 0.04, "total": 0.0461},
    )
    return replace(row, **fields)


def make_scores(rows: Sequence[Row], **fields: Any) -> Scores:
    """Scores with round figures."""
    figures = (
        Figure("right", "all", 0.8667, 0.8124, 0.9106, 120, 150),
        Figure("recall@5", "all", 0.9, 0.85, 0.95, 100, 100),
        Figure("keyword_recall@5", "all", 0.7, 0.6, 0.8, 100, 100),
        Figure("dense_recall@5", "all", 0.6, 0.5, 0.7, 100, 100),
        Figure("citation_precision", "all", 0.99, 0.97, 1.0, 90, 100),
        Figure("judged", "all", None, None, None, 0, 150),
        Figure("right", "family:single_fact", 0.75, 0.5, 0.9, 12, 12),
        Figure("right", "lang:en", 0.7, 0.5, 0.9, 12, 12),
        Figure("right", "lang:fr", None, None, None, 0, 3),
        Figure("right", "split:aside", 0.65, 0.5, 0.9, 12, 12),
    )
    scores = Scores(
        figures=figures,
        rows=tuple(rows),
        curve=((0.5, 0.0, 0.9), (1.0, 0.25, 0.1)),
        calibration=((0.9, 1.0, 0.95, 0.9, 40),),
        passport=(
            Figure("false_pass", "all", 0.03, 0.01, 0.07, 240, 240),
            Figure("false_pass", "lang:fr", 0.5, 0, 1, 2, 2),
        ),
        latency={"retrieve": (0.04, 0.044), "total": (0.0461, 0.055)},
        description={"date": "2026-11-24", "model": "quoted", "versions": {"torch": "2.13.0"}},
    )
    return replace(scores, **fields)


def make_run(extra: Sequence[tuple[Case, dict[str, Any]]] = (), **fields: Any) -> Run:
    """Four cases, one of each outcome, and more where wanted; `fields` are of the scores."""
    right = make_case("q-right", "Who leads the school?")
    wrong = make_case("q-wrong", "Who leads it now?", history=("What is the pilots' school?",), family="follow_up")
    refused = make_case("q-refused", "Qui dirige l'école ?", lang="fr", split="tune")
    missed = make_case("q-missed", "How deep is the moon?", gold=(), facts=(), family="out_of_scope")
    asked = [
        (right, make_answer(right, [("school", LEADS)])),
        (wrong, make_answer(wrong, [("school", OPENED)], condensed_question="Who leads the pilots' school now?")),
        (refused, make_answer(refused, [])),
        (missed, make_answer(missed, [("market", MARKET)], MARKET)),
        *extra,
    ]
    rows = [make_row(case, answer) for case, answer in asked]
    rows[1] = replace(rows[1], right=False, wrong=True, facts=0.0)
    return Run(
        scores=make_scores(rows, **fields),
        cases={case.id: case for case, _ in asked},
        answers={case.id: make_stored(case, answer) for case, answer in asked},
        texts=TEXTS,
    )


def hostile_run() -> Run:
    """A run in which whatever can be a string is hostile."""
    case = make_case(
        HOSTILE, HOSTILE, history=(HOSTILE,), forbidden=(HOSTILE,), facts=((HOSTILE,),), gold=(Gold(HOSTILE, HOSTILE),)
    )
    answer = make_answer(
        case, [(HOSTILE, HOSTILE)], f"{HOSTILE} {HOSTILE}", reason=HOSTILE, condensed_question=HOSTILE + "?"
    )
    answer["citations"][0] |= {"title": HOSTILE, "url": "javascript:alert(3)", "published": HOSTILE}
    answer["claims"][0] |= {"verdict": HOSTILE}
    made = make_run(
        [(case, answer)],
        description={"date": HOSTILE, HOSTILE: HOSTILE, "versions": {HOSTILE: HOSTILE}},
        figures=(
            Figure(HOSTILE, "all", 0.5, 0.4, 0.6, 1, 1),
            Figure(HOSTILE, f"family:{HOSTILE}", 0.5, 0.4, 0.6, 1, 1),
        ),
        latency={HOSTILE: (0.1, 0.2)},
    )
    return replace(made, texts={"": {**TEXTS[""], HOSTILE: f"{HOSTILE} {HOSTILE}"}})
