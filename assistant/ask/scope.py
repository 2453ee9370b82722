"""Whether a refused question is far from everything the articles are about, or asks for a detail they do not give."""

from collections.abc import Sequence

from assistant.ask.quote import READ_PASSAGES, Question, score
from assistant.ask.rerank import Ranked
from assistant.index.live import Snapshot

# Logistic fit on half of the tuning cases (19 far questions, 59 near ones): far where the best passage's score and the
# best sentence's coverage, each as a share of these, add up to less than one.
SCORE = 14.3
COVERAGE = 0.7


def out_of_scope(question: Question, ranked: Sequence[Ranked], snapshot: Snapshot) -> bool:
    """Whether the articles are about something else, for a question that is refused.

    `ranked` are the passages found, best first; with none the question is out of scope.
    """
    if not ranked:
        return True
    covered = max((c.context_coverage for c in score(question, ranked[:READ_PASSAGES], snapshot)), default=0.0)
    return ranked[0].hit.score / SCORE + covered / COVERAGE < 1
