"""Quotes → claims with markers: each claim opens a place in an article."""

from collections.abc import Mapping, Sequence

from assistant.ask.quote import Quoted
from assistant.documents import Article, Citation, Claim, Span


def cite(quotes: Sequence[Quoted], articles: Mapping[str, Article]) -> tuple[tuple[Claim, ...], tuple[Citation, ...]]:
    """One claim and one citation per quote, numbered from 1 in the order given. No quotes give two empty tuples."""
    claims, citations = [], []
    for n, quote in enumerate(quotes, start=1):
        article = articles[quote.article_id]
        text = article.text[quote.start : quote.end]
        claims.append(Claim(text, "verbatim", (n,), quote.emphasis))
        span = Span(article.id, quote.start, quote.end, text)
        citations.append(Citation(n, span, article.title, article.url, article.language, article.published))
    return tuple(claims), tuple(citations)
