"""The lines a news site puts around an article, in English and French."""

import re

LONGEST_LINE = 160

# Each pattern is matched against a whole line, so that a sentence which merely contains the words stays.
ENGLISH = (
    r"register(?: for free)?(?: now| here| today)?[.!]?",
    r"(?:sign|log) ?in(?: or (?:register|sign up|subscribe))?[.!]?",
    r"sign ?up(?: now| here| today| for free)*[.!]?",
    r"subscribe(?: now| here| today)*[.!]?",
    r"create (?:an|your)(?: free)? account[.!]?",
    r"already (?:have an account|a member|a subscriber|registered|subscribed)\s?\?.{0,40}",
    r"(?:sign up|subscribe) (?:to|for) (?:our|the|your)\b[^.]{0,60}\b(?:newsletters?|updates|alerts)\b[^.]{0,50}[.!]?",
    r"get (?:our|the) [^.]{0,60}\b(?:newsletters?|inbox)\b[^.]{0,40}[.!]?",
    r"bookmark your favou?rite posts?\b.*",
    r"(?:read|see) (?:more|also|next)(?:\s?[:→»].*|\s?…|\.{3})?",
    r"(?:related|recommended) (?:articles|stories|posts|content|reading)(?:\s?:.*)?",
    r"most read|you may also like",
    r"(?:we|this (?:web)?site|our (?:web)?site) uses? cookies\b.*",
    r"by (?:continuing|using|browsing)\b.{0,50}\byou (?:agree|accept|consent)\b.{0,40}\bcookies?\b.{0,40}",
    r"(?:accept|reject|allow|manage)(?: all| your| my)* cookies?(?: settings| preferences)?[.!]?",
    r"(?:accept|reject) all",
    r"cookies?(?: policy| settings| preferences| notice)|privacy policy|terms of (?:use|service)",
    r"share(?: this)?(?: article| page| story| post)?(?: on (?:facebook|twitter|x|linkedin|whatsapp))?",
    r"follow us on .{1,60}",
    r"(?:print|e-?mail) this (?:page|article)|save (?:this article|for later)",
    r"advertisements?|skip to (?:main )?content|back to top|leave a comment|comments(?: \(\d+\))?|loading(?:…|\.{3})",
    r"\d{1,2}[- ]min(?:ute)?s? read",
    r"all rights reserved\.?|©.{0,100}|copyright (?:©|\(c\)).{0,80}",
)
FRENCH = (
    r"s['’]inscrire(?: gratuitement)?[.!]?",
    r"inscri(?:vez-vous|ption)(?: gratuite(?:ment)?)?(?: ici)?\s?!?",
    r"se connecter|connectez-vous|connexion|je me connecte",
    r"cré(?:er|ez) (?:un|mon|votre) compte(?: gratuit)?\s?!?",
    r"(?:vous avez )?déjà (?:un compte|inscrite?|abonnée?|membre)\s?\?.{0,40}",
    r"(?:s['’]abonner|je m['’]abonne|abonnez-vous)(?: (?:à|pour|dès)\b[^.]{0,90})?\s?[.!]?",
    r"découvrez (?:toutes )?nos offres(?: d['’]abonnement)?\s?[.!]?",
    r"recevez (?:notre|nos|la|les|chaque)\b[^.]{0,60}\b(?:newsletters?|lettre|alertes)\b[^.]{0,50}\s?[.!]?",
    r"(?:à )?lire (?:aussi|également|la suite|plus)(?:\s?[:→»].*|\s?…|\.{3})?",
    r"voir aussi(?:\s?:.*)?|en savoir plus",
    r"(?:sur le même sujet|les plus lus|articles liés)(?:\s?:.*)?",
    r"(?:nous utilisons|ce site (?:web )?utilise) des (?:cookies|traceurs)\b.*",
    r"en poursuivant (?:votre )?navigation\b.{0,60}\bvous acceptez\b.{0,60}",
    r"(?:accepter|refuser|gérer|paramétrer)(?: tous)?(?: les| mes| vos)? cookies|tout (?:accepter|refuser)",
    r"continuer sans accepter|politique de (?:cookies|confidentialité)|mentions légales",
    r"partager(?: cet article| cette page)?(?: sur .{1,30})?",
    r"publicité|imprimer(?: (?:cet article|la page))?",
    r"(?:ajouter|enregistrer) (?:cet article )?(?:à|dans) (?:mes|vos) favoris",
    r"enregistrez vos articles préférés\b.*",
    r"suivez-nous sur .{1,60}|commentaires(?: \(\d+\))?",
    r"haut de page|retour en haut|aller au contenu(?: principal)?",
    r"temps de lecture\s?:.{1,20}|\d{1,2} min(?:utes?)? de lecture|tous droits réservés\.?",
)

_PHRASE = re.compile("|".join(ENGLISH + FRENCH), re.IGNORECASE)
_MARK = re.compile(r"^(?:#{1,6}|-|\d{1,3}[.)])\s+")


def without_boilerplate(text: str) -> str:
    """`text` without such lines; the gaps they leave are closed."""
    kept = [line for line in text.split("\n") if not is_boilerplate(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def is_boilerplate(line: str) -> bool:
    """Whether the whole line is a log-in, cookie, newsletter, sharing or "read more" phrase.

    Heading and list marks are looked through. Lines longer than 160 characters never are.
    """
    if len(line) > LONGEST_LINE:
        return False
    words = _MARK.sub("", line.strip())
    return _PHRASE.fullmatch(words) is not None
