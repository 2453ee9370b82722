"""question → condense → retrieve → rerank → answer → verify → cite: the stages in order, and what they came from."""

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from assistant import tokens
from assistant.ask import smalltalk
from assistant.ask.condense import Relation, condense, title_subjects
from assistant.ask.evidence import Evidence, merged, search, weigh
from assistant.ask.explain import Explained, explain
from assistant.ask.period import read_time
from assistant.ask.reply import Reply, reply
from assistant.ask.standing import Moment, Standings
from assistant.ask.topic import relation
from assistant.ask.windows import results
from assistant.corpus.clean import clean
from assistant.documents import Answer, Language, Result, Turn
from assistant.errors import QuestionError
from assistant.index.embed import Embedder
from assistant.index.live import LiveIndex, Snapshot
from assistant.language import detect
from assistant.settings import Settings

Stage = Literal["searching", "reading"]

MODEL = "quoted"
STAGES = ("condense", "retrieve", "answer", "verify")


@dataclass(slots=True)
class Clock:
    """Seconds spent per stage."""

    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys((*STAGES, "total"), 0.0))
    started: float = field(default_factory=time.perf_counter)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        before = time.perf_counter()
        yield
        self.seconds[name] += time.perf_counter() - before

    def read(self) -> dict[str, float]:
        self.seconds["total"] = time.perf_counter() - self.started
        return {name: round(value, 6) for name, value in self.seconds.items()}


class Assistant:
    """Answers questions from the live build. Safe to use from several threads."""

    def __init__(self, settings: Settings, embedder: Embedder, index: LiveIndex) -> None:
        self.settings = settings
        self._embedder = embedder
        self._index = index

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """The live build, consistent while the context is open.

        Raises:
            IndexUnavailable: when there is no build that can be served.
        """
        return self._index.snapshot()

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        without: frozenset[str] = frozenset(),
        as_of: date | None = None,
    ) -> Answer:
        """Answer a question. `history` are the earlier turns, oldest first; `language` is detected when None.

        The answer keeps to what held on the day that the question names, else on `as_of`, else when the index was
        built. Passages `without` (ids) are not read: what the answer is worth when its evidence is taken away.

        Raises:
            QuestionError: for an empty question or one longer than `answer.max_question_tokens`.
            IndexUnavailable: when there is no build that can be served.
        """
        for step in self.stream(question, history, language, without, as_of):
            if isinstance(step, Answer):
                return step
        raise AssertionError("stream() ends with an Answer")

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        without: frozenset[str] = frozenset(),
        as_of: date | None = None,
    ) -> Iterator[Stage | Answer]:
        """As `ask`, telling each stage as it begins; the Answer comes last."""
        clock = Clock()
        asked = self._checked(question)
        spoken: Language = detect(history[-1].question) if history else "en"
        asker = language or detect(asked, spoken)
        with self._index.snapshot() as snapshot:
            if (kind := smalltalk.small_talk(asked)) is not None:
                asker = language or smalltalk.language_of(asked, spoken)
                text = smalltalk.reply(kind, asker, snapshot.articles.values())
                now = Moment(snapshot.created)
                yield self._stamp(asked, history, asked, asker, now, Reply("smalltalk", None, text), snapshot, clock)
                return
            yield "searching"
            with clock.stage("condense"):
                condensed = self._condensed(asked, history, snapshot)
                searched, moment = _moment(condensed, as_of, snapshot.created)
            with clock.stage("retrieve"):
                found = search(searched, asker, snapshot, self._embedder, self.settings, without)
            yield "reading"
            with clock.stage("answer"):
                evidence = weigh(found, asker, snapshot, self.settings, _standings(snapshot, moment), without)
            with clock.stage("verify"):
                said = reply(evidence, snapshot, self.settings)
            yield self._stamp(asked, history, condensed, asker, moment, said, snapshot, clock)

    def search(self, question: str, k: int, history: Sequence[Turn] = ()) -> list[Result]:
        """The `k` best places for a question, best first: of the whole question and of each of its parts."""
        asked = self._checked(question)
        with self._index.snapshot() as snapshot:
            condensed = self._condensed(asked, history, snapshot)
            found = search(condensed, detect(condensed), snapshot, self._embedder, self.settings)
            return results(merged(found), snapshot, k, self.settings.retrieval.result_words)

    def explain(self, question: str, k: int, history: Sequence[Turn] = ()) -> tuple[list[Result], list[Explained]]:
        """What `search` gives, with why each was found; the explanations in the order of the results."""
        asked = self._checked(question)
        with self._index.snapshot() as snapshot:
            condensed = self._condensed(asked, history, snapshot)
            found = search(condensed, detect(condensed), snapshot, self._embedder, self.settings)
            ranked, retrieval = merged(found), self.settings.retrieval
            shown = results(ranked, snapshot, k, retrieval.result_words)
            told = explain(found[0].query, ranked, snapshot, retrieval, len(ranked))
            by_passage = {explained.passage.id: explained for explained in told}
            return shown, [by_passage[one.hit.passage.id] for one in shown]

    def evidence(self, question: str, history: Sequence[Turn], language: Language) -> Evidence:
        """What an answer would rest on, whether it would be shown or not: for fitting and for explaining."""
        asked = self._checked(question)
        with self._index.snapshot() as snapshot:
            searched, moment = _moment(self._condensed(asked, history, snapshot), None, snapshot.created)
            found = search(searched, language, snapshot, self._embedder, self.settings)
            return weigh(found, language, snapshot, self.settings, _standings(snapshot, moment))

    def _condensed(self, question: str, history: Sequence[Turn], snapshot: Snapshot) -> str:
        cleaned = [Turn(clean(turn.question), clean(turn.answer)) for turn in history]
        asked = [turn for turn in cleaned if smalltalk.small_talk(turn.question) is None]
        names_subject = title_subjects(snapshot.articles.values())

        def relates(text: str, earlier: Sequence[str]) -> Relation:
            return relation(text, earlier, snapshot, self._embedder, self.settings.retrieval)

        return condense(question, asked, self.settings.answer.history_tokens, names_subject, relates)

    def _checked(self, question: str) -> str:
        asked = clean(question).strip()
        if not any(character.isalnum() for character in asked):
            raise QuestionError("The question has no words; type a question in English or French.")
        longest = self.settings.answer.max_question_tokens
        if len(asked) > 40 * longest or (length := tokens.count(asked)) > longest:
            found = f"{len(asked)} characters" if len(asked) > 40 * longest else f"{length} tokens"
            raise QuestionError(
                f"The question is too long: found {found}, expected at most {longest} tokens; shorten it."
            )
        return asked

    def _stamp(
        self,
        question: str,
        history: Sequence[Turn],
        condensed: str,
        language: Language,
        moment: Moment,
        reply: Reply,
        snapshot: Snapshot,
        clock: Clock,
    ) -> Answer:
        return Answer(
            id=_answer_id(question, history, language, moment, snapshot.build_id, self.settings.hash),
            question=question,
            status=reply.status,
            reason=reply.reason,
            language=language,
            text=reply.text,
            claims=reply.claims,
            citations=reply.citations,
            nearest=reply.nearest,
            considered=reply.considered,
            as_of=moment.as_of,
            as_of_asked=moment.asked,
            seconds=clock.read(),
            build_id=snapshot.build_id,
            settings_hash=self.settings.hash,
            model=MODEL,
            condensed_question=condensed,
            answerability=round(reply.answerability, 4),
            missing=reply.missing,
            choices=reply.choices,
            disagreements=reply.disagreements,
            certainty=reply.certainty,
        )


def _moment(question: str, given: date | None, today: date) -> tuple[str, Moment]:
    """The question to search for and the day to answer for: the one it names, else the one given, else `today`.

    A day after `today` is none: the articles know nothing later.
    """
    asked = read_time(question, today)
    if asked.as_of is not None and asked.explicit:
        return asked.text, Moment(asked.as_of, asked=True, strict=True, view=asked.view)
    if given is not None and given < today:
        return question, Moment(given, asked=True, strict=True, view=asked.view)
    if asked.as_of is not None:
        return question, Moment(asked.as_of, asked=True, view=asked.view)
    return question, Moment(today, asked=given is not None, view=asked.view)


def _standings(snapshot: Snapshot, moment: Moment) -> Standings:
    return Standings(snapshot.articles, snapshot.passages, moment)


def _answer_id(
    question: str, history: Sequence[Turn], language: str, moment: Moment, build_id: str, settings_hash: str
) -> str:
    """The same question, history, day, build and settings give the same id."""
    turns = [[turn.question, turn.answer] for turn in history]
    asked = [question, turns, language, moment.as_of.isoformat(), build_id, settings_hash]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:16]
