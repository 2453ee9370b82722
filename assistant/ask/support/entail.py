"""Whether quotes support a claim, without a model: the same claim and quotes always give the same verdict.

Numbers, names, negation, modality, scope, roles and content words are compared, in either language. In doubt a claim is
unsupported: what passes must be in the quotes, what is stripped may have been.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.ask.support.align import Alignment, align
from assistant.ask.support.binding import binding_fault
from assistant.ask.support.change import change_fault
from assistant.ask.support.counting import counting_fault
from assistant.ask.support.coverage import content_fault
from assistant.ask.support.government import government_fault, title_fault
from assistant.ask.support.names import missing_name
from assistant.ask.support.polarity import mode_fault, negation_fault
from assistant.ask.support.quantities import missing
from assistant.ask.support.reading import Reading, read
from assistant.ask.support.roles import direction_fault, role_fault
from assistant.ask.support.scope import dropped, scope_fault
from assistant.ask.support.subjects import copula_fault, noun_fault, subject_fault
from assistant.documents import Verdict

_ROLE_CHECKS = (
    role_fault,
    noun_fault,
    copula_fault,
    direction_fault,
    government_fault,
    title_fault,
    subject_fault,
    binding_fault,
)
_EDGES = " .!?;:,\"'«»“”"
_SENTENCE_END = re.compile(r"[.!?…:;\n][\"'»”)\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a claim. `reason`: what is missing or flipped, in English; "" unless unsupported."""

    verdict: Verdict
    reason: str = ""


def entails(claim: str, quotes: Sequence[str]) -> Judgement:
    """Judge one claim by the quotes it cites, taken together.

    "verbatim": its words stand in one quote word for word, as whole sentences, or as a part that keeps its sense.
    "supported": all it says is said in the quotes. "unsupported": else; so is an empty claim or one without quotes.
    """
    said, cited = read(claim), [reading for reading in map(read, quotes) if reading.words]
    if not said.words or not cited:
        return Judgement("unsupported", "there is nothing to compare")
    places = [place for quote in cited if (place := _place(said, quote)) is not None]
    if any(_is_whole(quote, start, end) for quote, start, end in places):
        return Judgement("verbatim")
    reason = next((fault for fault in _faults(align(said, cited)) if fault), "")
    if reason:
        return Judgement("unsupported", reason)
    return Judgement("verbatim" if places else "supported")


def _place(claim: Reading, quote: Reading) -> tuple[Reading, int, int] | None:
    """Where the claim's words stand in a quote, word for word; None if they do not."""
    words = " ".join(claim.text.casefold().split()).strip(_EDGES)
    text = " ".join(quote.text.casefold().split())
    match = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) if words else None
    return None if match is None else (quote, match.start(), match.end())


def _is_whole(quote: Reading, start: int, end: int) -> bool:
    """Whether a range of a quote begins and ends with sentences of it."""
    text = " ".join(quote.text.split())
    before, behind = text[:start].rstrip(" \"'«“("), text[end:].strip(" \"'»”)")
    return (not before or bool(_SENTENCE_END.search(before))) and (not behind or behind[0] in ".!?…")


def _faults(alignment: Alignment) -> Iterator[str]:
    """What speaks against the claim, the plainest first; "" for a check that it passes."""
    claim, quotes = alignment.claim, alignment.quotes
    yield _quantity_fault(claim, quotes)
    yield counting_fault(alignment)
    yield change_fault(alignment)
    yield _name_fault(alignment)
    yield negation_fault(alignment)
    yield mode_fault(alignment)
    yield scope_fault(claim, quotes)
    yield _dropped(alignment)
    for check in _ROLE_CHECKS:
        yield check(alignment)
    yield content_fault(alignment)


def _quantity_fault(claim: Reading, quotes: Sequence[Reading]) -> str:
    lost = missing(claim.quantities, [quote.quantities for quote in quotes])
    if lost is None:
        return ""
    quantity, bound = lost
    text = claim.text[quantity.start : quantity.end]
    return f"number {text} has another bound in the quote" if bound else f"number {text} is not in the quote"


def _name_fault(alignment: Alignment) -> str:
    name = missing_name(alignment)
    return f"name {name} is not in the quote" if name else ""


def _dropped(alignment: Alignment) -> str:
    where = alignment.sentence()
    return "" if where is None else dropped(alignment.claim, alignment.quotes[where[0]], where[1])
