"""An English question said as the statement it takes for granted, by rule: word order and verb forms."""

import re
from collections.abc import Callable, Sequence

from assistant.ask.support.lexicon import keys

_DO = ("do", "does", "did")
_BE = ("is", "are", "was", "were")
_HAVE = ("has", "have", "had")
_AUX = rf"(?P<aux>{'|'.join((*_DO, *_BE, *_HAVE))}|will|would|can|could|should|must|may)(?P<no>n't)?"
_ADJUNCT = re.compile(
    rf"^(?:why|when|where|how(?: (?:long|often|far|come))?|(?:since|until|by) when|"
    rf"(?:in|on|at|for|under|during) (?:what|which) \w+)\s{_AUX}\s(?P<rest>.+)$",
    re.IGNORECASE,
)
_CAUSED = re.compile(r"^what (?P<aux>made) (?P<rest>.+)$", re.IGNORECASE)
_OBJECT = re.compile(
    rf"^(?:(?:in|on|at|from|for|with|by|to|under|of) )?(?:what|which|how (?:many|much)) ?(?P<thing>.*?) ?\b{_AUX}\s"
    r"(?P<rest>.+)$",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"^who(?:'s| is| was| are| were) (?:the|currently the) (?P<what>[^,?]+?) (?P<link>of|at|for) (?P<whose>[^,?]+)$",
    re.IGNORECASE,
)
_DETERMINERS = frozenset("the a an its their his her this that these those our both no any some".split())
_PREPOSITIONS = frozenset(
    "in on at for to with by from under into over after before about as against between during since".split()
)
_ADVERBS = frozenset("not never ever still already also only always so now ready able".split())
_NOUN = re.compile(r"(?:tion|sion|ment|ity|ship|ness|ence|ance|ary|isms?|ists?|[^s]s)$")
_BARE_VERBS = frozenset("have do go be get put set cut let run say see use pay".split())
_PAST = {
    pair.partition(":")[0]: pair.partition(":")[2]
    for pair in """be:was become:became begin:began break:broke bring:brought build:built buy:bought choose:chose
        come:came cut:cut deal:dealt do:did draw:drew drop:dropped fall:fell feel:felt fight:fought find:found
        forbid:forbade get:got give:gave go:went grow:grew have:had hold:held keep:kept know:knew lead:led leave:left
        lend:lent let:let lose:lost make:made mean:meant meet:met pay:paid put:put quit:quit read:read ring:rang
        rise:rose run:ran say:said see:saw sell:sold send:sent set:set shut:shut sink:sank sit:sat speak:spoke
        spend:spent split:split spread:spread stand:stood steal:stole stop:stopped strike:struck swear:swore take:took
        teach:taught tell:told think:thought throw:threw understand:understood undertake:undertook win:won wear:wore
        withdraw:withdrew write:wrote ban:banned plan:planned scrap:scrapped commit:committed admit:admitted
        permit:permitted refer:referred transfer:transferred""".split()
}
_IRREGULAR = frozenset(_PAST.values()) | frozenset(
    """been begun broken chosen done drawn fallen forbidden given gone grown known rung risen seen shown sunk spoken
    stolen sworn taken thrown written worn withdrawn undertaken""".split()
)


def english(text: str) -> str:
    """The statement, in the question's own words; "" where the rules cannot tell subject from verb."""
    if (found := _CAUSED.match(text) or _ADJUNCT.match(text)) is not None:
        denied = found.groupdict().get("no") is not None
        return _told(found["aux"].lower(), _denied(found["rest"]) if denied else found["rest"], "")
    if (found := _OFFICE.match(text)) is not None:
        article = "an" if found["what"][0].lower() in "aeiou" else "a"
        return f"{found['whose']} has {article} {found['what']}"
    if (found := _OBJECT.match(text)) is not None and len(found["thing"].split()) < 6:
        named = found["rest"].split()[0].lower() in _DETERMINERS or found["rest"][0].isupper()
        if found["aux"].lower() in (*_BE, *_HAVE) and not (named and found["thing"]):
            return _of_subject(text) if found["thing"] else ""
        return _told(found["aux"].lower(), found["rest"], found["thing"]) if named else _of_subject(text)
    return _of_subject(text)


def _of_subject(text: str) -> str:
    """A question for its subject: "Who signed X?" → "someone signed X"."""
    if re.match(r"who\s", text, re.IGNORECASE):
        rest = text[4:]
        return (
            "" if rest.split()[0].lower() in (*_BE, "is") and not _participle(rest.split()[1:2]) else f"someone {rest}"
        )
    found = re.match(r"(?:which|what|how many)\s(?P<rest>.+)$", text, re.IGNORECASE)
    words = found["rest"].split() if found is not None else []
    at = next((n for n, word in enumerate(words) if n and (_participle([word]) or word in (*_BE, *_HAVE))), 0)
    if not at:
        return ""
    thing = " ".join(words[:at])
    plural = words[at - 1].endswith("s") and not words[at - 1].endswith("ss")
    article = "some" if plural else "an" if thing[0].lower() in "aeiou" else "a"
    return f"{article} {thing} {' '.join(words[at:])}"


def _told(auxiliary: str, rest: str, thing: str) -> str:
    """Subject, verb, what is asked about, and what follows; "" where no verb is found."""
    words = rest.split()
    if auxiliary in (*_BE, *_HAVE):
        at = _after_subject(words, bool(thing))
        return " ".join([*words[:at], auxiliary, *words[at:], *thing.split()]) if at else ""
    at = _bare_verb(words)
    if not at:
        return ""
    negated = at > 1 and words[at - 1] in ("not", "never", "ever")
    told = "" if negated else _inflected(words[at], auxiliary)
    verb = [told] if told else [auxiliary, *words[at - negated : at + 1]]
    behind = words[at + 1 :]
    infinitive = behind[:1] == ["to"] and behind[1:2] != [] and behind[1].islower() and behind[1] not in _DETERMINERS
    opens = infinitive and bool(thing)
    verb, behind = ([*verb, *behind[:2]], behind[2:]) if opens else (verb, behind)
    return " ".join([*words[: at - negated], *verb, *thing.split(), *behind])


def _denied(rest: str) -> str:
    """Subject and verb with "not" between them, where a verb is found."""
    words = rest.split()
    at = _bare_verb(words) or _after_subject(words, False)
    return " ".join([*words[:at], *(["not"] if at else []), *words[at:]])


def _inflected(verb: str, auxiliary: str) -> str:
    """The verb as it stands without `do`; "" behind a modal, which stays."""
    if auxiliary in ("did", "made"):
        regular = f"{verb}d" if verb.endswith("e") else re.sub(r"(?<=[^aeiou])y$", "i", verb) + "ed"
        return _PAST.get(verb, regular)
    if auxiliary == "does":
        sibilant = re.search(r"(?:s|x|z|ch|sh|o)$", verb)
        third = f"{verb}es" if sibilant else re.sub(r"(?<=[^aeiou])y$", "ie", verb) + "s"
        return {"have": "has", "be": "is"}.get(verb, third)
    return verb if auxiliary == "do" else ""


def _bare_verb(words: Sequence[str]) -> int:
    """Where the bare verb stands behind a subject; 0 if none is found.

    An act without "in" behind it goes first: "the stake in X fall".
    """
    found = [at for at in range(1, len(words)) if _may_be_verb(words, at)]
    acts = [at for at in found if any(key[0] == "#" for key in keys(words[at], "en"))]
    plain = [at for at in acts if words[at + 1 : at + 2] not in (["in"], ["on"], ["with"], ["for"])]
    return next(iter((*plain, *acts, *found)), 0)


def _may_be_verb(words: Sequence[str], at: int) -> bool:
    word, before = words[at], words[at - 1].lower()
    if before in _DETERMINERS | _PREPOSITIONS | {"of", "and"} or not re.fullmatch(r"[a-z]+(?:-[a-z]+)?", word):
        return False
    if word in _DETERMINERS | _PREPOSITIONS | _ADVERBS | {"of", "and", "or", "that", "who", "which"}:
        return False
    return word in _BARE_VERBS or (not _NOUN.search(word) and _ends_verb(words[at + 1 :]))


def _ends_verb(behind: Sequence[str]) -> bool:
    """Whether what follows a word may follow a verb: nothing, a determiner, a preposition, a name, a number."""
    if not behind:
        return True
    word = behind[0]
    known = word.lower() in _DETERMINERS | _PREPOSITIONS | _ADVERBS | {"up", "out", "it", "them", "off", "down", "back"}
    return known or not word[0].islower() or word.endswith("ly")


def _after_subject(words: Sequence[str], strict: bool) -> int:
    """Where the subject ends, in front of a participle; 0 if unseen.

    If not `strict`, an adverb, a determiner or a preposition will do.
    """
    first = 2 if words and words[0].lower() in _DETERMINERS else 1
    tests: tuple[Callable[[int], bool], ...] = (
        lambda at: _participle([words[at]]) or (words[at].endswith("ing") and _ends_verb(words[at + 1 :])),
        lambda at: words[at] in _ADVERBS | _DETERMINERS - {"that"},
        lambda at: words[at] in _PREPOSITIONS,
    )
    ever = next((at for at in range(first, len(words)) if words[at] in ("ever", "never", "not", "still", "no")), 0)
    if ever:
        return ever
    return next(
        (
            at
            for test in tests[: 1 if strict else 3]
            for at in range(first, len(words))
            if words[at].islower() and test(at)
        ),
        0,
    )


def _participle(words: Sequence[str]) -> bool:
    return bool(words) and (words[0] in _IRREGULAR or bool(re.search(r"[^e]ed$", words[0])))
