"""question → condense → retrieve → rerank → answer → verify → cite: the stages in order, and what they came from."""

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Literal

from assistant import tokens
from assistant.ask import phrases, smalltalk
from assistant.ask.condense import condense, title_subjects
from assistant.ask.evidence import Evidence, search, weigh
from assistant.ask.quote import Candidate
from assistant.ask.verify import verify
from assistant.corpus.clean import clean
from assistant.documents import Answer, Article, Citation, Claim, Hit, Language, Nearest, Reason, Span, Status, Turn
from assistant.errors import QuestionError
from assistant.index.embed import Embedder
from assistant.index.live import LiveIndex, Snapshot
from assistant.language import detect
from assistant.settings import Settings

Stage = Literal["searching", "reading"]

MODEL = "quoted"
NEAREST_ARTICLES = 3
# Below this likelihood of an answer the articles are not about the question at all.
FAR = 0.1
CONSIDERED = 10
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


@dataclass(frozen=True, slots=True)
class Reply:
    """What an answer says, before it is stamped with where it came from."""

    status: Status
    reason: Reason | None
    text: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    considered: tuple[Hit, ...] = ()
    answerability: float = 0.0


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
    ) -> Answer:
        """Answer a question. `history` are the earlier turns, oldest first; `language` is detected when None.

        Passages `without` (ids) are not read: what the answer is worth when its evidence is taken away.

        Raises:
            QuestionError: for an empty question or one longer than `answer.max_question_tokens`.
            IndexUnavailable: when there is no build that can be served.
        """
        for step in self.stream(question, history, language, without):
            if isinstance(step, Answer):
                return step
        raise AssertionError("stream() ends with an Answer")

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        without: frozenset[str] = frozenset(),
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
                yield self._stamp(asked, history, asked, asker, Reply("smalltalk", None, text), snapshot, clock)
                return
            yield "searching"
            with clock.stage("condense"):
                condensed = self._condensed(asked, history, snapshot)
            with clock.stage("retrieve"):
                found = search(condensed, asker, snapshot, self._embedder, self.settings, without)
            yield "reading"
            with clock.stage("answer"):
                evidence = weigh(found, asker, snapshot, self.settings, without)
            with clock.stage("verify"):
                reply = self._reply(evidence, snapshot)
            yield self._stamp(asked, history, condensed, asker, reply, snapshot, clock)

    def search(self, question: str, k: int, history: Sequence[Turn] = ()) -> list[Hit]:
        """The `k` best passages for a question, best first, as the answerer would read them."""
        asked = self._checked(question)
        with self._index.snapshot() as snapshot:
            condensed = self._condensed(asked, history, snapshot)
            found = search(condensed, detect(condensed), snapshot, self._embedder, self.settings)
            return [ranked.hit for ranked in found[0].ranked[:k]]

    def evidence(self, question: str, history: Sequence[Turn], language: Language) -> Evidence:
        """What an answer would rest on, whether it would be shown or not: for fitting and for explaining."""
        asked = self._checked(question)
        with self._index.snapshot() as snapshot:
            condensed = self._condensed(asked, history, snapshot)
            found = search(condensed, language, snapshot, self._embedder, self.settings)
            return weigh(found, language, snapshot, self.settings)

    def _condensed(self, question: str, history: Sequence[Turn], snapshot: Snapshot) -> str:
        cleaned = [Turn(clean(turn.question), clean(turn.answer)) for turn in history]
        asked = [turn for turn in cleaned if smalltalk.small_talk(turn.question) is None]
        names_subject = title_subjects(snapshot.articles.values())
        return condense(question, asked, self.settings.answer.history_tokens, names_subject)

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

    def _reply(self, evidence: Evidence, snapshot: Snapshot) -> Reply:
        """The quotes that hold, if they are likely to answer the question; a refusal that helps otherwise."""
        language = evidence.question.language
        held = verify(evidence.claims, evidence.citations, snapshot.articles)
        considered = tuple(found.hit for found in evidence.ranked[:CONSIDERED])
        if held and evidence.likely >= self.settings.answer.min_answerability:
            shown = tuple(c for c in evidence.citations if any(c.n in claim.citations for claim in held))
            text = phrases.answer_text(held, shown, language)
            return Reply("answered", None, text, held, shown, (), considered, evidence.likely)
        nearest = _nearest(evidence, snapshot)
        searched = phrases.Searched(len(snapshot.articles), len(snapshot.passages), evidence.question.spelled)
        text = phrases.refusal_text(language, searched, nearest)
        return Reply("refused", "not_in_articles", text, (), (), nearest, considered, evidence.likely)

    def _stamp(
        self,
        question: str,
        history: Sequence[Turn],
        condensed: str,
        language: Language,
        reply: Reply,
        snapshot: Snapshot,
        clock: Clock,
    ) -> Answer:
        return Answer(
            id=_answer_id(question, history, language, snapshot.build_id, self.settings.hash),
            question=question,
            status=reply.status,
            reason=reply.reason,
            language=language,
            text=reply.text,
            claims=reply.claims,
            citations=reply.citations,
            nearest=reply.nearest,
            considered=reply.considered,
            as_of=snapshot.created,
            seconds=clock.read(),
            build_id=snapshot.build_id,
            settings_hash=self.settings.hash,
            model=MODEL,
            condensed_question=condensed,
            answerability=round(reply.answerability, 4),
        )


def _nearest(evidence: Evidence, snapshot: Snapshot) -> tuple[Nearest, ...]:
    """The nearest articles with their nearest sentences; without sentences when the whole question is far off."""
    ids = list(dict.fromkeys(found.hit.passage.article_id for found in evidence.ranked))[:NEAREST_ARTICLES]
    near = evidence.candidates if evidence.likely >= FAR else ()
    found = []
    for article_id in ids:
        article = snapshot.articles[article_id]
        best = next((candidate for candidate in near if candidate.passage.article_id == article_id), None)
        found.append(Nearest(article_id, article.title, article.url, _span(best, article) if best else None))
    return tuple(found)


def _span(candidate: Candidate, article: Article) -> Span:
    start, end = candidate.passage.sentences[candidate.number]
    return Span(article.id, start, end, article.text[start:end])


def _answer_id(question: str, history: Sequence[Turn], language: str, build_id: str, settings_hash: str) -> str:
    """The same question, history, build and settings give the same id."""
    asked = [question, [[turn.question, turn.answer] for turn in history], language, build_id, settings_hash]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:16]
