"""The last look before an answer is shown: every claim must rest on the exact words it cites."""

from collections.abc import Mapping, Sequence

from assistant.documents import Article, Citation, Claim


def verify(
    claims: Sequence[Claim], citations: Sequence[Citation], articles: Mapping[str, Article]
) -> tuple[Claim, ...]:
    """The claims that hold, in order: those that cite something and equal the words of every span they cite.

    A claim that does not hold is left out: no evidence, no answer.
    """
    by_number = {citation.n: citation for citation in citations}
    return tuple(
        claim
        for claim in claims
        if claim.citations and all(_holds(claim, by_number.get(n), articles) for n in claim.citations)
    )


def _holds(claim: Claim, citation: Citation | None, articles: Mapping[str, Article]) -> bool:
    if citation is None or citation.span.article_id not in articles:
        return False
    span = citation.span
    return articles[span.article_id].text[span.start : span.end] == span.quote == claim.text
