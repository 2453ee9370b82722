"""Retrieval and reranking as a LangChain retriever, for use in any chain."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.ask.rerank import best_first
from assistant.ask.retrieve import read_query, retrieve
from assistant.ask.windows import results
from assistant.documents import Result
from assistant.index.embed import Embedder
from assistant.index.live import LiveIndex, Snapshot
from assistant.settings import Settings


class EntenteRetriever(BaseRetriever):
    """Gives at most `k` Documents, best first; metadata: article_id, passage_id, start, end, title, url, publisher,
    published (ISO or ""), language, heading_path, score. `page_content` is `article.text[start:end]`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    settings: Settings
    embedder: Embedder
    index: LiveIndex
    k: int = 5

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        with self.index.snapshot() as snapshot:
            read = read_query(query, self.embedder)
            hits = best_first(read, retrieve(read, snapshot, self.settings.retrieval), snapshot, self.settings)
            shown = results(hits, snapshot, self.k, self.settings.retrieval.result_words)
            return [_document(result, snapshot) for result in shown]


def _document(result: Result, snapshot: Snapshot) -> Document:
    passage = result.hit.passage
    article = snapshot.articles[passage.article_id]
    return Document(
        page_content=article.text[result.start : result.end],
        metadata={
            "article_id": article.id,
            "passage_id": passage.id,
            "start": result.start,
            "end": result.end,
            "title": article.title,
            "url": article.url,
            "publisher": article.publisher,
            "published": article.published.isoformat() if article.published else "",
            "language": article.language,
            "heading_path": " > ".join(passage.heading_path),
            "score": result.hit.score,
        },
    )
