"""Whether a question asks how things are now, or how they were at another time: the words that say so."""

import re
from typing import Literal

View = Literal["now", "then"]

_WAS = r"(?:was|were|had|did|etait|etaient|avait|avaient|fut|furent|\w{3,}ai(?:t|ent))"
_NOUN_AFTER = r"(?= (?!(?:in|of|on|at|to|through|from|flows?|is|was|are|that|which|between|and|or)\b)[^\W\d])"
_NOW = re.compile(
    r"\bcurrently\b|\bnowadays\b|\bpresently\b|\bthese days\b|\bat present\b|\bat the moment\b(?! (?:of|when|that)\b)"
    r"|\btoday\b(?!'s)|\b(?:right )?now\b(?![-,]| (?:that|defunct|closed|disbanded|former)\b)"
    rf"|(?<!electric )(?<!ocean )(?<!direct )\bcurrent\b(?! (?:accounts?|affairs|density|flows?)\b){_NOUN_AFTER}"
    r"|\bactuel(?:le)?s?\b|\bactuellement\b|\bmaintenant\b(?! que\b)|(?<!d')\baujourd'hui\b|\ben ce moment\b"
    r"|\ba (?:present|l'heure actuelle|ce jour)\b|\bde nos jours\b|\bdesormais\b"
)
_STILL = re.compile(
    r"(?<!better )(?<!worse )(?<!stand )(?<!stood )\bstill\b"
    r"(?! (?:lif|water|wine|imag|photo|birth|pictur|more\b|less\b|another\b|an?\b|to (?!be\b)))(?!-)"
    # "Encore" and "toujours" belong to a verb, not to an adjective behind its noun: "les meubles encore utilisables".
    r"|(?:(?:-(?:t-)?(?:il|elle|ils|elles|on|ce)|\b(?:est|sont|peut|peuvent|y))|(?<!\bles )(?<!\bdes )(?<!\bla )"
    r"(?<!\ble )(?<!\bl')(?<!\bune )(?<!\bun )(?<!\bces )(?<!\bde )(?<!\bd')\b[a-z]+(?:ent|e|t|d))(?<!\bou)(?<!\bont)"
    r"(?<!\bet)(?<!\bfaut)(?<!\bdoit)(?<!\bdoivent)(?<!\bfaut-il)(?<!\bdoit-on) (?:encore|toujours)\b"
    r"(?! (?:plus|moins|mieux|une?|des?|du|deux|trois|quatre|combien|ete|eu|ainsi|autant|fois)\b| \d)"
)
_THEN = re.compile(
    r"(?<!qu')\b(?:back then|in those days|at that time|formerly|autrefois|jadis|naguere|a l'epoque|a cette epoque"
    r"|a ce moment-la|anciennement|precedemment|en ce temps-la)\b"
    r"|(?<!the )(?<!\ba )(?<!an )(?<!its )(?<!any )(?<!years )(?<!months )(?<!days )\bpreviously\b"
    r"|(?<!ans )(?<!mois )(?<!jours )(?<!jamais )(?<!annees )(?<!semaines )\bauparavant\b"
    r"|\bused to be\b(?<!(?:is|be) used to be)|\b(?:who|what|which|that|it|he|she|they|we|there) used to (?=[a-z])"
    r"|\bdid(?: \w+){1,4} use to (?:be|have)\b"
    rf"|\b(?:could|{_WAS})\b.*\b(?:at the time|au moment (?:ou|de|du|d'))(?!\w)|\bthe then (?=[^\W\d])"
    r"|\b(?:was|were) then (?=[^\W\d])|\b(?:was|were)\b.* then ?\W*$"
    rf"|(?:\b{_WAS}|\bfut|\bfurent)(?:-(?:t-)?(?:il|elle|ils|elles|on|ce))? alors\b(?! que\b)"
    r"|\b(?:who|what|where|which)\b[^,]*\b(?:was|were|had|held|led|ran|did)\b[^,]*(?<!ever)(?<!never)(?<!than)(?<!as)"
    r" before ?\W*$"
    r"|\b(?:who|what|which) (?:is|was|are|were) (?:the|its|their|his|her) (?:former|previous|earlier|old)\b"
    r"|\b(?:qui|quel(?:le)?s?) (?:est|etait|sont|etaient|fut|furent) (?:l'|les |leurs? |son |sa |ses )"
    r"ancien(?:ne)?s?\b"
    r"|\b(?:qui|quel(?:le)?s?)\b[^,]*\bavant ?\W*$"
)


# "Now Teach" is a name.
_NAME = re.compile(r"(?<=[^\W_] )(?:Now|Still|Today|Then|Current|Encore|Toujours|Maintenant)(?= [A-Z])")
# What comes with "still" in a rule: "does she still count if she holds …".
_CONDITION = r"(?:if|when|while|although|unless|even|si|s'il|s'ils|quand|lorsqu\w*|meme|tant que)"
_ASKED = re.compile(r"[^.?!:]*\?")


def view_of(question: str, flat: str, past: bool) -> View | None:
    """What a question asks about: "now", "then", or None when it does not say or says both.

    `flat` is the question folded, of the same length. Of several sentences those that ask are read. `past` tells that
    the question names a past time; with that, a verb in the past or a condition, "still" is not about now.
    """
    for name in _NAME.finditer(question):
        flat = flat[: name.start()] + " " * len(name[0]) + flat[name.end() :]
    asked = " ".join(_ASKED.findall(flat)) or flat
    then = bool(_THEN.search(asked))
    now = bool(_NOW.search(asked)) or (not past and _is_still(asked))
    return None if now == then else "now" if now else "then"


def _is_still(flat: str) -> bool:
    if re.search(rf"\b{_CONDITION}\b", flat):
        return False
    return any(not re.search(rf"\b{_WAS}\b[^,;]*$", flat[: found.end()]) for found in _STILL.finditer(flat))
