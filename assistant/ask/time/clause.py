"""Whether a date tells when the asked thing was so, or only which thing is meant: "the text signed in 2023"."""

import re

from assistant.language import STOP_WORDS, fold

AUXILIARY_REACH = 4

_CLAUSE_END = re.compile(r"[,;:?!()]|\.\s")
_WORD = re.compile(r"\w+")
# A date behind these is a bound or belongs to a condition: "since the summit in July 2025".
_BOUNDS = re.compile(
    r"\b(?:since|after|(?<!the )following|until|till|unless|if|before|prior to|depuis|apres|avant|"
    r"suite a|jusqu'(?!a quel)|a partir|si|s'ils?)\b"
)
_COMPARES = re.compile(
    r"\bthan\b(?! (?:\d|an? |one\b|half\b))|\b(?:compared|versus|vs|relative to|par rapport|contrairement)\b|\bqu'$"
)
_RELATIVES = frozenset("who whom which whose where that qui que qu dont où lequel laquelle lesquels lesquelles".split())
# A question word behind these asks: "tell me who …", "est-ce que …", "is it true that …", "and who …".
_ASKING = frozenset(
    """me us know knows remember wonder and but or so true sure ce et mais ou donc moi nous on vous savoir sait savez
    vrai sûr exact exactly exactement""".split()
)
_PREPOSITIONS = frozenset("at by for from in of on to with à avec chez dans de en par pour sous sur vers".split())
_SUBJECTS = frozenset("he she they we i".split())
_AUXILIARIES = frozenset(
    """am is are was were be been being has have had having get got a ai as ont avons avez avait avaient aura auront
    eu est sont es était étaient etait etaient fut furent été ete être etre sera seront avoir ayant""".split()
)
_COPULAS = frozenset("is are was were did do does".split())
_INVERTING = frozenset("what who which whose qui quel quelle quels quelles que où".split())
_HAVING = frozenset("have has had having".split())
_DETERMINERS: dict[str, frozenset[str]] = {
    "en": frozenset("a the an its their his her this that these those any some no".split()),
    "fr": frozenset(
        """le la les l un une des du de d ce cet cette ces son sa ses leur leurs mon notre votre au aux en par quel
        quelle quels quelles sur sous à""".split()
    ),
}
_ROW = frozenset("and or et ou".split())
_PARTICIPLE: dict[str, re.Pattern[str]] = {
    "en": re.compile(
        r"(?!(?:hundred|united|limited|indeed|shared)$)\w+[^e\W]ed|made|held|built|given|taken|sold|bought|paid|"
        r"sent|brought|drawn|written|struck|set|begun|launched"
    ),
    "fr": re.compile(
        r"\w{2,}(?:é|ée|és|ées)|(?:con|ex|in)clue?s?|tenue?s?|rendue?s?|prévue?s?|(?:pro|re|ad|per|trans)?mise?s?|"
        r"(?:com|re|sur|entre)?prise?s?|faite?s?|(?:in)?(?:é|e)crite?s?|construite?s?|(?:ouv|off|couv)erte?s?|"
        r"reçue?s?|parue?s?|élue?s?|venue?s?|nées?|finie?s?|établie?s?|choisie?s?|fournie?s?"
    ),
}


def is_compared(flat: str, start: int) -> bool:
    """Whether what stands at `start` of a folded question is what another time is compared with."""
    return bool(_COMPARES.search(_clause(flat, start)))


def tells_which(question: str, flat: str, start: int) -> bool:
    """Whether the date at `start` is part of a bound, condition, relative clause or description, not of what is asked.

    `flat` is the question folded, of the same length. Only the clause up to the date is read.
    """
    clause = _clause(flat, start)
    if _BOUNDS.search(clause):
        return True
    words = _WORD.findall(question[start - len(clause) : start].lower())
    asked = [at for at in range(1, len(words)) if words[at] in _RELATIVES and words[at - 1] in _ASKING]
    words = words[asked[-1] :] if asked else words
    return _in_relative_clause(words) or _describes(words)


def _clause(flat: str, start: int) -> str:
    ends = [match.end() for match in _CLAUSE_END.finditer(flat, 0, start)]
    return flat[ends[-1] if ends else 0 : start]


def _in_relative_clause(words: list[str]) -> bool:
    for at, word in enumerate(words[1:], start=1):
        before = words[at - 1]
        if word in _RELATIVES and not (at == 1 and before in _PREPOSITIONS):
            return True
        if word in _SUBJECTS and fold(before) not in STOP_WORDS["en"]:
            return True
    return False


def _describes(words: list[str]) -> bool:
    """Whether the last participle belongs to a noun: one with an auxiliary, or the question's only verb, does not."""
    return any(_ends_in_participle(words, language) for language in _PARTICIPLE)


def _ends_in_participle(words: list[str], language: str) -> bool:
    pattern, articles = _PARTICIPLE[language], _DETERMINERS[language]
    found = [at for at, word in enumerate(words) if pattern.fullmatch(word) and word not in _AUXILIARIES]
    # A noun or adjective behind its article, or one more of a row, is not a participle of its own.
    found = [at for at in found if at == 0 or words[at - 1] not in articles | _ROW]
    if not found:
        return False
    last, first = found[-1], found[-2] + 1 if len(found) > 1 else 0
    if last == 0:
        return True
    if any(_is_auxiliary(words, at, articles) for at in range(max(first, last - AUXILIARY_REACH), last)):
        return False
    return language == "fr" or first > 0 or bool(_COPULAS & set(words[:last]))


def _is_auxiliary(words: list[str], at: int, articles: frozenset[str]) -> bool:
    """A form of "be" between a question word and an article is none: "what is the text signed in …"."""
    joins_a_noun = words[0] in _INVERTING and words[at + 1] in articles and words[at] not in _HAVING
    return words[at] in _AUXILIARIES and not joins_a_noun
