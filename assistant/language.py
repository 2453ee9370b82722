"""What the product knows of English and French as languages: which one a text is in, and its content words."""

import re
import unicodedata
from functools import cache, lru_cache

import Stemmer
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from assistant.documents import Language

SURE = 0.75
LONGEST_READ = 4000

STOP_WORDS: dict[Language, frozenset[str]] = {
    "en": frozenset(
        """a about after all also am an and any are as at be because been before being between both but by can could did
        do does doing down during each few for from further had has have having he her here hers him his how i if in
        into is it its itself just let me more most my no nor not now of off on once only or other our out over own
        please s same she should so some such t tell than that the their them then there these they this those through
        to too under until up us very was we were what when where which while who whom whose why will with would you
        your""".split()
    ),
    "fr": frozenset(
        """a ai ainsi alors apres au aucun aussi autre aux avaient avait avant avec avez avons c ce ceci cela celle
        celles celui ces cet cette ceux chez ci comme comment d dans de depuis des dit dites doit donc du elle elles en
        encore entre es est et etaient etait ete etes etre eu eux fait faut font furent fut il ils j je l la laquelle le
        lequel les lesquelles lesquels leur leurs lui m ma mais me meme mes moi moins mon n ne ni nos notre nous on ont
        ou par pas pendant peut plus pour pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se sera ses
        si son sont sous sur t ta te tes toi ton tous tout toute toutes tres tu un une va vers voici voila vos votre
        vous y""".split()
    ),
}
# Words that ask without saying what about; an answer need not repeat them.
ASKING_WORDS = frozenset(
    """who what when where which why how whom whose much many long far tell explain describe give list name know mean
    means meaning stand stands happen happened say said exactly exact please combien quand quel quelle quels quelles qui
    quoi pourquoi comment dire dites donner donnez expliquer expliquez liste citer signifie signifier veut exactement
    sait savoir""".split()
)
# "ai" is a French verb form and the English for artificial intelligence; a question about AI must keep it.
KEPT = frozenset({"ai"})

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")


def fold(text: str) -> str:
    """Lower case without accents. Not length-preserving."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """Folded words and numbers, in order. Numbers are written the English way: `12,5` → `12.5`, `41,472` → `41472`."""
    return [_number(word) if word[0].isdigit() else word for word in _WORD.findall(fold(text))]


def terms(text: str, language: Language) -> list[str]:
    """Content words of `text` in order: folded, stop words of `language` removed, stemmed. Empty text gives []."""
    stop = STOP_WORDS[language] - KEPT
    return [_stem(word, language) for word in words(text) if word not in stop]


def content_words(question: str) -> list[str]:
    """The folded words of a question that say what it is about, in order, without repeats."""
    empty = (STOP_WORDS["en"] | STOP_WORDS["fr"] | ASKING_WORDS) - KEPT
    return list(dict.fromkeys(word for word in words(question) if word not in empty))


def stems(word: str) -> frozenset[str]:
    """The stems of a folded word under both languages' rules."""
    return frozenset({_stem(word, "en"), _stem(word, "fr")})


def query_terms(question: str) -> list[str]:
    """Stems of the content words under both languages' rules: a name is found whatever language the article is in."""
    found = (_stem(word, language) for word in content_words(question) for language in ("en", "fr"))
    return list(dict.fromkeys(found))


def detect(text: str, default: Language = "en") -> Language:
    """English or French. A text that shows neither (one name, digits, emoji) gives `default`."""
    read = text[:LONGEST_READ]
    found = words(read)
    french = sum(word in STOP_WORDS["fr"] and word not in STOP_WORDS["en"] and word not in KEPT for word in found)
    english = sum(word in STOP_WORDS["en"] and word not in STOP_WORDS["fr"] for word in found)
    if french != english:
        return "fr" if french > english else "en"
    label, confidence = _identifier().classify(read)
    return label if confidence >= SURE else default


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(["en", "fr"])
    return identifier


def _number(word: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", word):
        return word.replace(",", "")
    return word.replace(",", ".")


@lru_cache(maxsize=65536)
def _stem(word: str, language: Language) -> str:
    stem = str(_stemmer(language).stemWord(word))
    # Snowball's French rules look for accents, which are folded here: "signees" needs a second pass to reach "sign".
    return str(_stemmer(language).stemWord(stem)) if language == "fr" else stem


@cache
def _stemmer(language: Language) -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english" if language == "en" else "french")
