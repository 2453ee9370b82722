"""What kind of words would answer a question (who, when, how much, …), and where such words stand in a sentence."""

import re
from collections.abc import Callable
from typing import Literal

from assistant.documents import Language
from assistant.language import STOP_WORDS, fold, stems, words

Kind = Literal["person", "date", "amount", "place", "reason", "yes_no", "meaning", "other"]
Range = tuple[int, int]


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


_EN_AMOUNTS = (
    "share|percentage|proportion|fraction|number|amount|sum|figure|price|cost|costs|capacity|budget|value|stake|size|"
    "total|speed|fee|length|duration|megawatts|petaflops|exaflops"
)
_EN_PERSONS = (
    "minister|secretary|person|official|officer|judge|general|president|director|chair|leader|author|company|"
    "companies|firm|firms|country|countries|state|states|body|bodies|university|universities|organi[sz]ations?|"
    "institution|institutions|partner|partners|agency|agencies|department|departments"
)
_FR_AMOUNTS = (
    "montant|somme|part|pourcentage|proportion|nombre|chiffre|prix|cout|capacite|budget|valeur|taille|puissance|duree|"
    "longueur"
)
_FR_PERSONS = (
    "ministre|pays|etat|entreprise|organisme|societe|universite|institution|partenaire|personne|juge|general|directeur|"
    "president|auteur|dirigeant"
)

# Read on the folded question: the kind whose words come first is taken, the earlier line where two begin together.
_ASKS: dict[Language, tuple[tuple[Kind, re.Pattern[str]], ...]] = {
    "en": (
        (
            "amount",
            _any(
                r"\bhow (?:much|many|big|large|long|far|fast|often|powerful|old|tall|heavy)\b",
                rf"\b(?:what|which)(?: [\w']+){{0,5}} (?:{_EN_AMOUNTS})\b",
            ),
        ),
        (
            "date",
            _any(r"\bwhen\b", r"\b(?:what|which) (?:date|day|month|year|time)\b", r"\b(?:start|end|launch) date\b"),
        ),
        (
            "person",
            _any(r"\bwho(?:m|se)?\b", rf"\b(?:what|which)(?: \w+){{0,3}} (?:{_EN_PERSONS})\b", r"^\W*name of\b"),
        ),
        ("place", _any(r"\bwhere\b", r"\b(?:what|which) (?:place|cit(?:y|ies)|town|site|location|building|museum)")),
        ("reason", _any(r"\bwhy\b", r"\bwhat (?:for|reasons?)\b", r"\bfor what reason\b", r"\bhow come\b")),
        (
            "meaning",
            _any(
                r"\bwhat (?:does|do) .+ (?:mean|stand for)\b",
                r"\bstands? for\b",
                r"\bwhat (?:is|are|was|were)\b(?! the\b)",
                r"\bwhat (?:is|are|was|were) the \S+\W*$",
                r"\bdefine\b|\bmeaning\b",
            ),
        ),
        (
            "yes_no",
            _any(
                r"^\W*(?:and |but |so )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may)\b"
            ),
        ),
    ),
    "fr": (
        (
            "amount",
            _any(
                r"\bcombien\b",
                rf"\bquel(?:le)?s? (?:est |sont |etait |fut )?(?:le |la |les |l')?(?:\w+ )?(?:{_FR_AMOUNTS})s?\b",
            ),
        ),
        ("date", _any(r"\bquand\b", r"\bquelle (?:date|annee|epoque)\b", r"\bquel (?:jour|mois|an)\b", r"\bdate d")),
        (
            "place",
            _any(
                r"\bou (?:se|est|sont|a|ont|sera|seront|etait|fut|doit|va|la|le|les|l')\b",
                r"^\W*ou\b",
                r"\bquel(?:le)?s? (?:ville|lieu|site|musee)s?\b",
            ),
        ),
        ("person", _any(r"\bqui\b(?! est-ce)", rf"\bquel(?:le)?s? (?:\w+ )?(?:{_FR_PERSONS})s?\b", r"^\W*nom d[eu]\b")),
        ("reason", _any(r"\bpourquoi\b", r"\bpour quelles? raisons?\b", r"\ba cause de quoi\b")),
        (
            "meaning",
            _any(
                r"\bque (?:signifie|veut dire|designe)\b",
                r"\bqu'est[- ]ce que?\b",
                r"\bc'est quoi\b",
                r"\bdefinition\b|\bsigle\b",
            ),
        ),
        ("yes_no", _any(r"^\W*(?:et |mais )?est[- ]ce qu", r"\b\w+-(?:t-)?(?:il|elle|ils|elles|on|ce)\b")),
    ),
}

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
_DAYS = r"\d{1,2}(?:er)?(?:(?:\s?[–-]\s?|\s(?:and|to|et|au)\s)\d{1,2})?"
DATE = re.compile(rf"\b(?:{_DAYS}\s)?(?:{_MONTHS})\b(?:\s(?:19|20)\d\d)?|\b(?:1[5-9]|20)\d\d\b(?!\s?%)")

_NUMBER = r"(?:\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
_SCALE = r"(?:thousand|million|billion|trillion|mille|milliard)s?"
_CURRENCY = r"(?:(?:de\s|d['’])?(?:livres(?:\ssterling)?|euros|dollars|pounds))"
_NUMERAL = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|sixteen|twenty|thirty|forty|fifty|"
    "sixty|hundred|half|third|quarter|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|quinze|seize|vingt|"
    "trente|quarante|cinquante|soixante|cent|moitié|tiers|quart"
)
AMOUNT = re.compile(
    rf"(?:[£€$]\s?)?(?<![\w.,-]){_NUMBER}(?![\w])(?:[\s-]{_SCALE})?(?:\s?%|\s{_CURRENCY})?|\b(?:{_NUMERAL})\b"
    rf"|[£€$]\s?{_NUMBER}(?:[\s-]{_SCALE})?"
)
_UNIT = re.compile(r"[\s-]([^\W\d_]{2,})")
_ACRONYM = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])[A-Za-z][\w-]+\b")
_LINKS = r"(?:of|the|for|and|de|du|des|la|le|les|et)"
_CAPITAL = r"[A-ZÀ-Ý][\w’'&/-]*"
NAME = re.compile(rf"\b{_CAPITAL}(?:(?:\s{_LINKS}){{1,2}}\s{_CAPITAL}|\s{_CAPITAL}|\s\d+(?:\.\d+)?\b)*")
_COUNTRY_WORDS = frozenset("country countries state states pays etat etats nation nations".split())
# Who leads it? Not "British".
_COUNTRIES = frozenset(
    """uk united kingdom britain british england english france french francais francaise britannique royaume uni the le
    la les""".split()
)
_PLACE = re.compile(
    rf"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Tt]o|[Ff]rom|[àÀ]|[Ee]n|[Aa]ux?|[Dd]ans|[Vv]ers|[Cc]hez)\s"
    rf"(?:the\s|l[ae]s?\s|l['’])?({_CAPITAL}(?:\s{_CAPITAL})*)"
)
_PERSON = re.compile(
    r"[A-ZÀ-Ý][a-zà-ÿ]+(?:[-'’][A-ZÀ-Ý]?[a-zà-ÿ]+)*(?:\s(?:de|von|van|[A-Z]\.))?"
    r"\s(?:d['’]|Mc|Mac|O['’])?[A-ZÀ-Ý][a-zà-ÿ]+(?:[-'’]\w+)*"
)
_NO_PERSON = frozenset(
    """force group office summit declaration house centre institute palace street process college university agreement
    treaty prime minister foreign secretary defence home royal high court joint combined expeditionary leaders action
    plan security trade council board group groupe ministre premiere premier comite conseil force declaration sommet
    traite accord centre institut supercomputing state etat union european nations task technology museum british
    french national nuclear steering industrial strategy partnership""".split()
)
# Words that set one of several apart; a sentence about the second is no answer about the third.
_TURNS: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "first 1st premier premiere 1er initial initially",
        "second 2nd deuxieme 2e seconde",
        "third 3rd troisieme 3e",
        "fourth 4th quatrieme 4e",
        "fifth 5th cinquieme 5e",
        "next prochain prochaine following suivant suivante",
        "replaced replace replaces succeeded succeed successor succession succede succeder succeda remplace remplacer "
        "remplacee followed became become devenu devenue took",
    )
)
_SUBJECT_OF = re.compile(
    r"\s(?:is|was|has|had|will|said|says|owns|leads|led|signed|built|runs|holds|est|a|sera|avait|était|doit|dirige)\b"
)
CAUSE = re.compile(
    r"\b(?:because|since|due to|in order to|so that|reasons?|owing to|prompted by|"
    r"parce que|car|afin d[e']|pour que|raisons?|en raison|motifs?|faute de)\b",
    re.IGNORECASE,
)


_COUNTED = re.compile(r"\b(?:how many|combien d(?:e |'))\s*(\w{3,})")
_MONEY = re.compile(r"\bhow much\b|\bcombien (?:\S+ )?cout|\b(?:cost|price|budget|sum|cout|prix|montant|somme)\b")
_DURATION = re.compile(r"\bhow long\b|\bcombien de temps\b|\bduree\b|\bduration\b")
_PERIOD = re.compile(
    r"\b(?:years?|months?|weeks?|days?|hours?|minutes?|ans?|annees?|années?|mois|semaines?|jours?|heures?)\b"
)
_SUM = re.compile(r"[£€$%]|\b(?:livres|euros|dollars|pounds|per cent|pour cent)\b")


def expected(question: str, language: Language) -> Kind:
    """The kind of words that would answer the question; "other" when the question does not show it.

    "Who met them when they landed?" asks who: what comes first counts.
    """
    plain = fold(question).replace("’", "'")
    found = [(match.start(), kind) for kind, pattern in _ASKS[language] if (match := pattern.search(plain))]
    return min(found, key=lambda at: at[0], default=(0, "other"))[1]


def answering_words(sentence: str, question: str, kind: Kind) -> list[Range]:
    """Where words of that kind stand in the sentence, in order, those the question already has left out.

    A question of meaning is answered by the name that an acronym of the question stands for. Kinds without a form of
    their own (yes_no, other) give [].
    """
    if kind == "meaning":
        return _expansions(sentence, question)
    find = _FINDERS.get(kind)
    if find is None:
        return []
    asked = set(words(question))
    if kind == "person" and not asked & _COUNTRY_WORDS:
        asked |= _COUNTRIES
    return [found for found in find(sentence) if not set(words(sentence[slice(*found)])) <= asked]


def answer_fit(sentence: str, question: str, kind: Kind) -> float:
    """How well the sentence holds the kind of words asked for: 1 fully, 0.5 in part, 0 not at all.

    A reason may be given without saying "because", so it fits any sentence in part. "How many X" wants a number of X,
    "how much" money or a share, "who" the name of a person rather than of a body. Questions whose kind has no form of
    its own fit any sentence.
    """
    if kind not in _FINDERS:
        return 1.0
    found = [sentence[slice(*span)] for span in answering_words(sentence, question, kind)]
    if not found:
        return 0.5 if kind == "reason" else 0.0
    if kind == "person":
        return 1.0 if any(_is_person(name) for name in found) else 0.5
    if kind == "amount" and _DURATION.search(fold(question)):
        return 1.0 if any(_PERIOD.search(text) for text in _following(sentence, question)) else 0.5
    if kind == "amount" and (counted := _COUNTED.search(fold(question))) is not None:
        wanted = stems(counted[1])
        return (
            1.0 if any(wanted & stems(word) for text in _following(sentence, question) for word in words(text)) else 0.5
        )
    if kind == "amount" and _MONEY.search(fold(question)):
        return 1.0 if any(_SUM.search(text) for text in found) else 0.5
    return 1.0


def unmatched(sentences: str, question: str) -> float:
    """Share (0–1) of the question's numbers and turns (first, third, next, replaced) that the sentences do not have."""
    asked, said = set(words(question)), set(words(sentences))
    wanted = [frozenset({word}) for word in asked if word[0].isdigit()] + [turn for turn in _TURNS if turn & asked]
    return sum(not turn & said for turn in wanted) / len(wanted) if wanted else 0.0


def _following(sentence: str, question: str) -> list[str]:
    """Each amount with the few words after it."""
    spans = answering_words(sentence, question, "amount")
    return [" ".join(sentence[start : end + 40].split()[:6]) for start, end in spans]


def _dates(sentence: str) -> list[Range]:
    return [match.span() for match in DATE.finditer(sentence)]


def _amounts(sentence: str) -> list[Range]:
    dates = _dates(sentence)
    found = [_with_unit(sentence, match.span()) for match in AMOUNT.finditer(sentence)]
    return [span for span in found if not any(a < span[1] and span[0] < b for a, b in dates)]


def _with_unit(sentence: str, span: Range) -> Range:
    """`125,9` grows to `125,9 pétaflops`; a function word is not a unit."""
    unit = _UNIT.match(sentence, span[1])
    if unit is None or not unit[1].islower() or fold(unit[1]) in STOP_WORDS["en"] | STOP_WORDS["fr"]:
        return span
    return span[0], unit.end()


def _names(sentence: str) -> list[Range]:
    """Capitalised names; a lone capitalised word that only opens the sentence is one if it is the singular subject."""
    found = []
    for match in NAME.finditer(sentence):
        opens = match.start() == 0 and (match[0][1:].islower() or len(match[0]) == 1) and " " not in match[0]
        subject = _SUBJECT_OF.match(sentence, match.end()) and fold(match[0]) not in STOP_WORDS["en"] | STOP_WORDS["fr"]
        if (subject or not opens) and not DATE.fullmatch(match[0]):
            found.append(match.span())
    return found


def _is_person(name: str) -> bool:
    return any(not set(words(match[0])) & _NO_PERSON for match in _PERSON.finditer(name))


def _places(sentence: str) -> list[Range]:
    """Names after a word of place."""
    return [match.span(1) for match in _PLACE.finditer(sentence) if not DATE.fullmatch(match[1])]


def _expansions(sentence: str, question: str) -> list[Range]:
    """`Grand Équipement National de Calcul Intensif` in front of `(GENCI)`, for an acronym that the question has."""
    found = []
    for acronym in _ACRONYM.findall(question):
        bracket = re.search(rf"\s\(\s?{re.escape(acronym)}\b", sentence)
        if bracket is None:
            continue
        before = sentence[: bracket.start()]
        starts = [m.start() for m in re.finditer(r"\b\w", before) if fold(m[0]) == fold(acronym[0])]
        best = max(starts, key=lambda start: (_spells(before[start:], acronym), start), default=None)
        if best is not None:
            found.append((best, bracket.start()))
    return found


def _spells(name: str, acronym: str) -> int:
    """How many letters of the acronym are, in order, first letters of the name's words."""
    initials = iter(fold(word[0]) for word in re.findall(r"\w+", name))
    return sum(any(initial == letter for initial in initials) for letter in fold(acronym) if letter.isalnum())


def _causes(sentence: str) -> list[Range]:
    return [match.span() for match in CAUSE.finditer(sentence)]


_FINDERS: dict[Kind, Callable[[str], list[Range]]] = {
    "person": _names,
    "place": _places,
    "date": _dates,
    "amount": _amounts,
    "reason": _causes,
}
