"""The words of the page, in English and in French. What an answer says is in `assistant.ask.phrases`."""

from dataclasses import dataclass
from typing import Literal

from assistant.documents import Authority, Language, Reason, State, Status
from assistant.records import Complaint

PRODUCT = "Entente"

# Offered in both languages whatever the language of the page.
EXAMPLES: dict[Language, tuple[str, ...]] = {
    "en": (
        "Who leads the UK–France compute partnership?",
        "When did the Nuclear Steering Group first meet?",
        "What does the Northwood Declaration say about extreme threats to Europe?",
    ),
    "fr": (
        "Qui dirige le partenariat de calcul entre la France et le Royaume-Uni ?",
        "Combien de têtes nucléaires la France possède-t-elle ?",
        "Que dit la déclaration de Northwood ?",
    ),
}


@dataclass(frozen=True, slots=True)
class Texts:
    """Every string of the page in one language. `{}` stands for what is filled in."""

    name: str
    tagline: str
    welcome: str
    examples: str
    box_label: str
    box_hint: str
    as_of_label: str
    as_of_hint: str
    as_of_clear: str
    unreadable_day: str
    future_day: str
    send: str
    searching: str
    reading: str
    asked: str
    waiting: str
    failed: str
    not_taken: str
    partial: str
    understood: str
    states: dict[State, str]
    states_undated: dict[State, str]
    replaced_now: str
    levels: dict[Literal["high", "medium", "low"], str]
    nearest: str
    nearest_titles: str
    citation: str
    open_article: str
    details: str
    status: str
    statuses: dict[Status, str]
    reasons: dict[Reason, str]
    as_of: str
    answerability: str
    build: str
    settings: str
    model: str
    seconds: str
    panel: str
    panel_empty: str
    close: str
    original: str
    written_from: str
    in_force_from: str
    in_force_until: str
    in_force_between: str
    replaced_by: str
    languages: dict[Language, str]
    authorities: dict[Authority, str]
    new_tab: str
    changed: str
    unknown_article: str
    unreachable: str
    needs_script: str
    feedback: str
    helpful: str
    unhelpful: str
    thanks: str
    unkept: str
    why: str
    complaints: dict[Complaint, str]
    comment: str
    give: str
    cancel: str
    storage: str
    no_storage: str


EN = Texts(
    name="English",
    tagline="Answers are quoted word for word from the articles. Where the articles do not say, Entente says so.",
    welcome="Ask about the UK–France agreements of July 2025, in English or in French.",
    examples="Questions to start with",
    box_label="Your question",
    box_hint="Ask in English or French",
    as_of_label="As of",
    as_of_hint="today",
    as_of_clear="Clear",
    unreadable_day="The date below the box is not a whole day. Complete it, or clear it for today, and ask again.",
    future_day="The date below the box is in the future. Choose an earlier day, or clear it for today, and ask again.",
    send="Ask",
    searching="Searching the articles…",
    reading="Reading the passages…",
    asked="You asked:",
    waiting="Other questions come first; yours is waiting…",
    failed="Something went wrong here, not with your question. It is kept: ask it again.",
    not_taken="The question was not taken: the assistant is busy or not running. It stays in the box; ask again soon.",
    partial="The articles answer only part of this.",
    understood="Understood as:",
    states={
        "not_yet": "Not in force before {}",
        "ended": "Ended on {}",
        "replaced": "Replaced on {}",
    },
    states_undated={
        "not_yet": "Not yet in force",
        "ended": "No longer in force",
        "replaced": "Replaced",
    },
    replaced_now="Now:",
    levels={"high": "High certainty.", "medium": "Medium certainty.", "low": "Low certainty."},
    nearest="What the articles say nearest to it",
    nearest_titles="The nearest articles",
    citation="Citation {}",
    open_article="Open the article",
    details="About this answer",
    status="Status",
    statuses={
        "answered": "Answered",
        "partial": "Answered in part",
        "refused": "Not answered by the articles",
        "clarify": "Needs a clearer question",
        "smalltalk": "No article needed",
    },
    reasons={
        "not_in_articles": "Not answered by the articles",
        "out_of_scope": "Outside what the articles are about",
        "false_premise": "Takes for granted what the articles do not say",
    },
    as_of="State as of",
    answerability="Answerability score",
    build="Index build",
    settings="Settings",
    model="Answerer",
    seconds="Seconds",
    panel="Source",
    panel_empty="Every quote carries a marker such as [1]. Select one, and its article opens here at the quoted words.",
    close="Close",
    original="Published at",
    written_from="Written from",
    in_force_from="In force from {}",
    in_force_until="In force until {}",
    in_force_between="In force from {} until {}",
    replaced_by="Replaced by",
    languages={"en": "In English", "fr": "In French"},
    authorities={
        "treaty": "Treaty or declaration",
        "government": "Government",
        "research": "Research body",
        "press": "Press",
        "briefing": "Briefing",
    },
    new_tab="opens in a new tab",
    changed="This article has changed since the answer, so the quoted words are not marked. Ask again.",
    unknown_article="This article is no longer in the index. Ask again for an answer from the present articles.",
    unreachable="The article could not be loaded. Check that the assistant is running, then try the marker again.",
    needs_script="This page needs JavaScript.",
    feedback="What is this answer worth?",
    helpful="Helpful",
    unhelpful="Not helpful",
    thanks="Thank you: kept with the answer, for those who check it.",
    unkept="Your feedback could not be kept. Tell those who run Entente.",
    why="What is wrong with this answer?",
    complaints={
        "wrong": "It is wrong",
        "not_answered": "Not answered, though it is in the articles",
        "unsupported": "The quote does not support it",
        "out_of_date": "It is out of date",
        "other": "Something else",
    },
    comment="Comment, without names or personal data",
    give="Send",
    cancel="Cancel",
    storage="Questions, answers and feedback are kept for {} days in a file on the server of Entente, so that answers "
    "can be checked; nothing about who asked is kept.",
    no_storage="Questions and answers are not kept.",
)

FR = Texts(
    name="Français",
    tagline="Les réponses citent les articles mot pour mot. Quand les articles ne disent rien, Entente le dit.",
    welcome="Posez une question sur les accords franco-britanniques de juillet 2025, en français ou en anglais.",
    examples="Des questions pour commencer",
    box_label="Votre question",
    box_hint="Posez votre question en français ou en anglais",
    as_of_label="État au",
    as_of_hint="aujourd'hui",
    as_of_clear="Effacer",
    unreadable_day="La date sous le champ n'est pas un jour entier. Complétez-la, ou effacez-la pour aujourd'hui, puis "
    "reposez la question.",
    future_day="La date sous le champ est dans l'avenir. Choisissez un jour passé, ou effacez-la pour aujourd'hui, "
    "puis reposez la question.",
    send="Demander",
    searching="Recherche dans les articles…",
    reading="Lecture des passages…",
    asked="Votre question :",
    waiting="D'autres questions passent avant ; la vôtre attend…",
    failed="Une erreur s'est produite ici, non dans votre question. Elle est gardée : posez-la de nouveau.",
    not_taken="Question non reçue : l'assistant est occupé ou arrêté. Elle reste dans le champ ; réessayez bientôt.",
    partial="Les articles ne répondent qu'en partie.",
    understood="Compris comme :",
    states={
        "not_yet": "Pas en vigueur avant le {}",
        "ended": "A pris fin le {}",
        "replaced": "Remplacé le {}",
    },
    states_undated={
        "not_yet": "Pas encore en vigueur",
        "ended": "N'est plus en vigueur",
        "replaced": "Remplacé",
    },
    replaced_now="Désormais :",
    levels={"high": "Certitude élevée.", "medium": "Certitude moyenne.", "low": "Certitude faible."},
    nearest="Ce que les articles disent de plus proche",
    nearest_titles="Les articles les plus proches",
    citation="Citation {}",
    open_article="Ouvrir l'article",
    details="À propos de cette réponse",
    status="Statut",
    statuses={
        "answered": "Réponse trouvée",
        "partial": "Réponse partielle",
        "refused": "Sans réponse dans les articles",
        "clarify": "Question à préciser",
        "smalltalk": "Sans article",
    },
    reasons={
        "not_in_articles": "Sans réponse dans les articles",
        "out_of_scope": "Hors du sujet des articles",
        "false_premise": "Suppose ce que les articles ne disent pas",
    },
    as_of="État au",
    answerability="Score de réponse",
    build="Index",
    settings="Réglages",
    model="Méthode",
    seconds="Secondes",
    panel="Source",
    panel_empty="Chaque citation porte un repère tel que [1]. Choisissez-le : l'article s'ouvre ici, aux mots cités.",
    close="Fermer",
    original="Publié à l'adresse",
    written_from="Rédigé d'après",
    in_force_from="En vigueur depuis le {}",
    in_force_until="En vigueur jusqu'au {}",
    in_force_between="En vigueur du {} au {}",
    replaced_by="Remplacé par",
    languages={"en": "En anglais", "fr": "En français"},
    authorities={
        "treaty": "Traité ou déclaration",
        "government": "Gouvernement",
        "research": "Organisme de recherche",
        "press": "Presse",
        "briefing": "Note",
    },
    new_tab="s'ouvre dans un nouvel onglet",
    changed="Cet article a changé depuis la réponse : les mots cités n'y sont plus marqués. Reposez la question.",
    unknown_article="Cet article n'est plus dans l'index. Reposez la question pour une réponse des articles actuels.",
    unreachable="L'article n'a pas pu être chargé. Vérifiez que l'assistant fonctionne, puis réessayez.",
    needs_script="Cette page a besoin de JavaScript.",
    feedback="Que vaut cette réponse ?",
    helpful="Utile",
    unhelpful="Pas utile",
    thanks="Merci : votre avis est gardé avec la réponse, pour ceux qui la vérifient.",
    unkept="Votre avis n'a pas pu être gardé. Signalez-le aux responsables d'Entente.",
    why="Qu'est-ce qui ne va pas dans cette réponse ?",
    complaints={
        "wrong": "Elle est fausse",
        "not_answered": "Sans réponse, alors que les articles la donnent",
        "unsupported": "La citation ne la justifie pas",
        "out_of_date": "Elle n'est plus à jour",
        "other": "Autre chose",
    },
    comment="Commentaire, sans noms ni données personnelles",
    give="Envoyer",
    cancel="Annuler",
    storage="Questions, réponses et avis sont gardés {} jours dans un fichier du serveur d'Entente, pour vérifier les "
    "réponses ; rien n'est gardé sur qui les pose.",
    no_storage="Les questions et les réponses ne sont pas gardées.",
)

TEXTS: dict[Language, Texts] = {"en": EN, "fr": FR}
