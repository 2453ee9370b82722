"""Greetings, thanks and questions about the assistant itself: a short honest reply, without citations."""

import re
from collections.abc import Iterable
from typing import Literal

from assistant.documents import Article, Language
from assistant.language import detect, fold

Kind = Literal["greeting", "thanks", "goodbye", "ability", "coverage"]

LONGEST_WORDS = 14

# Each kind's alternatives match a whole folded question.
_PATTERNS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (
        "coverage",
        (
            r"what (?:topics |subjects |articles |documents |texts )?(?:do|can) you "
            r"(?:cover|know|know about|contain|include|have)(?: about| on)?",
            r"what is (?:covered|in here|in the articles)",
            r"what (?:topics|subjects)(?: are there| can i ask about)?",
            r"what can i ask(?: you)?(?: about)?",
            r"quel(?:le)?s? (?:sujets?|themes?|articles?|textes?)(?: est[- ]ce que)? (?:vous |tu )?"
            r"(?:couvrez|couvres|traitez|traites|connaissez|connais|avez|as)(?:[- ](?:vous|tu))?",
            r"que (?:couvrez|connaissez|savez|couvres|connais|sais)[- ](?:vous|tu)",
            r"qu'est[- ]ce que (?:vous couvrez|tu couvres)|de quoi parlez[- ]vous",
            r"sur quoi (?:puis[- ]je|peut[- ]on) (?:vous |t')?interroger",
        ),
    ),
    (
        "ability",
        (
            r"what (?:can|do) you do(?: for me)?",
            r"what are you(?: able to do| for)?|who are you|what is this",
            r"how do you work|how does this work|help(?: me)?",
            r"are you (?:a (?:bot|robot|person|human)|an ai|human)",
            r"que (?:pouvez|peux|savez|sais)[- ](?:vous|tu) faire",
            r"qu'est[- ]ce que (?:vous (?:pouvez|savez)|tu (?:peux|sais)) faire|tu fais quoi",
            r"qui (?:etes[- ]vous|es[- ]tu)|a quoi (?:servez[- ]vous|sers[- ]tu)",
            r"comment (?:ca marche|fonctionnez[- ]vous|tu fonctionnes)|aide(?:[- ]moi)?",
        ),
    ),
    (
        "thanks",
        (
            r"(?:ok |great |perfect |parfait |super )?(?:many )?"
            r"(?:thanks?|thank you|thx|cheers|merci|je (?:vous|te) remercie)"
            r"(?: (?:you|a lot|very much|so much|again|beaucoup|bien|encore|infiniment|pour (?:votre|ton) aide|"
            r"for (?:your|the) help))*",
        ),
    ),
    (
        "greeting",
        (
            r"(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings|bonjour|bonsoir|salut|coucou)"
            r"(?: (?:there|everyone|all|entente|a tous|a toi|a vous|madame|monsieur))*"
            r"(?:,? (?:how are you|comment (?:allez[- ]vous|ca va)|ca va))?",
            r"how are you(?: (?:doing|today))*|(?:comment )?ca va|comment allez[- ]vous",
        ),
    ),
    (
        "goodbye",
        (
            r"(?:good)?bye(?: bye)?|see you(?: (?:later|soon))?|good night",
            r"au revoir|a bientot|bonne (?:journee|soiree|nuit)|a plus",
        ),
    ),
)
_COMPILED = tuple((kind, re.compile("|".join(alternatives))) for kind, alternatives in _PATTERNS)
_OPENING = re.compile(r"^(?:hi|hello|hey|bonjour|salut|bonsoir)\b[\s,!.]*(?=\w)")

_TOPIC_NAMES: dict[str, str] = {
    "state-visit": "visite d'État",
    "summit": "sommets",
    "compute": "calcul intensif",
    "ai": "intelligence artificielle",
    "research": "recherche",
    "infrastructure": "infrastructures critiques",
    "cyber": "cyber",
    "defence": "défense",
    "nuclear": "nucléaire",
    "ukraine": "Ukraine",
    "migration": "migrations",
    "energy": "énergie",
    "industry": "industrie",
    "trade": "commerce",
    "space": "espace",
    "transport": "transports",
    "education": "éducation",
    "culture": "culture",
    "history": "histoire",
    "government": "gouvernements",
    "glossary": "glossaire",
    "security": "sécurité",
}

_REPLIES: dict[Language, dict[Kind, str]] = {
    "en": {
        "greeting": "Hello. Ask me about {about}; I answer in quotes from the articles, each with its source.",
        "thanks": "You are welcome.",
        "goodbye": "Goodbye.",
        "ability": "I answer questions about {about} with sentences quoted word for word from {count} articles. Each "
        "carries a marker that opens the article at those words. Where the articles do not answer, I say so.",
        "coverage": "I have {count} articles ({english} in English, {french} in French) on: {topics}. "
        "I know nothing beyond them.",
    },
    "fr": {
        "greeting": "Bonjour. Interrogez-moi sur {about} ; je réponds par des citations des articles, "
        "chacune avec sa source.",
        "thanks": "Je vous en prie.",
        "goodbye": "Au revoir.",
        "ability": "Je réponds aux questions sur {about} par des phrases citées mot pour mot de {count} articles. "
        "Chacune porte un repère qui ouvre l'article à ces mots. Quand les articles ne répondent pas, je le dis.",
        "coverage": "Je dispose de {count} articles ({french} en français, {english} en anglais) sur : {topics}. "
        "Je ne sais rien d'autre.",
    },
}
_ABOUT: dict[Language, str] = {
    "en": "the UK–France agreements of July 2025",
    "fr": "les accords franco-britanniques de juillet 2025",
}


def small_talk(question: str) -> Kind | None:
    """What kind of small talk the whole question is, or None when it asks something of the articles."""
    plain = re.sub(r"[^\w\s',-]", " ", fold(question).replace("’", "'"))
    plain = " ".join(plain.split()).strip(" ,")
    if len(plain.split()) > LONGEST_WORDS:
        return None
    return _kind(plain) or _kind(_OPENING.sub("", plain, count=1))


def _kind(plain: str) -> Kind | None:
    return next((kind for kind, pattern in _COMPILED if pattern.fullmatch(plain)), None)


def reply(kind: Kind, language: Language, articles: Iterable[Article]) -> str:
    """The reply, with what the served build really holds."""
    held = list(articles)
    topics = sorted({topic for article in held for topic in article.topics})
    named = topics if language == "en" else sorted(_TOPIC_NAMES.get(topic, topic) for topic in topics)
    return _REPLIES[language][kind].format(
        about=_ABOUT[language],
        count=len(held),
        english=sum(article.language == "en" for article in held),
        french=sum(article.language == "fr" for article in held),
        topics=", ".join(name.replace("-", " ") if language == "en" else name for name in named) or "–",
    )


def language_of(question: str, default: Language) -> Language:
    """The language of small talk, which is often too short for `detect` alone."""
    plain = set(re.findall(r"\w+", fold(question)))
    if plain & {"bonjour", "bonsoir", "salut", "merci", "coucou", "aide", "revoir", "bientot", "remercie", "bonne"}:
        return "fr"
    if plain & {"hello", "hi", "hey", "thanks", "thank", "bye", "help", "cheers", "good"}:
        return "en"
    return detect(question, default)
