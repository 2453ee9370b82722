"""What the page keeps: answers, and what readers say of them. Keeping never stands in the way of an answer."""

import logging
from collections.abc import Callable, Sequence
from datetime import date
from typing import Self

from assistant import records
from assistant.documents import Answer
from assistant.records import Records, RecordsError
from assistant.serialise import answer_json
from assistant.settings import RecordsSettings

log = logging.getLogger(__name__)


class Keeping:
    """The records behind the page. What goes wrong with them is one line in the log, the same line once."""

    def __init__(self, kept: Records, days: int) -> None:
        """Answers are kept for `days` days; those that are older already are deleted now."""
        self.days = days
        self._records = kept
        self._purged: date | None = None
        self._told: set[str] = set()
        self._attempt(self._purge)

    @classmethod
    def opened(cls, settings: RecordsSettings) -> Self | None:
        """None where nothing is to be kept."""
        return cls(Records(settings.path), settings.days) if settings.keep == "answers" else None

    def answer(self, answer: Answer, history: Sequence[str]) -> None:
        """Keep an answer with its earlier questions, oldest first. The first of a day deletes what is too old."""
        self._attempt(lambda: self._keep(answer, history))

    def feedback(self, answer: Answer, history: Sequence[str], up: bool, reason: str, comment: str) -> bool:
        """Keep what a reader says of an answer, and the answer with it; False where that cannot be done.

        Raises:
            ValueError: for a reason that is none of the form's.
        """

        def give() -> None:
            self._keep(answer, history)
            self._records.feedback(answer.id, up, reason, comment)

        return self._attempt(give)

    def _keep(self, answer: Answer, history: Sequence[str]) -> None:
        self._purge()
        self._records.keep(answer_json(answer), list(history))

    def _purge(self) -> None:
        if self._purged != (today := records.today()):
            self._records.purge(self.days)
            self._purged = today

    def _attempt(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except RecordsError as error:
            if str(error) not in self._told:
                self._told.add(str(error))
                log.warning("%s", error)
            return False
        return True
