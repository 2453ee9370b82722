"""Sentences as they are compared: whether two state different values of one thing, of one subject and time."""

import re
from dataclasses import dataclass

from assistant.ask.quote import NEARLY, Candidate, Question
from assistant.ask.sources import SAYS, attributions, breaks, mentions, written
from assistant.ask.support.amounts import Amount
from assistant.ask.support.dates import Date
from assistant.ask.support.grammar import auxiliary, verbal
from assistant.ask.support.names import runs
from assistant.ask.support.reading import Reading, Word, read
from assistant.ask.values import Value, agree, conflict, values_of
from assistant.documents import Article
from assistant.index.live import Snapshot

# Cosines of directions from which on two sentences may state the same thing; NEAR where few of their words meet, ALIKE
# where each has a word of its own about the value.
SAME_STATEMENT = 0.6
NEAR_STATEMENT = 0.72
ALIKE = 0.87
YEARS_APART = 2
# A date this few words behind the name of a source is when it spoke.
SPOKEN_WORDS = 3
# Words that stand for the value, or say nothing of it.
GENERIC = frozenset(
    """date dates figure figures number numbers use used people person persons chiffre chiffres nombre personnes
    convient retenir probably probablement exactly""".split()
)
EXPLAINED = re.compile(
    r"\bboth (?:\w+ ){0,3}(?:right|true|correct)\b|\bsame list\b|\btime ?zones?\b|\blocal time\b|"
    r"\bround(?:s|ed|ing)?\b|"
    r"\b(?:les|toutes) (?:deux )(?:\w+ ){0,3}(?:exacte?s?|vraie?s?|justes?)\b|\bmeme liste\b|\bfuseau|\bheure locale\b|"
    r"\barrondi\w*|\bdifferent (?:dates|times)\b|\bdates differentes\b"
)
# Statements of which only one has such words are not about the same thing.
_QUALIFIERS = tuple(
    re.compile(rf"\b(?:{alternatives})\b")
    for alternatives in (
        r"will|would|due|plan(?:s|ned)?|expect(?:s|ed)?|aim(?:s|ed)?|targets?|goal|propos(?:es?|ed|al)|hop(?:es?|ed)|"
        r"to be|was to|were to|prevu\w*|prevoi\w*|devai\w*|doi(?:t|vent)|sera|seront|\w{3,}[ei]r(?:a|ont)|"
        r"\w{3,}dr(?:a|ont)|objectif|vis(?:e|ait)|esper\w*|projet\w*|propos\w*",
        r"of which|including|among them|part of|dont|parmi|y compris",
        r"a year|per year|annual(?:ly)?|yearly|each year|every year|par an|annuel\w*|chaque annee",
        r"a month|per month|monthly|a week|per week|weekly|a day|per day|daily|par mois|mensuel\w*|par semaine|"
        r"hebdomadaires?|par jour|quotidien\w*|chaque (?:mois|semaine|jour)",
        r"each|apiece|per|chacune?|chaque|par (?:personne|habitant|tete)",
        r"average|averaged|mean|moyenne|median\w*",
        r"further|additional|extra|another|supplementaires?|de plus",
        r"first|initial(?:ly)?|originally|premiere?s?|initial\w*|d'abord",
        r"second|third|fourth|phase|stage|seconde?s?|deuxieme|troisieme|quatrieme|etape",
        r"later|then|since|by now|now|currently|so far|still|ensuite|puis|depuis|desormais|actuellement|jusqu'ici",
        r"earlier|before|previous(?:ly)?|formerly|until then|avant|auparavant|precedent\w*|jusqu'alors",
        r"maximum|minimum|peak|record|up to|at most|at least|plafond|au plus|au moins|jusqu'a",
        r"not|never|pas|jamais",
        r"if|unless|si|sauf",
        r"semi|demi|quarter|quarts?|sub|sous|non|former|ancien(?:ne)?|deputy|adjointe?",
    )
)
_TOTAL = re.compile(r"\b(?:total|totale|overall|altogether|in all|as a whole|en tout|au total|ensemble)\b")
_CHANGING = frozenset(("", "%", "GBP", "EUR", "USD"))


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A sentence as it is compared: its values, the words that tell who says it, and the keys of its words.

    `known` has the keys of the article's title and headings as well.
    """

    candidate: Candidate
    article: Article
    reading: Reading
    values: tuple[Value, ...]
    sources: tuple[range, ...]
    known: frozenset[str]

    @property
    def told(self) -> str:
        """The folded sentence without its sources."""
        apart = {at for source in self.sources for at in source}
        return "".join(word.gap + word.folded for word in self.reading.words if word.at not in apart)


def statement_of(candidate: Candidate, question: Question, snapshot: Snapshot) -> Statement:
    """Read a sentence for the values that a question asks for; beside an amount a date only tells the time."""
    article = snapshot.articles[candidate.passage.article_id]
    reading = read(article.text[slice(*candidate.passage.sentences[candidate.number])])
    about = read(". ".join((article.title, *candidate.passage.heading_path)))
    known = frozenset(key for word in (*reading.words, *about.words) for key in word.keys)
    sources = tuple(mentions(reading))
    values = tuple(values_of(reading, question, sources))
    if any(isinstance(value.meant, Amount) for value in values):
        values = tuple(value for value in values if not isinstance(value.meant, Date))
    return Statement(candidate, article, reading, values, sources, known)


def contradiction(one: Statement, other: Statement, cosine: float) -> Value | None:
    """The value of the other statement that contradicts one of this; None where they agree or tell of other things."""
    pair = _clash(one, other)
    if pair is None or not _are_apart(one, other) or not _same_matter(one, other, pair[0]):
        return None
    return pair[1] if _same_place(one, other, pair, cosine) else None


def _clash(one: Statement, other: Statement) -> tuple[Value, Value] | None:
    """Conflicting values, neither of which the other sentence has as well."""
    mine = [v for v in one.values if not (_is_known(one, v, other) or any(agree(v, w) for w in other.values))]
    theirs = [v for v in other.values if not (_is_known(other, v, one) or any(agree(v, w) for w in one.values))]
    several = len(mine) != 1 or len(theirs) != 1
    if several and any(isinstance(value.meant, frozenset) for value in (*one.values, *other.values)):
        return None
    return next(((a, b) for a in mine for b in theirs if conflict(a, b)), None)


def _is_known(one: Statement, value: Value, other: Statement) -> bool:
    """Whether a name stands in the other sentence, its title or headings, whatever it does there."""
    words = one.reading.words[value.first : value.last + 1]
    return isinstance(value.meant, frozenset) and any(word.keys & other.known for word in words if not word.stop)


def _are_apart(one: Statement, other: Statement) -> bool:
    """Whether two articles speak, or two sources named in them."""
    if one.article.id != other.article.id:
        return True
    said = [[written(s.reading, found) for found in attributions(s.reading)] for s in (one, other)]
    return all(said) and not set(said[0]) & set(said[1])


def _same_matter(one: Statement, other: Statement, value: Value) -> bool:
    """Whether two sentences tell of the same named things, of the same time, with the same reservations."""
    flats = [statement.told for statement in (one, other)]
    places = [{q.value for q in s.reading.quantities if isinstance(q, Amount) and q.ordinal} for s in (one, other)]
    if places[0] != places[1]:
        return False
    if any(bool(pattern.search(flats[0])) != bool(pattern.search(flats[1])) for pattern in _QUALIFIERS):
        return False
    if any(EXPLAINED.search(flat) for flat in flats):
        return False
    if bool(_TOTAL.search(flats[0])) != bool(_TOTAL.search(flats[1])) and not (one.sources and other.sources):
        return False
    return (
        not _is_reversed(one, other)
        and names_known(one, other)
        and names_known(other, one)
        and _same_time(one, other, value)
    )


def _is_reversed(one: Statement, other: Statement) -> bool:
    """Whether what one sentence names before its verb stands behind the verb in the other, and the other way round."""
    before, behind = zip(*(_names_about_verb(s.reading) for s in (one, other)), strict=True)
    crossed = before[0] & behind[1] and before[1] & behind[0]
    return bool(crossed) and not before[0] & before[1]


def _names_about_verb(reading: Reading) -> tuple[set[str], set[str]]:
    """The keys of the names before the first verb of a sentence and behind it."""
    at = _first_verb(reading)
    named = [word for run in runs(reading) for word in run]
    return {k for w in named if w.at < at for k in w.keys}, {k for w in named if w.at > at for k in w.keys}


def names_known(one: Statement, other: Statement) -> bool:
    """Whether the other sentence, its title or headings have every name of this one but values and sources."""
    apart = {at for value in one.values for at in range(value.first, value.last + 1)}
    apart |= {at for source in one.sources for at in source}
    across = one.reading.language != other.reading.language
    for run in runs(one.reading):
        telling = [word for word in run if word.at not in apart and not word.stop]
        found = [bool(word.keys & other.known) for word in telling]
        if telling and not (any(found) if across else all(found)):
            return False
    return True


def _same_time(one: Statement, other: Statement, value: Value) -> bool:
    """Whether two sentences may tell of one time; always where the values are dates themselves."""
    if isinstance(value.meant, Date):
        return True
    here, there = ([q for q in s.reading.quantities if isinstance(q, Date)] for s in (one, other))
    if here and there:
        return any(_equal(a, b) for a in here for b in there)
    for dates, dated, undated in ((here, one, other), (there, other, one)):
        own = [day for day in dates if not _is_of_source(dated, day)]
        published = undated.article.published
        if own and not (published and any(day.year in (0, published.year) for day in own)):
            return False
    return not _may_have_changed(one, other, value)


def _is_of_source(statement: Statement, day: Date) -> bool:
    """Whether a date tells when the source spoke: inside its name or right behind it and its verb."""
    at = statement.reading.word_at(day.start).at
    return any(source.start <= at < source.stop + SPOKEN_WORDS for source in statement.sources)


def _may_have_changed(one: Statement, other: Statement, value: Value) -> bool:
    """Whether a number of people, money, shares or a name was told in articles of years far apart."""
    lasting = isinstance(value.meant, Amount) and value.meant.unit not in _CHANGING
    if lasting or one.article.published is None or other.article.published is None:
        return False
    return abs(one.article.published.year - other.article.published.year) > YEARS_APART


def _equal(one: Date, other: Date) -> bool:
    """Whether two dates are one, the year untold in one of them or not: a number of May may not be that of 5 May."""
    return (one.day, one.month) == (other.day, other.month) and (one.year == other.year or 0 in (one.year, other.year))


def at_date(day: Date) -> Value:
    return Value(day, 0, 0, "")


def _same_place(one: Statement, other: Statement, values: tuple[Value, Value], cosine: float) -> bool:
    """Whether the values are said of the same thing in the same words, as far as both languages show it."""
    across = one.reading.language != other.reading.language
    slots = [_slot(s, value) for s, value in zip((one, other), values, strict=True)]
    own = [
        [word for word in slot if not word.keys & there.known] for slot, there in zip(slots, (other, one), strict=True)
    ]
    if across:
        own = [[word for word in words if word.known] for words in own]
    subject = any(
        word.at < (_first_verb(statement.reading) or value.first)
        for statement, value, words in zip((one, other), values, own, strict=True)
        for word in words
    )
    strict = isinstance(values[0].meant, frozenset)
    if subject or (strict and any(own)) or not _count_same(one, other, values, across, cosine):
        return False
    answers = other.candidate.context_coverage >= NEARLY * one.candidate.context_coverage
    if all(own) and (across or cosine < ALIKE or not answers):
        return False
    shared = any(word.keys & other.known for word in slots[0])
    measured = isinstance(values[0].meant, Amount) and bool(values[0].meant.unit)
    return shared or (measured and cosine >= NEAR_STATEMENT)


def _slot(statement: Statement, value: Value) -> list[Word]:
    """The content words about a value, from the value before it to the break behind it; names and sources apart."""
    words = statement.reading.words
    start = max((other.last + 1 for other in statement.values if other.last < value.first), default=0)
    end = next((w.at for w in words[value.last + 1 :] if breaks(w)), len(words))
    named = {word.at for run in runs(statement.reading) for word in run}
    apart = named | {at for source in statement.sources for at in source} | set(range(value.first, value.last + 1))
    said = bool(statement.sources)
    return [
        word
        for word in words[start:end]
        if word.content and word.at not in apart and word.folded not in GENERIC and not (said and word.folded in SAYS)
    ]


def _first_verb(reading: Reading) -> int:
    """Where the first word stands that is known to be a verb; 0 if none is."""
    return next((w.at for w in reading.words if auxiliary(reading, w) or verbal(reading, w)), 0)


def _count_same(one: Statement, other: Statement, values: tuple[Value, Value], across: bool, cosine: float) -> bool:
    """Whether two bare numbers count the same; across languages a noun that the table lacks may be another's word."""
    meant = values[0].meant
    if not isinstance(meant, Amount) or meant.unit:
        return True
    here, there = (_counted(s.reading, value) for s, value in zip((one, other), values, strict=True))
    if not here or not there or any(a.keys & b.keys for a in here for b in there):
        return True
    return across and cosine >= NEAR_STATEMENT and not all(any(w.known for w in words) for words in (here, there))


def _counted(reading: Reading, value: Value) -> list[Word]:
    """The content words right behind a number, at most two."""
    found: list[Word] = []
    for word in reading.words[value.last + 1 : value.last + 4]:
        if breaks(word) or word.quantity or auxiliary(reading, word) or len(found) == 2:
            break
        if not word.stop:
            found.append(word)
    return found
