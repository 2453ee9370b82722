"""Sentences that contradict each other are found; figures, dates and names that agree or belong apart are not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.ask.disagree import Disagreement, attribution, disagreements
from assistant.ask.quote import Candidate, read_question
from assistant.documents import Article, Language, Passage
from assistant.index.live import Snapshot
from assistant.language import terms
from tests.fakes import plain_snapshot

# The cosine of any two sentences here: near enough for either verdict, so that the words decide.
COSINE = 0.8
DIMENSION = 64


@dataclass(frozen=True, slots=True)
class Told:
    """An article of a publisher that does not exist."""

    title: str
    publisher: str
    published: str
    language: Language
    text: str


# Pairs of articles: the question and its language, then title, publisher, date and language of each with its text.
_DISAGREE = """
en | How much did the Tarn Bridge cost?
  Tarn Bridge opens | Ostley Herald | 2021-05-02 | en
  The Tarn Bridge opened to traffic on Monday. The Tarn Bridge cost 41 million crowns. It carries four lanes.
  The Tarn crossing | Marsh County Review | 2021-05-03 | en
  Drivers praised the new road. The Tarn Bridge cost 47 million crowns to build. Pedestrians may cross free.
en | When did the Hollin Museum open?
  Hollin Museum | Hollin Gazette | 2019-06-10 | en
  The Hollin Museum opened on 4 June 2019. Entry is free on Sundays.
  A museum for Hollin | The Northern Line | 2019-06-12 | en
  The Hollin Museum opened its doors on 6 June 2019. Queues were long.
en | Who designed the Quell lighthouse?
  Quell lighthouse | Coast Weekly | 2010-04-01 | en
  The Quell lighthouse was designed by Ada Merrin. It is 30 metres high.
  Lights of the coast | Sea Trust | 2012-04-01 | en
  The Quell lighthouse was designed by Tobias Flett. It stands on a reef.
en | How many members does the Corrin Pact have?
  Corrin Pact | League Watch | 2015-01-02 | en
  The Corrin Pact had 14 members in January 2015. Its seat is Lund Hill.
  A pact counted | Town Post | 2015-01-05 | en
  The Corrin Pact counted 17 members in January 2015. Two more are waiting.
en | Where was the Pell treaty signed?
  Pell ceremony | Diplomat | 1998-05-04 | en
  The Pell treaty was signed in Aldmoor. Flags were flown.
  Signing the Pell treaty | Court Circular | 1998-05-03 | en
  The Pell treaty was signed in Brackwater. A dinner followed.
fr | Combien a coûté le viaduc de Brême-les-Eaux ?
  Le viaduc | L'Écho du Val | 2021-05-02 | fr
  Le viaduc de Brême-les-Eaux a coûté 52 millions de couronnes. Il compte sept arches.
  Un viaduc cher | La Gazette des Monts | 2021-06-02 | fr
  Le viaduc de Brême-les-Eaux a coûté 58 millions de couronnes. Les trains y passent déjà.
fr | Quand le théâtre d'Aubrac-Neuf a-t-il ouvert ?
  Théâtre d'Aubrac-Neuf | Courrier d'Aubrac | 2018-10-06 | fr
  Le théâtre d'Aubrac-Neuf a ouvert le 3 octobre 2018. La salle a 600 places.
  Nouvelle scène | La Plume | 2018-10-07 | fr
  Le théâtre d'Aubrac-Neuf a ouvert ses portes le 5 octobre 2018. On y joue Molière.
fr | Quelle part du parc éolien de Givors-Haut détient Solène Énergie ?
  Parc éolien de Givors-Haut | Énergies | 2023-01-20 | fr
  Solène Énergie détient 30 % du parc éolien de Givors-Haut. Vingt mâts tournent.
  Vent fort | Bourse Info | 2023-02-20 | fr
  Solène Énergie possède 35 % du parc éolien de Givors-Haut. Le reste est public.
fr | Où a été signé le pacte de Lure-Basse ?
  Pacte signé | L'Écho du Val | 2013-01-20 | fr
  Le pacte de Lure-Basse a été signé à Ment. Le maire a souri.
  Un pacte | La Gazette des Monts | 2013-01-21 | fr
  Le pacte de Lure-Basse a été signé à Sorval, devant la presse. Il dure dix ans.
fr | Quelle est la capacité du barrage de Tignac ?
  Barrage | Énergies | 2021-06-01 | fr
  Le barrage de Tignac a une capacité de 240 MW. Il date de 1961.
  Hydraulique | Réseau Info | 2021-06-09 | fr
  Le barrage de Tignac a une capacité de 310 mégawatts. Ses turbines sont neuves.
en | How much did the Varenne stadium cost?
  Varenne stadium | Sports Wire | 2021-05-02 | en
  The Varenne stadium cost 88 million euros. It seats 25,000.
  Le stade de Varenne | Le Matin de Varenne | 2021-05-02 | fr
  Le stade de Varenne a coûté 96 millions d'euros. Il ouvre en août.
fr | Quand le satellite Calypse a-t-il été lancé ?
  Calypse en orbite | Espace Actu | 2022-05-02 | fr
  Le satellite Calypse a été lancé le 28 avril 2022. Il observe les océans.
  Calypse launched | Space Desk | 2022-05-01 | en
  The Calypse satellite was launched on 30 April 2022. It watches the oceans.
en | How many states signed the Dourne Charter?
  Dourne Charter | World Letter | 2018-05-02 | en
  The Dourne Charter was signed by 42 states. It bans landmines.
  La charte de Dourne | Le Monde d'en Face | 2018-05-02 | fr
  La charte de Dourne a été signée par 39 États. Elle interdit les mines.
fr | Quelle est la puissance de la centrale de Bréhec ?
  Centrale de Bréhec | Énergies | 2024-05-02 | fr
  La centrale de Bréhec a une puissance de 1,6 GW. Elle brûle du gaz.
  Bréhec power station | Grid News | 2024-05-02 | en
  The Bréhec power station has an output of 1,450 MW. It burns gas.
en | How much did Fance give to the Lantern fund?
  Lantern fund | Aid Watch | 2023-05-02 | en
  Fance gave 30 million euros to the Lantern fund in 2022. Others gave less.
  Le fonds Lantern | Aide Info | 2023-05-02 | fr
  Fance a versé 24 millions d'euros au fonds Lantern en 2022. Les dons baissent.
"""
_AGREE = """
en | How long is the Tarn Tunnel?
  Tarn Tunnel | Ostley Herald | 2021-05-02 | en
  The Tarn Tunnel is 3.2 kilometres long. It has two tubes.
  Tunnel facts | Marsh County Review | 2021-05-03 | en
  The Tarn Tunnel runs for 3,200 metres under the moor. It was dug by hand.
en | When did the Hollin Library open?
  Hollin Library | Hollin Gazette | 2019-06-10 | en
  The Hollin Library was due to open in March 2018. It has 40,000 books.
  Library at last | The Northern Line | 2019-09-12 | en
  The Hollin Library opened in September 2019. It smells of paint.
en | How many people visited the Ferrow fair?
  Ferrow fair | Ferrow Echo | 2003-08-11 | en
  About 5,400 people visited the Ferrow fair in 2003. It rained.
  Fair accounts | Ferrow Council | 2003-11-09 | en
  The Ferrow fair of 2003 had 5,448 visitors. Stalls paid 20 crowns each.
en | Who runs the Quell pilots' school?
  Pilots' school | Coast Weekly | 2010-04-01 | en
  Captain Ada Rusk runs the Quell pilots' school. Her deputy is Ben Orme.
  Training at sea | Sea Trust | 2010-04-20 | en
  The Quell pilots' school is run by Ada Rusk, with help from the harbour board. It takes 12 pupils.
en | How many members does the Brant League have?
  Brant League | League Watch | 2015-01-02 | en
  The Brant League had 14 members in January 2015. Its seat is Lund Hill.
  The League grows | Town Post | 2017-03-05 | en
  In March 2017 the Brant League had 19 members. Two more are waiting.
en | How much will Ostley pay for the Dray ferry?
  Dray ferry deal | Ostley Herald | 2022-01-05 | en
  Ostley will pay 12 million crowns for the Dray ferry. Marsh will pay 8 million crowns.
  Ferry deal | Marsh County Review | 2022-01-06 | en
  Marsh will pay 8 million crowns for the Dray ferry. The ship is German.
en | How much does the Orrin dam programme cost?
  Orrin dam | Power Weekly | 2020-07-01 | en
  The Orrin dam programme costs 900 million crowns in all. It lasts six years.
  Dam turbines | Grid News | 2020-07-02 | en
  The turbines of the Orrin dam programme cost 210 million crowns. They are Swiss.
en | When was the Pell treaty signed?
  Pell treaty | Diplomat | 1998-05-01 | en
  The Pell treaty was signed on 2 May 1998 and entered into force on 1 January 1999.
  Pell treaty in force | Legal Letter | 1999-02-01 | en
  The Pell treaty entered into force on 1 January 1999. It has 40 articles.
fr | Quand le stade de Lomer a-t-il ouvert ?
  Stade de Lomer | Courrier d'Aubrac | 2018-10-06 | fr
  Le stade de Lomer devait ouvrir en mai 2019. Il aura 20 000 places.
  Enfin le stade | La Plume | 2019-11-07 | fr
  Le stade de Lomer a ouvert en novembre 2019. La pelouse est belle.
fr | Combien versera Ment pour le port ?
  Accord sur le port | L'Écho du Val | 2019-01-20 | fr
  Ment versera 9 millions de couronnes par an pour le port. Sorval fournira les grues.
  Le port partagé | La Gazette des Monts | 2019-01-21 | fr
  Ment versera 45 millions de couronnes en tout pour le port, sur cinq ans. Les grues sont vieilles.
fr | Quel est le prix du billet pour la tour Malvine ?
  Tour Malvine | Guide Vert-de-Gris | 2022-01-20 | fr
  Le billet pour la tour Malvine coûte 14 couronnes pour un adulte. On monte à pied.
  Tarifs | Voyages Hebdo | 2022-01-28 | fr
  Le billet pour la tour Malvine coûte 7 couronnes pour un enfant. La vue est belle.
fr | Quand le satellite Nérite a-t-il été lancé ?
  Nérite en orbite | Espace Actu | 2022-05-02 | fr
  Le satellite Nérite a été lancé le 28 avril 2022. Il observe les forêts.
  Nérite launched | Space Desk | 2022-05-01 | en
  The Nérite satellite was launched in April 2022. It watches forests.
en | How many jobs will the Pinder plant create?
  Pinder plant | Trade Desk | 2024-05-02 | en
  The Pinder plant will create about 1,500 jobs. It makes glass.
  L'usine de Pinder | Usines | 2024-05-02 | fr
  L'usine de Pinder créera plus de 1 500 emplois. Elle fabrique du verre.
en | When does the Oise-Sud exhibition end?
  Oise-Sud exhibition | Art Post | 2024-05-02 | en
  The Oise-Sud exhibition ends on 30 September 2024. It shows coins.
  L'exposition Oise-Sud | Arts Hebdo | 2024-05-02 | fr
  L'exposition Oise-Sud commence le 15 mai 2024. Elle montre des pièces.
en | How much did Brona give to the Lantern fund?
  Lantern donors | Aid Watch | 2023-05-02 | en
  Brona gave 5 million euros to the Lantern fund in 2022. It was thanked.
  Les donateurs | Aide Info | 2023-05-02 | fr
  Taldie a versé 9 millions d'euros au fonds Lantern en 2022. C'est un record.
"""


def pairs(block: str) -> list[tuple[Language, str, Told, Told]]:
    lines = [line.strip() for line in block.strip().splitlines()]
    return [pair(lines[n : n + 5]) for n in range(0, len(lines), 5)]


def pair(lines: Sequence[str]) -> tuple[Language, str, Told, Told]:
    language, question = lines[0].split(" | ")
    one, other = (told(*lines[n : n + 2]) for n in (1, 3))
    return cast(Language, language), question, one, other


def told(about: str, text: str) -> Told:
    title, publisher, published, language = about.split(" | ")
    return Told(title, publisher, published, cast(Language, language), text)


DISAGREE, AGREE = pairs(_DISAGREE), pairs(_AGREE)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles with every sentence as a candidate, those of the first article chosen."""

    snapshot: Snapshot
    candidates: list[Candidate]

    def told(self, found: Disagreement) -> list[str]:
        return [self.sentence(candidate) for candidate in found.candidates]

    def sentence(self, candidate: Candidate) -> str:
        article = self.snapshot.articles[candidate.passage.article_id]
        return article.text[slice(*candidate.passage.sentences[candidate.number])]


def find(language: Language, question: str, *articles: Told) -> list[list[str]]:
    """The disagreements about a question, as sentences; every sentence of the first article is chosen."""
    corpus = read(language, question, *articles)
    asked = read_question(question, language, corpus.snapshot)
    first = [candidate for candidate in corpus.candidates if candidate.passage.article_id == "a0"]
    chosen = sorted(first, key=lambda candidate: -candidate.context_coverage)
    found = disagreements(asked, chosen, corpus.candidates, corpus.snapshot)
    return [corpus.told(one) for one in found]


def read(language: Language, question: str, *given: Told) -> Corpus:
    articles = {f"a{n}": article(f"a{n}", one) for n, one in enumerate(given)}
    snapshot = plain_snapshot(articles)
    asked = read_question(question, language, snapshot)
    candidates: list[Candidate] = []
    for one in articles.values():
        spans = tuple(match.span() for match in re.finditer(r"[^ ].*?[.](?= |$)", one.text))
        passage = Passage(one.id, one.id, 0, len(one.text), (), one.language, 1, spans)
        for number, (start, end) in enumerate(spans):
            said = frozenset(terms(one.text[start:end], one.language))
            context = said | frozenset(terms(one.title, one.language))
            covered, in_context = asked.coverage(said), asked.coverage(context)
            place = direction(len(candidates))
            candidates.append(Candidate(passage, number, 1.0, 1.0, covered, in_context, (), said, place))
    return Corpus(snapshot, candidates)


def article(article_id: str, given: Told) -> Article:
    return Article(
        id=article_id,
        title=given.title,
        text=given.text,
        language=given.language,
        publisher=given.publisher,
        published=date.fromisoformat(given.published),
    )


def direction(number: int) -> NDArray[np.float32]:
    vector = np.zeros(DIMENSION, dtype=np.float32)
    vector[0], vector[number + 1] = COSINE**0.5, (1 - COSINE) ** 0.5
    return vector


def briefing(text: str, title: str = "The Lorne treaty", language: Language = "en") -> Told:
    return Told(title, "Lorne briefings", "2024-05-02", language, text)


@pytest.mark.parametrize(("language", "question", "one", "other"), DISAGREE, ids=[case[1] for case in DISAGREE])
def test_two_publishers_that_give_different_values_disagree(
    language: Language, question: str, one: Told, other: Told
) -> None:
    found = find(language, question, one, other)
    assert [sentences[0] in one.text and sentences[1] in other.text for sentences in found] == [True]


@pytest.mark.parametrize(("language", "question", "one", "other"), AGREE, ids=[case[1] for case in AGREE])
def test_values_that_agree_or_belong_apart_are_no_disagreement(
    language: Language, question: str, one: Told, other: Told
) -> None:
    assert find(language, question, one, other) == []


@pytest.mark.parametrize(
    ("language", "question", "sentence"),
    [
        (
            "en",
            "When did the Lorne treaty take effect?",
            "The Lorne treaty took effect on 4 May 2021 according to the town archives and on 6 May in press reports.",
        ),
        (
            "en",
            "How much is the Lorne treaty fund worth?",
            "Auditors put the Lorne treaty fund at 60 million euros, whereas one newspaper printed 66 million euros.",
        ),
        (
            "en",
            "How many towns back the Lorne treaty?",
            "Reports give either 30 or 31 towns behind the Lorne treaty.",
        ),
        (
            "fr",
            "Quand le traité de Lorne est-il entré en vigueur ?",
            "Le traité de Lorne est entré en vigueur le 4 mai 2021, mais une dépêche indique le 6 mai 2021.",
        ),
        (
            "fr",
            "Combien de communes soutiennent le traité de Lorne ?",
            "Le ministère indique 30 communes pour le traité de Lorne, tandis que la presse donne 33 communes.",
        ),
    ],
)
def test_one_sentence_that_sets_two_sources_against_each_other_needs_no_partner(
    language: Language, question: str, sentence: str
) -> None:
    title = "The Lorne treaty" if language == "en" else "Le traité de Lorne"
    assert find(language, question, briefing(sentence, title, language)) == [[sentence]]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did the Lorne treaty take effect?", "According to the press, the Lorne treaty was signed on 4 May 2021 "
         "and took effect on 6 June 2021."),
        ("How many towns back the Lorne treaty?", "Press reports counted 30 towns behind the Lorne treaty in May 2021, "
         "against 33 in reports of June 2022."),
        ("How much do the towns pay?", "According to one report, Ostley pays 60 million euros while Marsh pays 40 "
         "million euros."),
        ("When did the Lorne satellite fly?", "Agency reports give 4 May 2021 for the Lorne satellite and a blog gives "
         "5 May, a matter of local time."),
    ],
)  # fmt: skip
def test_one_sentence_with_values_of_different_things_or_times_is_no_disagreement(question: str, sentence: str) -> None:
    assert find("en", question, briefing(sentence)) == []


def test_two_sentences_of_one_article_disagree_only_if_each_names_its_own_source() -> None:
    question = "When did the Lorne treaty take effect?"
    untold = "The Lorne treaty took effect on 4 May 2021. The Lorne treaty took effect on 6 May 2021."
    assert find("en", question, briefing(untold)) == []
    one, other = (f"{who} date the Lorne treaty to {day} May 2021." for who, day in (("Officials", 4), ("Reports", 6)))
    assert find("en", question, briefing(f"{one} {other}")) == [[one, other]]


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "How much did the Varn metro cost?",
            "The second line of the Varn metro cost 300 million crowns.",
            "The third line of the Varn metro cost 410 million crowns.",
        ),
        (
            "How much does the Orrin dam cost?",
            "The Orrin dam costs 900 million crowns.",
            "The turbines of the Orrin dam cost 210 million crowns.",
        ),
        (
            "How many soldiers did Ruun send to Pell?",
            "Ruun sent 300 soldiers to Pell.",
            "Pell sent 500 soldiers to Ruun.",
        ),
        (
            "How many towns back the Lorne treaty?",
            "The Lorne treaty has more than 30 towns behind it.",
            "The Lorne treaty has 34 towns behind it.",
        ),
        (
            "How much is the fund worth?",
            "The Lorne fund is worth 1.2 billion euros.",
            "The Lorne fund is worth 1,215 million euros.",
        ),
        (
            "How much do they pay?",
            "Ostley pays 60 million euros a year to the Lorne fund.",
            "Ostley pays 300 million euros to the Lorne fund.",
        ),
    ],
)
def test_parts_turns_roles_bounds_and_roundings_are_no_disagreement(question: str, one: str, other: str) -> None:
    told = [Told("The news", who, "2021-05-02", "en", text) for who, text in (("Herald", one), ("Review", other))]
    assert find("en", question, *told) == []


BRIDGES = [
    Told("Tarn Bridge", who, "2021-05-02", "en", f"The Tarn Bridge cost {cost} million crowns.")
    for who, cost in (("Herald", 41), ("Review", 47))
]


def test_a_sentence_that_says_little_of_what_is_asked_starts_no_disagreement() -> None:
    assert find("en", "How much did the Tarn Bridge cost?", *BRIDGES)
    assert find("en", "How much did rebuilding, painting and lighting the Tarn station cost?", *BRIDGES) == []


def test_a_sentence_that_has_none_of_the_names_asked_for_starts_no_disagreement() -> None:
    assert find("en", "How much did the bridge of Ostley cost?", *BRIDGES) == []


def test_a_question_that_asks_for_no_value_finds_none() -> None:
    assert find("en", "Why was the Tarn Bridge built?", *BRIDGES) == []


def test_nothing_chosen_gives_no_disagreement() -> None:
    corpus = read("en", "When?", briefing("The Lorne treaty took effect on 4 May 2021."))
    asked = read_question("When?", "en", corpus.snapshot)
    assert disagreements(asked, [], corpus.candidates, corpus.snapshot) == ()


@pytest.mark.parametrize(
    ("language", "sentence", "who"),
    [
        ("en", "The fund is worth 60 million euros, according to the town archives.", "according to the town archives"),
        ("en", "UK sources date the treaty to 4 May 2021.", "UK sources"),
        ("en", "Reuters, on 18 May 2021, gives 60 million euros.", "Reuters, on 18 May 2021"),
        ("en", "The cost was put at 60 million euros by the Commons Library.", "by the Commons Library"),
        ("fr", "Le traité date du 4 mai 2021, selon l'AFP.", "selon l'AFP"),
        ("fr", "D'après le ministère, le traité date du 4 mai 2021.", "D'après le ministère"),
        ("fr", "Un magazine de jeux a imprimé 60 millions d'euros.", "Un magazine de jeux"),
        ("en", "The treaty took effect on 4 May 2021.", None),
        ("en", "Ostley gives 5 million euros to the library.", None),
        ("fr", "La ville donne 5 millions d'euros.", None),
    ],
)
def test_a_sentence_tells_who_says_it(language: Language, sentence: str, who: str | None) -> None:
    corpus = read(language, "?", briefing(sentence, language=language))
    assert attribution(corpus.candidates[0], corpus.snapshot) == who
