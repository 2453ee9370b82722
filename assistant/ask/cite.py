"""Quotes → claims with markers: each claim opens a place in an article."""

from collections.abc import Mapping, Sequence

from assistant.ask.quote import Quoted
from assistant.ask.standing import Standings, is_in
from assistant.documents import Article, Citation, Claim, Span


def cite(
    quotes: Sequence[Quoted], articles: Mapping[str, Article], standings: Standings
) -> tuple[tuple[Claim, ...], tuple[Citation, ...]]:
    """One claim and one citation per quote, numbered from 1 in the order given. No quotes give two empty tuples."""
    citations = tuple(_citation(n, quote, quotes, articles, standings) for n, quote in enumerate(quotes, start=1))
    claims = (
        Claim(citation.span.quote, "verbatim", (citation.n,), quote.emphasis)
        for citation, quote in zip(citations, quotes, strict=True)
    )
    return tuple(claims), citations


def _citation(
    n: int, quote: Quoted, quotes: Sequence[Quoted], articles: Mapping[str, Article], standings: Standings
) -> Citation:
    article = articles[quote.passage.article_id]
    standing = standings.of(quote.passage)
    newer = (
        number
        for number, other in enumerate(quotes, start=1)
        if any(is_in(other.passage, part) for part in standing.replaced_by)
    )
    return Citation(
        n=n,
        span=Span(article.id, quote.start, quote.end, article.text[quote.start : quote.end]),
        title=article.title,
        url=article.url,
        language=article.language,
        published=article.published,
        publisher=article.publisher,
        authority=article.authority,
        state=standing.state,
        valid_from=standing.valid_from,
        valid_to=standing.valid_to,
        replaced_by=tuple(newer),
    )
