"""Search results: each passage found with the sentences around it, so that it can be read and judged alone."""

from collections.abc import Iterable, Sequence

from assistant.ask.rerank import Ranked
from assistant.documents import Article, Result
from assistant.index.live import Snapshot

Range = tuple[int, int]


def results(ranked: Iterable[Ranked], snapshot: Snapshot, k: int, words: int) -> list[Result]:
    """The `k` best places, in order. None overlaps an earlier one: what was shown around another is not shown again.

    A place grows by whole sentences of its article, on both sides in turn, to at most `words` words; a longer passage
    stays as it is.
    """
    shown: list[Result] = []
    for found in ranked:
        passage = found.hit.passage
        taken = [(one.start, one.end) for one in shown if one.hit.passage.article_id == passage.article_id]
        own = [sentence for sentence in passage.sentences if not _is_in(sentence, taken)]
        if own:
            shown.append(
                Result(found.hit, *_grown(passage.article_id, (own[0][0], own[-1][1]), snapshot, taken, words))
            )
        if len(shown) == k:
            break
    return shown


def _grown(article_id: str, place: Range, snapshot: Snapshot, taken: Sequence[Range], words: int) -> Range:
    article = snapshot.articles[article_id]
    sentences = [s for p in snapshot.passages.values() if p.article_id == article_id for s in p.sentences]
    before = [s for s in sentences if s[1] <= place[0]]
    after = [s for s in sentences if s[0] >= place[1]]
    open_ends = [True, True]
    turn = 1
    while any(open_ends):
        waiting = after if turn else before
        grown = _joined(place, waiting[0 if turn else -1]) if waiting else place
        if not waiting or _is_in(grown, taken) or _words(article, grown) > words:
            open_ends[turn] = False
        else:
            place = grown
            waiting.pop(0 if turn else -1)
        turn = 1 - turn if open_ends[1 - turn] else turn
    return place


def _joined(one: Range, other: Range) -> Range:
    return min(one[0], other[0]), max(one[1], other[1])


def _is_in(place: Range, taken: Sequence[Range]) -> bool:
    """Whether it shares a character with one of those taken."""
    return any(start < place[1] and place[0] < end for start, end in taken)


def _words(article: Article, place: Range) -> int:
    return len(article.text[place[0] : place[1]].split())
