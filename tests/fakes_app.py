"""A stand-in for the assistant behind the app: canned answers over two articles, with a memory of what was asked."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from assistant.app.panels import Stage
from assistant.ask import phrases
from assistant.documents import (
    Answer,
    Article,
    Certainty,
    Choice,
    Citation,
    Claim,
    Language,
    Nearest,
    Source,
    Span,
    Turn,
)
from assistant.errors import IndexUnavailable, QuestionError

LIGHTHOUSE = Article(
    id="lighthouse-accord",
    title="The Lighthouse Accord between Norbury and Valmer",
    language="en",
    publisher="Norbury Gazette",
    published=date(2025, 7, 10),
    url="https://gazette.example/lighthouse-accord",
    authority="press",
    valid_from=date(2025, 8, 1),
    replaced_by=("accord-des-phares", "not-indexed"),
    sources=(
        Source("Text of the accord", "https://norbury.example/accord", "2025-07-10"),
        Source("Minutes of the harbour board", "http://board.example/minutes?year=2025&no=4", "2025-06"),
        Source("What the keepers remember", "", "2024"),
    ),
    text=(
        "## What was agreed\n\n"
        "Norbury and Valmer signed the Lighthouse Accord on 10 July 2025, on the quay at Norbury. It keeps the three "
        "lights of the strait burning for another thirty years, and it ends a quarrel about who pays for the lamp oil "
        "that had lasted since 1987.\n\n"
        "## How it came about\n\n"
        "The first light of the strait was lit in 1761 by a merchant of Norbury who had lost two ships to the same "
        "rock. Valmer answered with a light of its own in 1802, and for a century each town paid for what it had "
        "built. The third light, on the rock itself, has belonged to both since 1910, and nobody wrote down who "
        "buys its oil.\n\n"
        "In 1987 the towns agreed to take turns. They took turns for eleven years, until Valmer counted the "
        "winters and found that Norbury had paid for the summers only. From then on every bill was sent back once "
        "before it was paid, and in two winters the middle light was out for a week.\n\n"
        "The talks that ended the quarrel began in March 2025, in the school of Valmer, and took nine sittings. "
        "The pupils kept the minutes. Three drafts were given up: one because it named a court, one because it did "
        "not, and one because it was lost on the ferry.\n\n"
        "The fourth draft is one page long. Both councils voted for it in the last week of June, in Norbury without a "
        "debate and in Valmer after a debate of four hours, most of which was about the colour of the lamps.\n\n"
        "## Who leads it\n\n"
        "The Lighthouse Accord is led jointly by the Norbury Harbour Board and by the Phares de Valmer, an office of "
        "the town hall there. The Harbour Board is the lead in Norbury and the Phares de Valmer the lead in Valmer, "
        "not the reverse.\n\n"
        "The two leads meet four times a year. They publish what they decide within ten days.\n\n"
        "## What it costs\n\n"
        "- Norbury pays 60 per cent of the oil.\n"
        "- Valmer pays the rest, and all of the paint.\n"
        "- Ships pay nothing.\n\n"
        "### What is not said\n\n"
        "No page seen by the authors says what happens if a light goes out. The accord names no court.\n\n"
        "## The keepers\n\n"
        "Each light keeps one keeper, who lives there from October to March. The keepers of Norbury are chosen by lot, "
        "those of Valmer by examination. In summer the lights are looked after by the schools of both towns, in turn, "
        "and the pupils may write the log."
    ),
)

PHARES = Article(
    id="accord-des-phares",
    title="L'accord des phares vu de Valmer",
    language="fr",
    publisher="Le Courrier de Valmer",
    published=date(2025, 7, 11),
    url="https://courrier.example/accord-des-phares",
    authority="treaty",
    valid_from=date(2025, 8, 1),
    valid_to=date(2055, 7, 31),
    sources=(Source("Conseil municipal de Valmer, procès-verbal", "https://valmer.example/pv", "2025-07-08"),),
    text=(
        "## La signature\n\n"
        "Les deux villes ont signé l'accord des phares le 10 juillet 2025. Le maire de Valmer y voit « une promesse "
        "tenue » envers les marins.\n\n"
        "## Qui le dirige\n\n"
        "L'office des Phares de Valmer dirige l'accord du côté valmérois. Le Norbury Harbour Board le dirige à "
        "Norbury.\n\n"
        "## Les gardiens\n\n"
        "Valmer compte quatre gardiens, recrutés par concours. Le concours a lieu chaque année en mars."
    ),
)

ARTICLES = {article.id: article for article in (LIGHTHOUSE, PHARES)}

ENGLISH = "Who leads the Lighthouse Accord?"
ENGLISH_QUOTE = (
    "The Lighthouse Accord is led jointly by the Norbury Harbour Board and by the Phares de Valmer, an office of "
    "the town hall there."
)
FRENCH = "Qui dirige l'accord des phares ?"
FRENCH_QUOTE = "L'office des Phares de Valmer dirige l'accord du côté valmérois."
FOREIGN = "How many keepers does Valmer have?"
FOREIGN_QUOTE = "Valmer compte quatre gardiens, recrutés par concours."
UNANSWERED = "What is the lamp oil made of?"
UNANSWERED_FRENCH = "De quoi l'huile des lampes est-elle faite ?"
FOLLOW_UP = "And in Valmer?"
CONDENSED = "Who leads the Lighthouse Accord in Valmer?"
WHO_PAYS: dict[Language, str] = {"en": "Who pays for the oil?", "fr": "Qui paie l'huile ?"}
OLD_RULE = "In 1987 the towns agreed to take turns."
NEW_RULE = "Norbury pays 60 per cent of the oil."
HOW_MANY: dict[Language, str] = {"en": "How many keepers are there?", "fr": "Combien y a-t-il de gardiens ?"}
ONE_EACH = "Each light keeps one keeper, who lives there from October to March."
WHICH: dict[Language, str] = {"en": "What does it say?", "fr": "Que dit-il ?"}
IN_PART: dict[Language, str] = {
    "en": "Who leads the accord, and what is the oil made of?",
    "fr": "Qui dirige l'accord, et de quoi l'huile est-elle faite ?",
}
PREMISE: dict[Language, str] = {
    "en": "Why does Norbury pay for the paint?",
    "fr": "Pourquoi Norbury paie-t-il la peinture ?",
}
PAINT = "Valmer pays the rest, and all of the paint."
FAR_OFF: dict[Language, str] = {"en": "Who won the cup?", "fr": "Qui a gagné la coupe ?"}
TOO_LONG = "Too long, they will say"
BROKEN = "Break something"


@dataclass(frozen=True)
class Held:
    """A snapshot as far as the app shows it."""

    articles: Mapping[str, Article]
    build_id: str = "20251124-0930-5f2c1e"
    notice: str = ""


class FakeAssistant:
    """Answers from a table. `asked` remembers (question, earlier questions), `days` the days they were asked for.

    With `gate` cleared each question stops before its answer until the gate is set, with `end` cleared after it;
    `missing` takes the index away.
    """

    def __init__(self, articles: Mapping[str, Article] = ARTICLES, answers: Mapping[str, Answer] | None = None) -> None:
        self.articles = articles
        self.answers = {answer.question: answer for answer in ANSWERS} | TIMELY_ANSWERS | dict(answers or {})
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.days: list[date | None] = []
        self.gate = threading.Event()
        self.gate.set()
        self.end = threading.Event()
        self.end.set()
        self.missing = False

    def snapshot(self) -> AbstractContextManager[Held]:
        return self._snapshot()

    @contextmanager
    def _snapshot(self) -> Iterator[Held]:
        if self.missing:
            raise IndexUnavailable("No index in data/index; run `assistant index`.")
        yield Held(self.articles)

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, as_of: date | None = None
    ) -> Iterator[Stage | Answer]:
        self.asked.append((question, tuple(turn.question for turn in history)))
        self.days.append(as_of)
        if not question:
            raise QuestionError("The question has no words; type a question in English or French.")
        if question.startswith(TOO_LONG):
            raise QuestionError("The question is too long: found 900 tokens, expected at most 400 tokens; shorten it.")
        yield "searching"
        yield "reading"
        if not self.gate.wait(30):
            raise AssertionError("the test did not open the gate")
        if question == BROKEN:
            raise RuntimeError("a secret path: /etc/entente")
        if question == FOLLOW_UP and history:
            answer = replace(self.answers[ENGLISH], question=question, condensed_question=CONDENSED)
        else:
            answer = self.answers.get(question) or refusal(question, "en", list(self.articles.values()))
        yield replace(answer, as_of=as_of, as_of_asked=True) if as_of else answer
        if not self.end.wait(30):
            raise AssertionError("the test did not let the answer end")


def answered(question: str, language: Language, *quotes: tuple[Article, str, str]) -> Answer:
    """An answer that quotes (article, sentence, words in bold) in that order."""
    claims, citations = [], []
    for n, (article, sentence, bold) in enumerate(quotes, start=1):
        start = article.text.index(sentence)
        at = sentence.index(bold)
        claims.append(Claim(sentence, "verbatim", (n,), ((at, at + len(bold)),)))
        span = Span(article.id, start, start + len(sentence), sentence)
        citations.append(cite(n, article, span))
    base = refusal(question, language, [])
    text = phrases.answer_text(claims, citations, language)
    return replace(
        base,
        status="answered",
        reason=None,
        text=text,
        claims=tuple(claims),
        citations=tuple(citations),
        answerability=0.93,
    )


def cite(n: int, article: Article, span: Span) -> Citation:
    """What is in force of an article, at a place in it."""
    return Citation(
        n,
        span,
        article.title,
        article.url,
        article.language,
        article.published,
        publisher=article.publisher,
        authority=article.authority,
    )


def refusal(question: str, language: Language, nearest: Sequence[Article]) -> Answer:
    near = tuple(Nearest(article.id, article.title, article.url) for article in nearest)
    return Answer(
        id="0123456789abcdef",
        question=question,
        status="refused",
        reason="not_in_articles",
        language=language,
        text=phrases.refusal_text(language, phrases.Searched(2, 9, ["lamp", "oil"]), near),
        claims=(),
        citations=(),
        nearest=near,
        considered=(),
        as_of=date(2025, 11, 24),
        seconds={"condense": 0.001, "retrieve": 0.02, "answer": 0.03, "verify": 0.001, "total": 0.052},
        build_id="20251124-0930-5f2c1e",
        settings_hash="8b1f00c2a9d4",
        model="quoted",
        condensed_question=question,
        answerability=0.12,
    )


ANSWERS = (
    answered(
        ENGLISH,
        "en",
        (LIGHTHOUSE, ENGLISH_QUOTE, "the Norbury Harbour Board and by the Phares de Valmer"),
        (LIGHTHOUSE, "The two leads meet four times a year.", "four times a year"),
    ),
    answered(FRENCH, "fr", (PHARES, FRENCH_QUOTE, "L'office des Phares de Valmer")),
    answered(FOREIGN, "en", (PHARES, FOREIGN_QUOTE, "quatre gardiens")),
    refusal(UNANSWERED, "en", [LIGHTHOUSE, PHARES]),
    refusal(UNANSWERED_FRENCH, "fr", [PHARES, LIGHTHOUSE]),
    replace(
        refusal("Hello", "en", []),
        status="smalltalk",
        reason=None,
        text="Hello. Ask me about the lights; I answer in quotes from the articles.",
    ),
)


def replaced(language: Language) -> Answer:
    """A rule that was replaced on 1 August 2025, and the one that replaced it."""
    rules = answered(
        WHO_PAYS[language], language, (LIGHTHOUSE, OLD_RULE, "turns"), (LIGHTHOUSE, NEW_RULE, "60 per cent")
    )
    old, new = rules.citations
    old = replace(old, state="replaced", valid_from=date(1987, 5, 1), valid_to=date(2025, 7, 31), replaced_by=(2,))
    return replace(rules, citations=(old, replace(new, valid_from=date(2025, 8, 1))))


def disagreeing(language: Language) -> Answer:
    """Two sources that count differently."""
    counts = answered(
        HOW_MANY[language], language, (LIGHTHOUSE, ONE_EACH, "one keeper"), (PHARES, FOREIGN_QUOTE, "quatre gardiens")
    )
    return replace(counts, disagreements=((1, 2),), certainty=Certainty("medium", 0.118, 0.07, 0.19, 212))


def clarifying(language: Language) -> Answer:
    """A question that may mean either of two things."""
    choices = (Choice(LIGHTHOUSE.title, ENGLISH), Choice(PHARES.title, FRENCH))
    text = phrases.clarify_text(choices, language)
    base = refusal(WHICH[language], language, [])
    return replace(base, status="clarify", reason="ambiguous", text=text, choices=choices)


def in_part(language: Language) -> Answer:
    """An answer to the first half of a question."""
    missing = {"en": "what is the oil made of", "fr": "de quoi l'huile est-elle faite"}[language]
    half = answered(IN_PART[language], language, (LIGHTHOUSE, ENGLISH_QUOTE, "the Norbury Harbour Board"))
    certainty = Certainty("high", 0.041, 0.02, 0.07, 388)
    return replace(half, status="partial", missing=(missing,), certainty=certainty)


def mistaken(language: Language) -> Answer:
    """A question that takes for granted what the articles contradict."""
    premise = {"en": "that Norbury pays for the paint", "fr": "que Norbury paie la peinture"}[language]
    said = answered(PREMISE[language], language, (LIGHTHOUSE, PAINT, "Valmer"))
    text = f"{phrases.premise_text(premise, language)}\n{said.text}"
    return replace(said, status="refused", reason="false_premise", text=text)


def far_off(language: Language) -> Answer:
    """A question outside what the articles are about."""
    base = refusal(FAR_OFF[language], language, [LIGHTHOUSE])
    return replace(base, reason="out_of_scope", text=phrases.out_of_scope_text(language, base.nearest))


TIMELY = (replaced, disagreeing, clarifying, in_part, mistaken, far_off)
TIMELY_ANSWERS = {
    answer.question: answer for language in get_args(Language) for answer in (make(language) for make in TIMELY)
}
