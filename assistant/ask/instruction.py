"""Sentences that speak to a language model instead of a reader: they are neither sent, nor quoted, nor count."""

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from assistant.language import fold

LONGEST_READ = 2400
LEAST_ENCODED = 16

# Look-alikes of Latin letters, after case folding.
_LATIN = str.maketrans("авеёзкмнорстухіјѕһԁԛԝοαεικνρτυχϲ", "abee3kmhopctyxijshdqwoaeiknptuxc")
_DIGITS = str.maketrans("013457@$", "oieastas")
_MARKS = str.maketrans({**dict.fromkeys("’‘ʼ`´", "'"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("–—−", " - ")})

# Written in patterns by their names in capitals.
_WORDS = {
    # Where an order begins: START also where a French verb could be the third person's, CLAUSE elsewhere.
    "START": r"(?:^\W*|[.:;!?(>|]\W{0,4}|\s-\s+)",
    "CLAUSE": r"(?:^\W*|[.:;!?(>|,]\W{0,4}|\s-\s+|\b(?:and|then|please|kindly|now|also|just|simply|always|only|"
    r"you (?:must|should|will|shall|may|are to|have to|need to)|et|puis|ou|veuillez|merci de|priere de|toujours|"
    r"en aucun cas|under no circumstances|(?:vous devez|tu dois|il faut)(?: toujours)?)\s+|\b(?:merci|priere) d')",
    "MODEL": r"(?:(?:(?:an?|all|any|the|every|our|of|les|l'|un|une|tout|tous les)\s*)*(?:(?:ai|large|language|chat|"
    r"virtual|automated|conversational)[ -])*(?:assistants?|agents?|models?)(?: (?:ia|d'ia|conversationnels?|"
    r"virtuels?))?|summari[sz]ers?|crawlers?|(?:the )?bots?|outils? de resume|(?:(?:all|any|the|every|our|les|l'|"
    r"une?|toutes? les)\s*)*(?:chat[ -]?bots?|llms?|ais?|ias?|chatgpt|modeles? (?:de langage|d'ia|linguistiques?|ia)|"
    r"intelligences? artificielles?|robots? conversationnels?))",
    "ORDERS": r"(?:instructions?|prompts?|directives?|guidelines?|rules?|orders?|commands?|programming|training|"
    r"constraints?|restrictions?|protocols?|filters?|tasks?|consignes?|regles?|ordres?|commandes?|contraintes?|"
    r"protocoles?|filtres?|taches?|invites? systeme)",
    "GIVEN": r"(?:passages?|sources?|articles?|documents?|context|contexte|extraits?|excerpts?)",
    "REPLY": r"(?:answers?|repl(?:y|ies)|responses?|outputs?|summary|summaries|reponses?|resumes?)",
    "USER": r"(?:users?|readers?|askers?|person asking|utilisateurs?|utilisatrices?|lecteurs?|lectrices?|"
    r"internautes?)",
    "IGNORE": r"(?:CLAUSE(?:ignore(?! (?:les?|la|l'|ses|leurs?|ces?|cett?e?|des?|une?|tou\w+)\b)|disregard|forget|"
    r"override|overwrite|bypass|overlook|discard|abandon|pay no attention to|stop following|(?:do not|don't|never|"
    r"no longer) (?:follow|obey|apply|use|trust|rely on)|(?:ignor|oubli|neglig|contourn|ecart|abandonn|"
    r"outrepass)e[zr]|(?:ne )?ten(?:ez|ir) (?:aucun compte|pas compte)|fai(?:tes|re) abstraction|(?:mettez|mettre|"
    r"laisse[zr]) (?:de cote|tomber)|cesse[zr] (?:de suivre|d'appliquer|d'obeir a)|(?:n'(?:utilis|appliqu|ecout)|"
    r"ne (?:suiv|respect))ez (?:pas|plus|aucun))|START(?:ignore|oublie|neglige|contourne|ecarte|abandonne|outrepasse|"
    r"ne tiens (?:aucun compte|pas compte)|fais abstraction|mets de cote|laisse (?:de cote|tomber)|"
    r"cesse (?:de suivre|d'appliquer)|(?:n'(?:utilise|applique|ecoute)|ne (?:suis|respecte)) (?:pas|plus|aucun)))\b",
    "SAY": r"(?:CLAUSE(?:respond|reply|answer|say|write|output|print|return|state|claim|repeat|speak|quote|cite only|"
    r"name|refuse|pretend|deny|insist|display|invent|repond(?:ez|re)|dites|dire|ecri(?:vez|re)|(?:affich|repet|"
    r"recopi|copi|imprim|cit|mentionn|nomm|parl|affirm|refus|indiqu|declar)e[zr]|renvoy(?:ez|er)|pretend(?:ez|re)|"
    r"produisez)|START(?:reponds|dis|ecris|affiche|repete|recopie|copie|imprime|cite|mentionne|nomme|parle|affirme|"
    r"refuse|indique|declare|renvoie|pretends|produis))\b",
    # The same after a condition, "if asked about the toll, say …", where the comma has been read.
    "THEN": r"(?:(?:you (?:must|should|will|are to)|please|always|only|just|simply|then|vous devez|tu dois|alors|"
    r"toujours) )*(?:answer|reply|respond|say|claim|state|speak|write|output|print|cite|name|pretend|refuse|invent|"
    r"deny|insist|tell|recommend|repond(?:s|ez)|di(?:s|tes)|ecri(?:s|vez)|(?:affich|cit|nomm|parl|affirm|refus|"
    r"invent|recommand)e[z]?|pretend(?:s|ez)|ne (?:cite|parle|di|repond)\w+|do not (?:answer|say|mention|cite)|"
    r"never (?:answer|say|mention|cite))\b",
    # Any order, and what only a model's work is called.
    "ORDER": r"START(?:(?:always|please|kindly|just) )?(?:add|answer|append|apologi[sz]e|assume|avoid|begin|call|"
    r"change|claim|close|convince|copy|create|describe|do(?! not hesitate)|don't|drop|end|exclude|explain|fill|"
    r"finish|give|hide|include|insert|invent|keep|leave|list|mark|mention|mix|never|offer|open|omit|praise|present|"
    r"pretend|provide|put|quote|recommend|refer|refuse|rely|remove|repeat|replace|reply|respond|reveal|rewrite|say|"
    r"show|sign|skip|start|state|stop|swap|tell|treat|trust|use|warn|write|ajoute[zr]?|ayez|cache[zr]?|change[zr]?|"
    r"cite[zr]?|commence[zr]?|conclu(?:s|ez)|copie[zr]?|cree[zr]?|decri(?:s|vez)|di(?:s|tes)|donne[zr]?|ecri(?:s|"
    r"vez)|efface[zr]?|evite[zr]?|explique[zr]?|fai(?:s|tes)|fie(?:z)?-(?:toi|vous)|fini(?:s|ssez)|garde[zr]?|"
    r"insere[zr]?|invente[zr]?|mentionne[zr]?|met(?:s|tez)|montre[zr]?|n[e'] ?\w+|omet(?:s|tez)|parle[zr]?|passez?|"
    r"place[zr]?|presente[zr]?|pretend(?:s|ez)|recopie[zr]?|recommande[zr]?|remplace[zr]?|repete[zr]?|repond(?:s|ez)|"
    r"revele[zr]?|signe[zr]?|supprime[zr]?|termine[zr]?|utilise[zr]?)\b",
    "TALK": r"\b(?:(?:the|this|your|system|hidden|ton|votre|le|ce) prompts?|chat ?bots?|language models?|llms?|"
    r"ai assistants?|passages? \d|(?:this|other|another|ce|autres?) passages?|(?:the|l') ?USER|(?:this|la presente|"
    r"cette) conversation|citations? markers?|(?:your|ta) (?:answer|output|summary|reponse)|(?:you|tu) (?:answer|"
    r"reply|write|reponds|ecris)|modeles? de langage|agents? conversationnels?)\b",
    "PUT": r"(?:CLAUSE(?:add|append|insert|include|attach|embed|put|show|display|place|render|emit|(?:ajout|inser|"
    r"affich|montr|integr|plac)e[zr]|incluez|inclure|mettez|mettre)|START(?:ajoute|insere|affiche|montre|integre|"
    r"place|inclus|mets))\b",
    "PICTURE": r"(?:links?|urls?|hyperlinks?|images?|pictures?|pixels?|banners?|logos?|liens?|hyperliens?|photos?|"
    r"adresses?|markdown|https?)",
}

_PATTERNS = (
    # What was told before is to be set aside.
    r"IGNORE (?=.*\b(?:previous|prior|above|preceding|earlier|existing|other|initial|original|system|your|all|any|"
    r"these|this|hidden|current|you|t'a|vous a|safety|security|ethical|content|securite|precedente?s?|anterieure?s?|"
    r"ci-dessus|plus haut|vos|tes|toute?s?|tous|autres?|initiale?s?|systeme|donnees|ces|"
    r"recues)\b)(?:\S+ ){0,6}?(?:ORDERS|GIVEN)\b",
    r"ORDER.{0,140}?TALK",
    r"^\W*(?:assistant|chat ?bot|ai|ia|llm|model|modele)s?, (?:please|you|do|don't|never|always|merci|tu|vous|ne|n'|"
    r"THEN)",
    r"\b(?:outranks?|overrides?|supersedes?|takes? precedence over|prime(?:nt)? sur|remplace(?:nt)?) (?:the |your |"
    r"any |l'|le |les |vos |tes )?(?:system|systeme|prompts?|invite|instructions|other instructions)\b",
    r"\bfor MODEL (?:use|eyes)\b|\b(?:reserved? for|reservee?s? (?:aux|a l'usage des)) MODEL ?(?:[:,;.!]|$)",
    r"\bthe user is (?:an? |the )?(?:admin\w*|developer|owner|operator)\b|\bl'utilisateur est (?:un |"
    r"le )?(?:administrateur|developpeur)\b|\b(?:hidden|secret|new system|following system) prompt\b|"
    r"\bprompt (?:cache|secret)\b",
    r"IGNORE (?:the (?:above|foregoing|preceding)|ce qui precede)\b|START(?:set|put) (?:\S+ ){1,6}?aside\b|"
    r"START(?:say|dis) (?:that you|que tu)\b",
    r"\bshould (?:anyone|someone|the USER) .{0,60}, THEN|\bsi .{0,10}\bt'(?:interroge|interrogeait)\b[^:]{0,60}, THEN",
    r"IGNORE (?:\S+ ){0,2}?(?:everything|anything|all|what|tout|ce)\b.{0,50}\b(?:you (?:were|have|are|know)|above|"
    r"before this|so far|told|(?:passages?|sources?)|ci-dessus|precede|demande|avant cette|(?:vous|t')? ?(?:a|as|"
    r"avez) ete)\b",
    r"STARTdrop (?:all|any|your|these|previous|prior) (?:\w+ )?ORDERS\b|\byour (?:previous|prior|initial|"
    r"original) ORDERS\b|\b(?:vos|tes) ORDERS (?:precedente|anterieure|initiale)s?\b|\b(?:other|"
    r"autres) passages? (?:are|is|must|should|sont|doi(?:t|vent)) ",
    r"CLAUSE(?:omit|leave out|drop|skip|remove|omets|omettez|passez?|retirez) (?:the|all|any|your|les|toutes les|tes|"
    r"vos) (?:sources|citations|markers|references|reperes)\b",
    r"IGNORE (?:(?:the|this|la|cette) )?(?:(?:USER|asker)'s )?(?:\w+ )?(?:request|question|query|demande)\b",
    r"\b(?:ignore|disregard|forget|oublie[zr]?|ignore[zr])\w{0,25}(?:instructions|consignes|prompt)\b",
    r"\b(?:safety|content|ethical|your|securite|vos|tes) (?:rules|guidelines|restrictions|filters|limits|"
    r"policies)\b.{0,20}\b(?:no longer|do not|don't) (?:apply|bind)|\bno longer (?:bound|limited|"
    r"restricted) by your\b|\bregles de securite ne (?:s'appliquent|valent|te concernent|vous concernent) (?:plus|"
    r"pas)\b",
    r"\b(?:developer|debug|god|admin|maintenance|jailbreak|dan|unrestricted) mode (?:is |now )*(?:on|enabled|"
    r"activated|active)\b|(?:CLAUSE(?:enter|enable|activate|switch to)|you are (?:now )?in) (?:the )?(?:developer|"
    r"debug|god|admin|maintenance|jailbreak|dan) mode\b|\bmode (?:developpeur|debogage|administrateur|maintenance|"
    r"sans limites?) (?:est )?(?:desormais )?active\b",
    # Who it is, and what it is to play.
    r"\byou are (?:now|no longer) (?:[\"']?\w+ ){0,4}?[\"']?(?:\w*bot|\w*gpt|assistant|language model|llm|ai|model|"
    r"pirate|dan|persona|character|jailbroken|unrestricted|unfiltered|expert|translator|poet|hacker|tool|machine|"
    r"program)\b|\b(?:tu es|vous etes) (?:desormais|maintenant|dorenavant|a present) (?:\w+ ){0,4}?(?:\w*bot|"
    r"assistant|ia|modele|pirate|robot|personnage|traducteur|poete|expert)\b|\btu (?:es|n'es) (?:desormais|"
    r"maintenant|dorenavant|a present|plus)\b",
    r"\b(?:ai|assistant|chat ?bot|model|ia|modele) (?:named \S+ )?(?:with no|without(?: any)?|"
    r"sans(?: aucune?)?) (?:restrictions?|filters?|limits?|limitations?|filtres?|limites?)\b|\bdo anything now\b|"
    r"\bagis comme\b",
    r"\b(?:if|since|as|because) you are (?:an? )?(?:MODEL|automated system)(?:[,:;]| reading| processing)|"
    r"\bif this is (?:read|processed) by MODEL|\b(?:si|comme|puisque) (?:tu es|vous etes) (?:une? )?MODEL\b",
    r"\bas (?:an? )?(?:large )?(?:ai|language model|ai language model|ai assistant|ai model|chatbot|llm),? (?:you|i|"
    r"your|do|never|always|please)\b|\ben tant qu(?:e |')MODEL,? (?:tu|vous|je|ne|n')",
    r"\b(?:you are|tu es|vous etes) (?:an? |une? )(?:\w+ )?(?:ai|llm|language model|chat ?bot|model|ia|"
    r"modele)\b(?= (?:and|that|who|called|named|sans|nommee?|et|qui)\b|[,.;:]|$)",
    r"\bfrom now on,? (?:only|exclusively) |\bdesormais (?:uniquement|seulement|exclusivement) (?:comme|en|par) ",
    r"START(?:tu (?:dois|repondras|diras|ne dois|ne diras|ne repondras)|ta reponse (?:doit|sera)|"
    r"your REPLY must (?:only|consist|be exactly|say|read|state))\b",
    r"CLAUSE(?:answer|reply|respond|repondez) (?:as (?:if|though)|comme si)\b|STARTreponds comme si\b",
    r"(?:CLAUSE(?:treat|consider|regard|considerez|traitez)|START(?:considere|traite)) (?:the|this|la|le|ce|"
    r"cette) (?:\w+ )?(?:sentence|line|text|paragraph|message|phrase|ligne|texte|paragraphe)s? (?:\S+ )?(?:as|"
    r"comme)\b|\band (?:comply with|obey) (?:it|them|this)\b|\bet obei(?:s|ssez)\b|\b(?:reveal|mention|disclose|say|"
    r"reveler|mentionner|dire) that this (?:line|note|message|sentence|text)\b",
    r"\bfrom now on,? (?:you )?(?:will |must |should |are to |shall )?(?:only |always |never )?(?:answer|respond|"
    r"reply|act|speak|pretend|ignore|cite|refuse|write in)\b|\b(?:a partir de maintenant|desormais|"
    r"dorenavant),? (?:tu\b|reponds|repondez|parle|parlez|vous (?:ne )?(?:devez )?(?:repond|parler)\w*)",
    r"CLAUSE(?:simulate being|pretend (?:that )?(?:to be|you)|role-?play|(?:speak|talk|answer|reply|respond|"
    r"write) like an? |act as (?:if|though) you|act as an? (?:\w+ )?(?:assistant|pirate|translator|poet|expert|"
    r"character|terminal|chatbot|ai)\b)|\bfai(?:s|tes) comme si (?:tu|vous)\b|(?:CLAUSEjouez|STARTjoue) le role d|"
    r"(?:CLAUSEparlez|STARTparle) comme une? |START(?:assume|take on|adopt|prends|prenez|adopte[zr]?) (?:the|a|le|"
    r"un) (?:role|persona|identity|personnage) (?:of|d)|START(?:stop being an? |cesse[zr]? d'etre une? )MODEL\b|"
    r"(?:CLAUSEcomportez|STARTcomporte)-(?:vous|toi) comme|\bimagine(?:z)? que (?:tu es|vous etes) ",
    r"\b(?:you (?:must|should|will|are to)|vous devez|tu dois) (?:now|from now on|maintenant|desormais|"
    r"dorenavant) (?:act|answer|reply|respond|speak|write|pretend|behave|jouer|repondre|parler|agir|ecrire|pretendre|"
    r"faire comme)\b",
    r"\b(?:when|while|if|en|quand (?:tu|vous)|lorsque (?:tu|vous)) (?:you )?(?:summari[sz]|answer|present|quot|cit|"
    r"resum|repond|present)\w* (?:this|the|ce|cet|cette|l[ea']) ?(?:GIVEN|page|text|texte|"
    r"question)\b[^,]{0,60}, (?:THEN|indique)",
    r"ORDER.{0,100}\b(?:last|first|each|every|derniere|premiere|chaque) (?:sentence|phrase)\b",
    r"(?:CLAUSE(?:treat|consider|regard|considerez|traitez)|START(?:considere|traite)) (?:everything|anything|all|"
    r"what|tout|ce) .{0,50}\b(?:as|comme)\b",
    r"\bMODEL (?:must|should|shall|have to|doi(?:t|vent)|devront) (?:answer|reply|respond|repondre) (?:that\b|with\b|"
    r"qu|par\b)",
    # It is called by its name.
    r"(?:\b(?:instructions?|rules?|notes?|notices?|messages?|orders?|memo|directives?|reminder|warning|consignes?|"
    r"regles?|avis|ordres?|rappel|nota) (?:to|for|pour|aux?|a|a l'attention d[eu]s?|destinee?s? aux?|d[eu]s?)|"
    r"\b(?:attention|dear|hey|cher|chere|chers|cheres|for the attention of|a l'attention d[eu]s?|"
    r"a l'intention d[eu]s?))(?: to)?,?\s*MODEL(?: (?:only|reading[^:]*|qui lisent[^:]*|seulement))?\s*(?:[:,;.!]|"
    r"\s-\s|$)",
    r"\bMODEL (?:reading|processing|parsing|summari[sz]ing|(?:that|which|who) (?:reads?|process(?:es)?|loads?|sees?|"
    r"finds?|index(?:es)?|receives?)|qui (?:lit|lis|lisez|lisent|traitent?|resument?|resumez?|chargent?|voi(?:t|ent)|"
    r"trouvent?)) (?:this|these|cet?t?e?|ces|ceci|la presente)\b",
    r"\b(?:written|meant|intended|left|ecrite?s?|destinee?s?|prevue?s?|laissee?s?) (?:for|pour|aux) (?:(?:the|les|"
    r"l') ?)?(?:machines|MODEL) ?(?:[:,;.!]|$)|\b(?:if you(?: can)? (?:read|see) this|si (?:tu|vous) (?:peux |"
    r"pouvez )?(?:lire|lis|lisez|voir|vois|voyez) ceci)\b",
    r"\b(?:the|this|any|every|l'|le|tout|chaque) ?(?:assistant|chat ?bot|language model|llm|ai|model|ia|"
    r"agent conversationnel|modele) (?:must|shall|should|will|is to|has to|doit|devra) (?:only |always |never |"
    r"simply )?(?:respond|reply|answer|say|repondre|dire|ecrire|afficher) (?:with|only|\"|par|uniquement)",
    # A mark that stands for who speaks, or for an order.
    r"(?:\[|\{\{#?|<|-{2,}|\*{2,}) ?(?:\w+ ){0,2}?(?:override|directives?|hidden|cachee?s?)(?: \w+)? ?(?:[\]}>:]|"
    r"-{2,}|\*{2,})|(?:\[|\{\{#?|<|-{2,}|\*{2,}) ?(?:(?:ai|ia|llm|system|new|secret|priority|urgent) )?(?:system|"
    r"systeme|instructions?|prompt)(?: (?:message|note|alert|alerte))? ?(?:[\]}>:](?![(\[])|-{2,}|\*{2,})|(?:^\W*|"
    r"[\[(] ?)(?:\w+ )?(?:admin|ai|ia|llm|model|assistant)(?: (?:response|note|message|reponse|instruction|"
    r"override))?(?:\]|\)) ?:|\[ ?(?:ai|ia|llm|model|assistant|chat ?bot) \w+ ?:",
    r"\b(?:this is an?|ceci est une?) (?:(?:urgent|priority) )?(?:system|developer|admin|message|"
    r"instruction)(?: (?:message|instruction|override|systeme|prioritaire))\b",
    r"^\W*(?:assistant|user|human|chatbot|chatgpt|utilisateur|humain)(?: message)? ?:",
    r"START(?:system|developer|hidden|systeme) ?(?:prompt|message|note|instruction|override|notice|command|order|"
    r"alert|update)s?\b[^:]{0,20}[:=]|START(?:alerte|invite|message|note|instruction|consigne|avis|ordre|"
    r"prompt)s? (?:du )?(?:systeme|developpeur|cachee?s?)\b[^:]{0,20}[:=]",
    r"START(?:new|nouveau) (?:system|developer|admin) message|START(?:nouveau )?message systeme|START(?:your|ta|tes|"
    r"ton|votre|vos)(?: (?:new|only|real|nouvelles?|nouveaux?|vraies?|seules?))? (?:instructions?|tasks?|rules?|"
    r"orders?|prompt|goal|consignes?|taches?|regles?|mission|ordres?)\b[^:]{0,20}:|\b(?:your|ta|tes|votre|"
    r"vos) (?:(?:new|only|sole|primary|real|next|nouvelles?|seules?|unique) )+(?:job|role|mission|tasks?|directives?|"
    r"instructions?|goal|objective|taches?|consignes?|REPLY) ?(?::|is|are|should|must|will|est|sont|doi(?:t|vent)|"
    r"sera)|START(?:new|updated|revised|hidden|secret|real|nouvelles?|vraies?) (?:instructions?|task|prompt|"
    r"objective|consignes?|tache)\b[^:]{0,30}:",
    # What the reply is to say, or to be.
    r"SAY(?: \S+){0,4}? (?:(?:only|just|solely|exclusively|simply|seulement|uniquement|exclusivement|"
    r"simplement)(?: with| by| par| avec| :|:)? ?(?:\"|'|(?:this|ce|cette|par|avec|with|in (?:rhyme|verse)|"
    r"en vers)\b)|nothing but|par le seul|rien d'autre)",
    r"SAY (?:only |uniquement )?(?:in|en) (?:json|xml|yaml|html|markdown|base ?64|rhymes?|verse|vers|riddles|enigmes|"
    r"emojis?|latin|klingon|capitals|majuscules)\b|SAY (?:only|just|uniquement|seulement)(?: \w+)? (?:string|word|"
    r"code|phrase|token|text|chaine|mot|texte)\b|START(?:only|just|seulement) (?:output|return|print|respond|"
    r"reply)\b|SAY (?:the|your|la|ta|votre) REPLY (?:backwards|in reverse|a l'envers)",
    r"SAY.{0,80}\b(?:and nothing else|et rien d'autre)\b",
    r"(?:CLAUSE(?:respond|reply|output|return|say|repondez|renvoyez|dites|affichez|ecrivez)|START(?:reponds|renvoie|"
    r"dis|affiche|ecris)) (?:only|just|uniquement|seulement)\W+(?!(?:to|if|when|the|in|on|for|once|after|by|what|"
    r"aux?|si|en|sur|dans|apres|pour|a|les?|la|avant)\b)\w",
    r"(?:START|\b(?:please|and|then|also) )(?:output|print|repeat|respond|reply|say|reponds|repondez|affiche|"
    r"affichez|ecris|ecrivez|repete|repetez|dis|dites)(?: with| by| par|:| :)? ?[\"']\w",
    r"(?:SAY|CLAUSE(?:only|seulement|uniquement) (?:reply|answer|respond|repondez)) (?:with|"
    r"par)(?: \S+){0,2}? (?:word|words|phrase|code|string|token|number|mot|mots|nombre|texte)\b",
    r"SAY (?:\S+ ){0,3}?(?:the following|after me|apres moi|exactement|this (?:text|sentence|line|word|phrase|code)|"
    r"ce texte|cette (?:phrase|ligne)|le texte suivant|les mots suivants)\b",
    r"(?:SAY|\b(?:you|vous|tu) (?:will |must |should |devez |dois )?(?:answer|reply|respond|repond\w+))(?: to|"
    r" a)? (?:all|every|any|each|toutes? les|toute|chaque)(?: \w+)? questions?(?: \S+){0,6}? (?:with|par) ",
    r"(?:\b(?:by )?(?:starting|beginning|ending)|CLAUSE(?:begin|start|end|finish|conclude|preface|open|close|"
    r"(?:commenc|termin|debut|conclu)e[zr]|finissez)|START(?:commence|termine|debute|conclus|finis)) (?:your|every|"
    r"each|all|any|the|votre|ta|chaque|toutes? (?:tes|vos|les)|vos|tes) (?:\w+ )?REPLY (?:with|by|par|avec)\b",
    r"CLAUSE(?:begin|start|end|commencez|terminez) (?:with|par) [\"']",
    r"\b(?:at the (?:very )?(?:end|start|beginning|top|bottom) of|a la fin d[eu]|au debut d[eu]) (?:your|ta|"
    r"tes) (?:\w+ )?REPLY\b|CLAUSEappend to (?:your|the|every|each) REPLY\b|\b(?:secrets?|passwords?|api keys?|"
    r"credentials)\b.{0,60} in your REPLY\b",
    r"(?:CLAUSE(?:translate|rewrite|rephrase|format|shorten|tradui(?:sez|re)|reformule[zr])|START(?:traduis|"
    r"reformule)) (?:all |the rest of )?(?:of )?(?:your|every|each|ta|tes|votre|vos|chaque) (?:\w+ )?REPLY\b",
    r"(?:CLAUSE(?:summari[sz]e|resume[zr]|describe|rate|rank)|STARTresume) (?:this|the|ce|cet|cette|le|"
    r"la) (?:\w+ )?(?:GIVEN|page|text|texte) (?:as|by saying|with|par|comme|en disant) ",
    r"\b(?:the|la) (?:answer|reply|response|reponse) (?:to|a) (?:any|every|each|all|toutes?(?: les)?|chaque|"
    r"n'importe quelle)(?: \w+)? questions?\b",
    r"\b(?:only|correct|right|official|approved|required|expected|acceptable|permitted|seule|correcte|officielle|"
    r"exacte|attendue|acceptable) (?:\w+ )?(?:answer|reply|response|reponse)(?: \w+)? (?:to|a) (?:copy|give|repeat|"
    r"reproduce|output|recopier|copier|donner|reproduire|repeter|fournir|(?:\S+ ){0,5}?(?:the |l'|l[ae] )USER)|"
    r"\breponse (?:\w+ )?a (?:recopier|copier|reproduire|repeter)\b",
    r"\b(?:every|any|all|each|your|chaque|toute|toutes|votre|ta)(?: les| vos| tes)? REPLY\b.{0,80}?\b(?:must|should|"
    r"shall|ha(?:s|ve) to|needs? to|doi(?:t|vent)) (?:\w+ )?(?:cite|include|contain|mention|begin|start|end|say|link|"
    r"quote|show|citer|inclure|contenir|mentionner|commencer|finir|se terminer|afficher)\b.{0,50}?(?:\[\d|PICTURE\b|"
    r"\b(?:phrases?|words?|code|source|passage|sentence|mots?)\b)",
    r"\b(?:whatever|no matter what|regardless of|irrespective of|quelle que soit|"
    r"peu importe)\b.{0,20}?\b(?:questions?|USER|asked|demande|demandee)\b.{0,25}, (?:THEN|(?:the|la) (?:answer|"
    r"reply|reponse) )|SAY.{0,80}\b(?:whatever|no matter|regardless of|quelle que soit|"
    r"peu importe)\b.{0,12} (?:questions?|asked|demandee?)\b",
    r"\b(?:instead of|rather than|au lieu de|plutot que de) (?:answer|reply|respond|repondre)\w*\b[^,]{0,60}, THEN",
    r"CLAUSE(?:(?:do not|don't|never) (?:answer|reply to|respond to)|ne repond(?:s|ez) (?:pas|jamais|"
    r"rien)(?: a)?) (?:the |this |that |any |la |l'|cette |au |aux )?(?:USER|question)s?\b",
    r"\b(?:when(?:ever)?|if|quand|lorsque|si|chaque fois que) (?:the |an? |any |l'|une? |le |la )?USER (?:asks?|"
    r"wants|demande|veut)\b[^:]{0,80}, THEN",
    r"\b(?:when(?:ever)?|if|every time|each time|quand|lorsqu[e']|si|chaque fois qu[e'])(?=.{0,80}?\b(?:asked|asks?|"
    r"asking|demande\w*|interroge\w*|question\w*)) .{0,60}?\b(?:about|who|what|when|where|why|how|which|whether|"
    r"anything|sur|qui|que|quand|ou|pourquoi|comment|combien|quel\w*|on te|vous interroge|"
    r"a propos de?)\b[^:]{0,80}, THEN",
    # What the reader is to be told, or not.
    r"(?:CLAUSE(?:tell|ask|inform|advise|urge|invite|direct|send|refer|convince|persuade|warn|remind|encourage|dites|"
    r"demande[zr]|invite[zr]|conseille[zr]|informe[zr]|incite[zr]|renvoyez)|START(?:dis|demande|invite|conseille|"
    r"informe|incite|renvoie)) (?:a )?(?:the |every |each |any |all |l'|aux? |les? |la |chaque |tout )USER\b",
    r"CLAUSE(?:(?:do not|don't|never) (?:tell|inform|warn|alert|mention|reveal|disclose|show|explain|admit|let|say|"
    r"indicate)|n[e'] ?(?:dis|dites|previen\w+|averti\w+|mentionne|mentionnez|revele|revelez|montre|montrez|indique|"
    r"indiquez|inform\w+|parle|parlez) (?:pas|jamais|rien)|(?:under no circumstances|"
    r"en aucun cas,? (?:ne )?)(?: (?:tell|inform|mention|reveal|show)|dites|dis|parlez|parle|revelez|"
    r"mentionnez))\b.{0,60}\b(?:the |any |l'|au |aux |le |les )USER\b",
    r"CLAUSE(?:(?:do not|don't|never) (?:cite|quote|mention|use|reveal|repeat|refer to)|n[e'] ?(?:cite|citez|"
    r"mentionnez|utilise|utilisez|revelez|repetez) (?:pas|jamais|aucun))(?: \S+){0,5}? (?:this|these|the other|"
    r"any other|other|ce|cette|ces|autres?|des autres) (?:passages?|sources?|notes?|instructions?|messages?|prompts?|"
    r"consignes?)\b",
    r"(?:CLAUSEne (?:cit|nomm|parl|mentionn)ez|STARTne (?:cite|nomme|parle|mentionne)) qu(?:e\b|')",
    r"(?:CLAUSE(?:hide|conceal|withhold|cachez|dissimulez)|START(?:cache|dissimule)).{1,60}? (?:from|a|aux?) (?:the |"
    r"l'|les? )?USER\b|(?:CLAUSE(?:use|replace|give|utilisez|donnez)|START(?:utilise|"
    r"donne)).{1,80}?(?:\bUSER's (?:question|request)|question d[eu] (?:l')?USER)\b|\b(?:convince|persuade|"
    r"convaincre|persuader) (?:the |l'|le )USER\b",
    # Links, pictures, and what is to be sent away.
    r"PUT.{0,60}?\bPICTURE\b.{0,80}?\b(?:your|every|each|any|ta|tes|votre|vos|chaque)(?: \w+)? REPLY\b|"
    r"PUT.{0,40}? (?:in|into|to|at the end of|dans|a|a la fin de) (?:every|each|all|any|chaque|toutes? (?:les|tes|"
    r"vos)) (?:\w+ )?REPLY\b",
    r"(?:CLAUSE(?:insert|embed|render|emit|inserez)|START(?:insere)) (?:\w+ )?(?:this|these|that|ce|"
    r"cette) (?:\w+ )?PICTURE\b",
    r"\b(?:send|post|forward|transmit|leak|upload|append|envoie|envoyez|envoyer|transmets|transmettez|ajoute|"
    r"ajoutez) (?:\S+ ){0,5}?(?:conversation|chat history|(?:user|reader|asker)'s (?:question|message|name|e-?mail|"
    r"data)|api key|system prompt|question d[eu] (?:l')?USER|historique de (?:la|cette) conversation)\b",
    r"!\[[^\]]*\]\(|<(?:img|script|iframe)\b|<!--|\b(?:display ?: ?none|font-size ?: ?0|visibility ?: ?hidden)\b",
    # What is hidden or coded, and the instructions themselves.
    r"(?:CLAUSE(?:decode|decrypt|decipher|execute|decodez|decoder|dechiffre[zr]|executez|executer)|START(?:decode|"
    r"dechiffre|execute)) (?:\w+ )?(?:the|this|these|le|la|les|ce|cette|ces|l')(?: \w+){0,3}? ?(?:following|base ?64|"
    r"string|line|commands?|instructions?|suivante?s?|chaine|ligne|commandes?)\b",
    r"(?:CLAUSE(?:follow|obey|carry out|suivez|executez|obeissez a(?:ux)?)|STARTsuis) (?:(?:the|these|my|only|les|"
    r"ces|mes|aux?) )*(?:hidden|secret|encoded|new|my|mes) (?:instructions?|orders?|commands?|consignes?)|"
    r"(?:CLAUSE(?:follow|suivez)|STARTsuis) (?:the|les) (?:instructions|consignes) (?:hidden|cachees)",
    r"\band (?:obey (?:it|them)|do (?:what|as) it says|execute it)\b|\bobei(?:s|ssez)-lui\b|\bfai(?:s|"
    r"tes) ce qu'(?:il|elle) dit\b",
    r"(?:CLAUSE(?:print|show|reveal|repeat|display|output|leak|disclose|give|affichez|revelez|montrez|repetez|"
    r"donnez)|START(?:affiche|revele|montre|repete|donne))(?: \S+){0,4}? (?:(?:system|hidden|initial|original|secret|"
    r"internal) (?:prompts?|instructions|message)|your (?:prompt|instructions|rules|guidelines)|(?:ton|votre|"
    r"le) (?:prompt|invite)|(?:tes|vos) (?:instructions|consignes|regles)(?: (?:cachees|initiales|internes))?)\b",
    r"\byour (?:(?:complete|full|entire|own) )?(?:system|hidden|initial|internal|secret|developer) (?:prompts?|"
    r"instructions|directives|message|configuration)\b|\b(?:ton|tes) (?:\w+ )?(?:prompts?|directives?|consignes?|"
    r"instructions)\b|\b(?:ton|votre) (?:prompt|invite|message) systeme\b|\b(?:instructions|guidance|rules|"
    r"prompts?) (?:that )?you (?:were|have been|had been) (?:given|handed|told|shown)\b|\b(?:consigne|instruction|"
    r"regle)s? (?:que (?:vous avez|tu as) recues?|qu'on (?:t'a|vous a) donnees?)\b|(?:CLAUSE(?:reveal|print|show|"
    r"revelez|affichez)|START(?:revele|affiche)).{0,60} (?:your|ton|votre) prompt\b|START(?:revele|montre|affiche|"
    r"donne)(?:-moi)? (?:le|les) (?:prompt|instructions secretes|directives)\b",
    r"<\||\|>|\[/?inst\]|<</?sys>>|^\W*#+ ?(?:instructions?|system|assistant|response|human|user)(?: (?:prompt|"
    r"message))? ?(?::|$)|</?(?:context|contexte|passages?|instructions?|system|user|assistant|question|documents?|"
    r"prompt)\b[^>]*>|\"(?:role|instructions?|system|prompt)\" ?:|(?:[-=*#]{2,}|\[) ?(?:end|begin|start|fin|"
    r"debut) (?:of|des?|du|system|user)\b",
)


def _spelled(pattern: str) -> str:
    while (spelled := re.sub(r"[A-Z]{3,}", lambda name: _WORDS[name[0]], pattern)) != pattern:
        pattern = spelled
    return pattern


_ADDRESSES = re.compile("|".join(f"(?:{_spelled(pattern)})" for pattern in _PATTERNS))
# In bad company: any order, and whatever speaks to a "you".
_TO_SOMEONE = re.compile(
    _spelled(
        r"SAY|PUT|\b(?:you|your|you're|you've|tu|toi|ton|ta|tes|vous|votre|vos)\b|START(?:provide|begin|start|end|"
        r"stay|prove|acknowledge|confirm|do|don't|never|use|make|give|call|find|extract|continue|fournis|fournissez|"
        r"commence[zr]?|termine[zr]?|reste[zr]?|confirme[zr]?|fai(?:s|tes)|n[e']|utilise[zr]?|donne[zr]?|"
        r"continue[zr]?)\b"
    )
)
_SPACED = re.compile(r"\b\w(?:[ .\-_*]\w\b){2,}")
_MIXED = re.compile(r"\b(?=\w*[a-z])[a-z@$]*[013457@$][\w@$]*")
_ENCODED = re.compile(rf"[A-Za-z0-9+/]{{{LEAST_ENCODED},}}={{0,2}}")


def visible(text: str) -> str:
    """`text` without what no reader sees: zero-width and bidirectional marks, soft hyphens, Unicode tags, controls.

    Newlines and tabs stay.
    """
    return "".join(c for c in text if c in "\n\t" or not _is_unseen(c))


@lru_cache(maxsize=65536)
def addresses_model(sentence: str) -> bool:
    """Whether a sentence of an article, or of a reply, speaks to a language model instead of a reader.

    So do orders to set instructions aside, to take a role, to answer in given words, to emit a link or a picture, and
    marks that a model reads as a change of speaker, in English or French. Spacing, look-alike letters and Base64 do not
    hide them. Telling of such orders is no order. Only the first `LONGEST_READ` characters are read.
    """
    read = sentence[:LONGEST_READ]
    plain = _plain(read)
    return any(_ADDRESSES.search(text) for text in {plain, _undigited(plain)}) or any(
        map(_hides, _ENCODED.findall(read))
    )


def harmless(sentences: Sequence[str]) -> tuple[bool, ...]:
    """For each sentence of a passage, in order, whether it may be sent to a model, quoted, or support anything.

    Beside a sentence that addresses the model, one that gives any order, or speaks to a "you", is none either.
    """
    addressing = [addresses_model(sentence) for sentence in sentences]
    if not any(addressing):
        return (True,) * len(sentences)
    return tuple(
        not (found or _TO_SOMEONE.search(_plain(sentence[:LONGEST_READ])))
        for found, sentence in zip(addressing, sentences, strict=True)
    )


def _is_unseen(c: str) -> bool:
    return unicodedata.category(c) in ("Cf", "Cc", "Co", "Cs") or "\ufe00" <= c <= "\ufe0f" or c >= "\U000e0100"


def _plain(text: str) -> str:
    """Folded, in Latin letters, with spaced-out words joined."""
    folded = fold(visible(html.unescape(text))).translate(_LATIN).translate(_MARKS)
    joined = _SPACED.sub(lambda run: re.sub(r"[ .\-_*]", "", run[0]), folded)
    spaced = (
        re.sub(r"\*+(?=\w)|(?<=\w)\*+", "", joined)
        .replace("_", " ")
        .replace("you're", "you are")
        .replace("you've", "you have")
    )
    return " ".join(spaced.split())


def _undigited(plain: str) -> str:
    return _MIXED.sub(lambda word: word[0].translate(_DIGITS), plain)


def _hides(encoded: str) -> bool:
    """Whether a run of Base64 holds a sentence that addresses the model."""
    bare = encoded.rstrip("=")
    try:
        told = base64.b64decode(bare + "=" * (-len(bare) % 4)).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return _ADDRESSES.search(_plain(told)) is not None
