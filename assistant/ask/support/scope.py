"""Words of scope: all, only, first, before, largest … must stand in what is cited, in either language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.ask.support.dates import Date
from assistant.ask.support.quantities import Quantity, same
from assistant.ask.support.reading import Reading

EDGE_LETTERS = 16

_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_NE_QUE = (
    r"n(?:e |')(?:(?!\bpas\b|\baucun|\bplus\b|\bjamais\b|\bni\b|\brien\b)[^.;:,]){1,45}?"
    r"\bqu(?:e(?! on)|'(?!il|elle|on)\w+)"
)


@dataclass(frozen=True, slots=True)
class _Group:
    """Words of one scope: where a claim has one of the first, a quote must have one of either."""

    name: str
    claimed: re.Pattern[str]
    borne: re.Pattern[str]


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)")


def _group(name: str, claimed: str, *further: str) -> _Group:
    return _Group(name, _words(claimed), _words(claimed, *further))


_GROUPS = (
    _group(
        "all",
        r"(?<!at )(?<!after )all|every(?:one|body)?|entire(?:ly)?|wholly|fully|totally|completely|(?:the|its) whole|"
        r"tous(?! deux)|toutes(?! deux)|toute (?:la|l'\w+)|tout (?:le|l'\w+)|ensemble d(?:es|e|u)|entierement|"
        r"integral\w*|totalite",
        r"the whole|whole of|each|chaque|chacune?s?|l'ensemble d\w*|totalement",
    ),
    _group(
        "only",
        r"(?<!not )only|sole(?:ly)?|exclusive(?:ly)?|alone|seule?s?|seulement|uniquement|exclusive?ment|" + _NE_QUE,
    ),
    _group(
        "first",
        rf"first|initial(?:ly)?|inaugural|premiere?s?(?! minist)|d'abord|initialement|1(?:er|ere|re)(?! (?:{_MONTHS}))",
        r"inaugure\w*",
    ),
    _group("last", r"(?:the|its|their|'s) last|final(?:ly)?|dernier|derniere|finale", r"last", r"definitif\w*"),
    _group("largest", r"(?:larg|bigg|great)est|plus (?:grande?s?|gros(?:se)?s?|important\w*|vaste)", r"major"),
    _group("highest", r"highest|plus (?:elevee?s?|haute?s?)"),
    _group("smallest", r"(?:small|low)est|plus (?:petite?s?|bas(?:se)?s?|faibles?)|(?<!at )least|minimum"),
    _group("fastest", r"(?:fast|quick)est|plus rapides?"),
    _group("most powerful", r"most powerful|plus puissante?s?"),
    _group("oldest", r"(?:old|earli)est|plus (?:ancien(?:ne)?s?|vieux|vieille)"),
    _group(
        "most",
        r"most of|most (?=\w+s\b)\w+|majority|mostly|mainly|chiefly|largely|primarily|plupart|majorite|principalement|"
        r"essentiellement|majoritairement|surtout",
    ),
    _group("many", r"many|numerous|nombreu(?:x|ses)|beaucoup"),
    _group("few", r"(?<!a )few|peu de"),
    _group(
        "before",
        r"before|prior to|ahead of|earlier than|avant|anterieur\w*|prealable\w*|auparavant",
        r"preced\w+|earlier|until|d'ici|previous(?:ly)?|by the end",
    ),
    _group(
        "after",
        r"after(?:wards)?|later|subsequent\w*|apres|ensuite|posterieur\w*",
        r"follow\w*|since|once|when|then|having|suivant\w*|suite (?:a|de|du|d'\w+)|issue d\w*|depuis|au bout d\w*|puis|"
        r"lendemain|une fois|lors(?:que)?",
    ),
    _group("until", r"until|till|jusqu'\w+", r"up to|(?:to|by|au) (?:the end of )?\w* ?\d+|avant|before"),
    _group("since", r"since|depuis", r"from|as of|a partir d\w*|after|apres|des|began|effective"),
    _group(
        "each",
        r"each|respective(?:ly)?|chacune?s?|chaque|respectivement",
        r"both|every|tous|all|either",
    ),
    _group(
        "both",
        r"both|tous (?:les )?deux|toutes (?:les )?deux|l'un et l'autre",
        r"each|two|the other|deux|chacune?|l'autre|and|et|either",
    ),
    _group("either", r"either|l'un ou l'autre", r"each|both|chacune?|or"),
    _group("still", r"still|toujours|encore", r"remain\w*|stay\w*|continu\w+|demeur\w*|reste\w*|keeps?"),
    _group("always", r"always|permanent\w*|toujours|for good|forever|definitivement"),
    _group("again", r"again|once more|(?:de|a) nouveau", r"re\w+|second|deuxieme"),
    _group("alone", r"unilateral\w*|independently", r"independ\w+|independant\w*"),
)
_SUPERLATIVE = re.compile(r"\b(?:most|least) (?!of\b|people\b)\w+(?<!s)\b")
_EXTREME = r"(?:larg|bigg|great|high|small|low|fast|old|long)est\b"
_HIGHEST = re.compile(rf"\b{_EXTREME}|\b(?:le|la|les) plus \w+")
_RANKED = re.compile(
    rf"\b(?:second|third|fourth|fifth|\d+(?:nd|rd|th))[- ]{_EXTREME}|"
    r"\b(?:deuxieme|second|troisieme|quatrieme|\d+e)\b[^.;,]{0,30}\b(?:le|la|les) plus \w+"
)
# From when, and until when: `since 2019` is not `until 2019`.
_START = re.compile(r"\b(?:from|since|after|starting|depuis|apres|a partir d[eu]|des)(?: the| le| la| l')? ?$")
_END = re.compile(r"\b(?:until|till|before|through|by|jusqu'(?:a|au|en)|avant|d'ici)(?: the| le| la| l'| a| au)? ?$")
# Conditions and restrictions of a quote that a claim may not drop.
_CONDITION = _words(
    r"if|unless|provided (?:that|it|they)|subject to|on condition|depending on|si(?! la| bien)|s'il|a condition|"
    r"sous reserve|a moins que|pourvu que|en fonction"
)
_RESTRICTED = _words(
    r"mostly|mainly|partly|partially|largely|almost|nearly|primarily|principalement|en partie|partiellement|"
    r"majoritairement|essentiellement|presque"
)


def scope_fault(claim: Reading, quotes: Sequence[Reading]) -> str:
    """The first word of scope of the claim that no quote bears; "" if none."""
    text = " . ".join(quote.flat for quote in quotes)
    for group in _GROUPS:
        if group.claimed.search(claim.flat) and not group.borne.search(text):
            return f"'{group.name}' is not in the quote"
    if _ranks_only(text) and _HIGHEST.search(claim.flat) and not _RANKED.search(claim.flat):
        return "the quote says not the highest, but one below it"
    superlatives = (match[0] for match in _SUPERLATIVE.finditer(claim.flat))
    lacking = next((words for words in superlatives if words not in text and "plus " not in text), "")
    return f"'{lacking}' is not in the quote" if lacking else _edge_fault(claim, quotes)


def _edge_fault(claim: Reading, quotes: Sequence[Reading]) -> str:
    """The date from which something holds in the claim and until which it does in the quotes, or vice versa; ""."""
    for date in claim.quantities:
        edge = _edge(claim, date)
        there = {_edge(quote, other) for quote in quotes for other in quote.quantities if same(date, other)}
        if edge and there and not there & {edge, ""}:
            return f"'{edge} {claim.text[date.start : date.end]}' is not in the quote"
    return ""


def _edge(reading: Reading, date: Quantity) -> str:
    before = reading.flat[max(0, date.start - EDGE_LETTERS) : date.start]
    if not isinstance(date, Date):
        return ""
    return "from" if _START.search(before) else "until" if _END.search(before) else ""


def scope_words(reading: Reading) -> frozenset[int]:
    """The numbers of the words that belong to an expression of scope."""
    spans = [match.span() for group in _GROUPS for match in group.claimed.finditer(reading.flat)]
    return frozenset(w.at for w in reading.words if any(start <= w.start < end for start, end in spans))


def dropped(claim: Reading, quote: Reading, sentence: int) -> str:
    """The condition or restriction of the quote's sentence that the claim does not have; "" if none."""
    words = [word for word in quote.words if word.sentence == sentence]
    for pattern in (_CONDITION, _RESTRICTED):
        for match in pattern.finditer(quote.flat):
            inside = words[0].start <= match.start() <= words[-1].start
            if inside and not _bounds_number(quote, match.end()) and not pattern.search(claim.flat):
                return f"'{match[0]}' of the quote is not in the claim"
    return ""


def _ranks_only(text: str) -> bool:
    """Whether every superlative of a text is one below the highest: "the second-highest"."""
    return len(_RANKED.findall(text)) >= len(_HIGHEST.findall(text)) > 0


def _bounds_number(quote: Reading, position: int) -> bool:
    """Whether a quantity stands right behind a position: "nearly half a billion" is judged as a number."""
    return any(position <= quantity.start <= position + 1 for quantity in quote.quantities)
