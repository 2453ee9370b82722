"""Follow-up → stand-alone question, without a language model: what the earlier turns were about is added to it."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Literal

from assistant.ask.expect import expected
from assistant.documents import Article, Language, Turn
from assistant.language import content_words, detect, fold
from assistant.tokens import count

OWN_SUBJECT_WORDS = 4
SUBJECT_PARTS = 2
RELATED_TURNS = 2

# Words that point back when nothing before them in the question could be meant.
_BACK_REFERENCES: dict[Language, frozenset[str]] = {
    "en": frozenset("it its they them their he him she his her this that these those there one ones same".split()),
    "fr": frozenset("il ils elle elles lui leur leurs eux y en celui celle ceux celles cela ca ce son sa ses".split()),
}
# Phrases whose pronoun points nowhere.
_EMPTY_PHRASES = re.compile(
    r"\best[- ]ce\b|\bc'est\b|\bce (?:que|qui)\b|\b(?:ceux|celui|celle|celles) (?:qui|que|de|du|des)\b"
    r"|\bil y a(?:vait|ura)?\b|\by a[- ]t[- ]il\b|\bil (?:faut|s'agit)\b|\b(?:is|are|was|were) there\b"
    r"|\bthere (?:is|are|was|were)\b|\bis it true\b|\best[- ]il vrai\b|\b(?:say|said|says|true|mean|means) that\b"
    r"|-(?:t-)?(?:il|elle|ils|elles|on)\b(?=.* (?:le|la|les|du|des|au|l')\b)"
)
# What may open a follow-up without being part of what is asked.
_OPENINGS = re.compile(
    r"^(?:(?:and|but|so|then|also|ok(?:ay)?|et|mais|alors|donc)\b[\s,]*)*"
    r"(?:(?:what|how) about\b|qu'en est-il d[eu]s?\b|quid d[eu]s?\b|(?<=et )pour\b)?[\s,]*",
    re.IGNORECASE,
)
# Openings that ask the question before once more, of something else.
_ASKS_AGAIN = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|et|mais|alors)\b[\s,]*)*(?:(?:what|how) about|qu'en est-il d|quid d)"
)
# What announces, before the question, that it is about something else.
_NEW_SUBJECT = re.compile(
    r"^(?:\W*\w+){0,4}?\W*\b(?:(?:different|another|new|other) (?:subject|topic|matter|question|note)|"
    r"chang(?:e|ing) (?:of|the) (?:subject|topic)|(?:autre|nouveau|nouvelle) (?:chose|sujet|question)|"
    r"change(?:r|ons) de sujet|rien a voir)\b[^:.–]*[:.–]"
)
# The asking part of an earlier question; what is left is its subject.
_ASKING = re.compile(
    r"^(?:(?:please |can you |could you |pouvez-vous |peux-tu )*"
    r"(?:tell me|explain|describe|give me|dites-moi|parlez-moi|"
    r"expliquez|présentez|donnez-moi)(?: (?:about|more about|de|du|des|d')\b)?|"
    r"qu'est-ce qu(?:e|i|')(?: c'est qu(?:e|'))?|est-ce qu(?:e|')|c'est quoi|"
    r"(?:who|what|when|where|why|how|which|whose|qui|quand|où|pourquoi|comment|combien|que|quoi)\b"
    r"(?: (?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|many|much|est|sont|était|a|ont|d')\b)*|"
    r"quel(?:le)?s?\b(?: (?:est|sont)\b)?|"
    r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could)\b)[\s,]*",
    re.IGNORECASE,
)
# Words too general to be the subject of a question.
_GENERAL_WORDS = frozenset(
    """date year amount number cost costs total part side now today still first last next agree agreed put hold holds
    montant annee cout cote nombre uk us eu france french britain british english royaume uni francais
    francaise britannique anglais londres london paris country countries pays people minister ministre""".split()
)

NamesSubject = Callable[[str], bool]
# Whether a question is about the `same` as earlier ones, by what the articles say on it.
Relation = Literal["same", "other", "unclear"]
Relates = Callable[[str, Sequence[str]], Relation]


def condense(
    question: str,
    history: Sequence[Turn],
    token_budget: int,
    names_subject: NamesSubject,
    relates: Relates = lambda question, earlier: "unclear",
) -> str:
    """The question, followed in brackets by what the earlier turns were about if it cannot stand alone.

    Only the latest turns within `token_budget` are read. `names_subject` tells whether a folded word names something
    the articles are about; `relates` is asked of the question and the last RELATED_TURNS of the turns since the subject
    last changed, oldest first, and outweighs the question's words unless it is `unclear`. A question with a subject of
    its own is returned unchanged, so a change of subject does not drag the old one along, and so is one that names
    again what the earlier ones named, unless it points back. Without history: the question unchanged.
    """
    parts: list[str] = []
    for turn in recent(history, token_budget):
        if not parts or not is_follow_up(turn.question, names_subject):
            parts = []
        parts.append(turn.question.strip())
    asked = question.strip()
    if not parts or not _carries(asked, parts, names_subject, relates):
        return asked
    bare = _OPENINGS.sub("", asked, count=1).strip() or asked
    kept = [parts[0], *parts[1:][-(SUBJECT_PARTS - 1) :]]
    if asks_again(asked) or expected(asked, detect(asked)) == "other":
        return f"{kept[-1]} – {bare}" if len(kept) == 1 else f"{kept[-1]} – {bare} ({subject_of(kept[0])})"
    return f"{bare} ({'; '.join(subject_of(part) for part in kept)})"


def title_subjects(articles: Collection[Article]) -> NamesSubject:
    """Words of the titles that set articles apart: those in at most a tenth of the titles (or in two)."""
    counted = Counter(word for article in articles for word in content_words(article.title))
    most = max(2, len(articles) // 10)
    return frozenset(w for w, n in counted.items() if n <= most and w not in _GENERAL_WORDS).__contains__


def recent(history: Sequence[Turn], token_budget: int) -> list[Turn]:
    """The latest turns whose questions fit the budget together, oldest first."""
    kept: list[Turn] = []
    used = 0
    for turn in reversed(history):
        used += count(turn.question)
        if used > token_budget:
            break
        kept.append(turn)
    return kept[::-1]


def is_follow_up(question: str, names_subject: NamesSubject) -> bool:
    """Whether the question points back (pronoun, ellipsis) or names too little to stand alone."""
    if announces_new_subject(question):
        return False
    own = own_words(question)
    named = any(names_subject(word) for word in own)
    if points_back(question):
        return not named or len(own) < OWN_SUBJECT_WORDS
    if asks_again(question):
        return True
    return not named and len(own) < OWN_SUBJECT_WORDS


def _carries(question: str, parts: Sequence[str], names_subject: NamesSubject, relates: Relates) -> bool:
    """Whether the question needs what the earlier questions `parts` are about."""
    if announces_new_subject(question):
        return False
    told = relates(question, parts[-RELATED_TURNS:])
    if is_follow_up(question, names_subject):
        return told != "other"
    return told == "same" and not _names_again(question, parts, names_subject)


def _names_again(question: str, parts: Sequence[str], names_subject: NamesSubject) -> bool:
    """Whether the question itself names a subject that the earlier ones named."""
    named = {word for part in parts for word in own_words(part) if names_subject(word)}
    return not named.isdisjoint(own_words(question))


def own_words(question: str) -> list[str]:
    """Content words that could name a subject, in order, without repeats: no question words, no country names."""
    return [word for word in content_words(question) if word not in _GENERAL_WORDS]


def announces_new_subject(question: str) -> bool:
    """Whether it says itself that it is about something else: `Another subject: …`."""
    return _NEW_SUBJECT.match(fold(question)) is not None


def asks_again(question: str) -> bool:
    """Whether it asks the question before once more, of something else: `What about …?`."""
    return _ASKS_AGAIN.match(fold(question).replace("’", "'")) is not None


def points_back(question: str) -> bool:
    """Whether a pronoun of the question has to mean something said before."""
    plain = _EMPTY_PHRASES.sub(" ", fold(question).replace("’", "'"))
    return any(word in _BACK_REFERENCES[detect(question)] for word in re.findall(r"[^\W\d_]+", plain))


def subject_of(question: str) -> str:
    """An earlier question without its asking words: `What is the Northwood Declaration?` → `the Northwood …`."""
    bare = _OPENINGS.sub("", question.strip(), count=1)
    return _ASKING.sub("", bare, count=1).strip(" ?!.") or bare.strip(" ?!.")
