"""`python -m evals.latency`: warm seconds from question to complete quoted answer, over the dev questions.

Prints the median and the 95th percentile of the whole and of each stage. A benchmark, not a test: nothing fails.
"""

import argparse
import statistics
from collections.abc import Sequence

from assistant import settings
from assistant.ask.pipeline import Assistant
from assistant.documents import Turn
from assistant.index.embed import SentenceEmbeddings
from assistant.index.live import LiveIndex
from evals.cases import DATA, read_cases

WARM_UP = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="times each question is asked")
    rounds = parser.parse_args().rounds
    current = settings.load()
    embedder = SentenceEmbeddings(current.embedding)
    assistant = Assistant(current, embedder, LiveIndex(current.index.location, embedder))
    cases = [case for case in read_cases(DATA) if case.batch == "dev"]
    for case in cases[:WARM_UP]:
        assistant.ask(case.question)
    seconds = [
        assistant.ask(case.question, [Turn(question) for question in case.history]).seconds
        for _ in range(rounds)
        for case in cases
    ]
    print(f"{len(seconds)} answers, milliseconds")
    print(f"{'stage':<10}{'p50':>8}{'p95':>8}")
    for stage in seconds[0]:
        print(line(stage, [1000 * answer[stage] for answer in seconds]))


def line(stage: str, milliseconds: Sequence[float]) -> str:
    """`stage  p50  p95`."""
    p95 = statistics.quantiles(milliseconds, n=20)[-1]
    return f"{stage:<10}{statistics.median(milliseconds):8.1f}{p95:8.1f}"


if __name__ == "__main__":
    main()
