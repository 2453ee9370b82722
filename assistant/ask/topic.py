"""Whether a question is about what was asked just before it: told by the articles in which each finds its passages."""

from collections.abc import Sequence

from assistant.ask.condense import Relation
from assistant.ask.rerank import rerank
from assistant.ask.retrieve import read_query, retrieve
from assistant.index.embed import Embedder
from assistant.index.live import Snapshot
from assistant.settings import RetrievalSettings

TOPIC_ARTICLES = 2
# In fewer articles than these, the best ones for two questions are too often the same by chance.
FEWEST_ARTICLES = 10
# Shares of the question's best score: by how much the topic's articles may and must stay behind it.
NEAR = 0.3
FAR = 0.5
# A question that finds its passage about as well as the earlier ones found theirs needs nothing from them.
AS_WELL = 0.9


def relation(
    question: str, earlier: Sequence[str], snapshot: Snapshot, embedder: Embedder, settings: RetrievalSettings
) -> Relation:
    """`same` if the question, read alone, leads to the articles that the earlier questions lead to.

    `other` if it leads elsewhere and is sure of it; `unclear` if it leads nowhere, and in fewer than FEWEST_ARTICLES.

    Raises:
        ModelError: when the embedder gives a vector that is not usable.
    """
    if len(snapshot.articles) < FEWEST_ARTICLES:
        return "unclear"
    asked = _best_scores(question, snapshot, embedder, settings)
    before = _best_scores(" ".join(earlier), snapshot, embedder, settings)
    best, best_before = max(asked.values(), default=0.0), max(before.values(), default=0.0)
    if best <= 0:
        return "unclear"
    topic = sorted(before, key=lambda article: (-before[article], article))[:TOPIC_ARTICLES]
    lead = best - max((asked.get(article, 0.0) for article in topic), default=0.0)
    if lead < NEAR * best:
        return "same"
    return "other" if lead > FAR * best and best > AS_WELL * best_before else "unclear"


def _best_scores(text: str, snapshot: Snapshot, embedder: Embedder, settings: RetrievalSettings) -> dict[str, float]:
    """By article, the score of its best passage."""
    query = read_query(text, embedder)
    best: dict[str, float] = {}
    for ranked in rerank(query, retrieve(query, snapshot, settings), snapshot, settings):
        article = ranked.hit.passage.article_id
        best[article] = max(best.get(article, ranked.hit.score), ranked.hit.score)
    return best
