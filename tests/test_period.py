"""A question's period and its now or then are read in both languages; dates in names and bounds are left alone."""

from datetime import date

import pytest

from assistant.ask.period import read_time

TODAY = date(2026, 7, 15)

# (question, last day of the period, the words that name it)
PLACED = [
    ("Who ran the port in March 2025?", "2025-03-31", "in March 2025"),
    ("Who ran the port in Feb 2024?", "2024-02-29", "in Feb 2024"),
    ("In 2019, who ran the port?", "2019-12-31", "In 2019"),
    ("In 2019 which harbour had the most ships?", "2019-12-31", "In 2019"),
    ("In 2019 Denmark had how many ships?", "2019-12-31", "In 2019"),
    ("How many ships called during 2024?", "2024-12-31", "during 2024"),
    ("How many ships called by the end of January 2026?", "2026-01-31", "by the end of January 2026"),
    ("How many ships were there at the end of 2024?", "2024-12-31", "at the end of 2024"),
    ("Who ran the port in early 2025?", "2025-04-30", "in early 2025"),
    ("Who ran the port early in 2025?", "2025-04-30", "early in 2025"),
    ("Who ran the port in mid-2025?", "2025-08-31", "in mid-2025"),
    ("Who ran the port at the start of March 2025?", "2025-03-10", "at the start of March 2025"),
    ("Who ran the port in mid-March 2025?", "2025-03-20", "in mid-March 2025"),
    ("Who ran the port in late March 2025?", "2025-03-31", "in late March 2025"),
    ("Who ran the port in the summer of 2025?", "2025-08-31", "in the summer of 2025"),
    ("Who ran the port in autumn 2023?", "2023-11-30", "in autumn 2023"),
    ("How many ships sank in the winter of 1636–37?", "1637-02-28", "in the winter of 1636–37"),
    ("What was the turnover in Q1 2025?", "2025-03-31", "in Q1 2025"),
    ("What was the turnover in the third quarter of 2024?", "2024-09-30", "in the third quarter of 2024"),
    ("What was the turnover in the first half of 2025?", "2025-06-30", "in the first half of 2025"),
    ("Who ran the port before March 2025?", "2025-02-28", "before March 2025"),
    ("Who ran the port before 3 May 2024?", "2024-05-02", "before 3 May 2024"),
    ("Who ran the port prior to 2017?", "2016-12-31", "prior to 2017"),
    ("Who landed on 3 May 2024?", "2024-05-03", "on 3 May 2024"),
    ("Who landed on Monday 3 March 2025?", "2025-03-03", "on Monday 3 March 2025"),
    ("Who landed on the first of March 2025?", "2025-03-01", "on the first of March 2025"),
    ("Who landed on the thirty-first of March 2025?", "2025-03-31", "on the thirty-first of March 2025"),
    ("Who landed on 2024-05-03?", "2024-05-03", "on 2024-05-03"),
    ("Who landed on 3/5/2024?", "2024-05-03", "on 3/5/2024"),
    ("Who landed on 8–10 July 2025?", "2025-07-10", "on 8–10 July 2025"),
    ("Who ran the port last year?", "2025-12-31", "last year"),
    ("Who ran the port in March last year?", "2025-03-31", "in March last year"),
    ("Who ran the port last month?", "2026-06-30", "last month"),
    ("Who ran the port last week?", "2026-07-12", "last week"),
    ("Who ran the port last October?", "2025-10-31", "last October"),
    ("Who ran the port last summer?", "2025-08-31", "last summer"),
    ("Who landed yesterday?", "2026-07-14", "yesterday"),
    ("When was the charter signed in 2025?", "2025-12-31", "in 2025"),
    ("Was the charter signed in July 2025?", "2025-07-31", "in July 2025"),
    ("Is it true that the port closed in 2023?", "2023-12-31", "in 2023"),
    ("Tell me who ran the port in 2023", "2023-12-31", "in 2023"),
    ("Qui dirigeait le port en février 2024 ?", "2024-02-29", "en février 2024"),
    ("En 2019, qui dirigeait le port ?", "2019-12-31", "En 2019"),
    ("En 2019 combien de navires comptait le port ?", "2019-12-31", "En 2019"),
    ("Combien de navires durant l'année 2024 ?", "2024-12-31", "durant l'année 2024"),
    ("Combien de navires au cours de l'année 2024 ?", "2024-12-31", "au cours de l'année 2024"),
    ("Combien de navires sur l'année 2024 ?", "2024-12-31", "sur l'année 2024"),
    ("Combien de navires courant 2024 ?", "2024-12-31", "courant 2024"),
    ("Combien de navires dans le courant de 2024 ?", "2024-12-31", "dans le courant de 2024"),
    ("Qui dirigeait le port au mois de mars 2025 ?", "2025-03-31", "au mois de mars 2025"),
    ("Qui dirigeait le port début mars 2025 ?", "2025-03-10", "début mars 2025"),
    ("Qui dirigeait le port au début de l'année 2025 ?", "2025-04-30", "au début de l'année 2025"),
    ("Qui dirigeait le port à la mi-mars 2025 ?", "2025-03-20", "à la mi-mars 2025"),
    ("Qui dirigeait le port mi-2025 ?", "2025-08-31", "mi-2025"),
    ("Fin janvier 2026, qui dirigeait le port ?", "2026-01-31", "Fin janvier 2026"),
    ("Qui dirigeait le port fin mars 2025 ?", "2025-03-31", "fin mars 2025"),
    ("Qui dirigeait le port à la fin de l'année 2024 ?", "2024-12-31", "à la fin de l'année 2024"),
    ("Qui dirigeait le port à l'été 2025 ?", "2025-08-31", "à l'été 2025"),
    ("Qui dirigeait le port pendant l'été 2025 ?", "2025-08-31", "pendant l'été 2025"),
    ("Qui dirigeait le port au printemps 2025 ?", "2025-05-31", "au printemps 2025"),
    ("Quel était le trafic au premier trimestre 2025 ?", "2025-03-31", "au premier trimestre 2025"),
    ("Quel était le trafic au T3 2024 ?", "2024-09-30", "au T3 2024"),
    ("Quel était le trafic au second semestre 2024 ?", "2024-12-31", "au second semestre 2024"),
    ("Qui dirigeait le port avant mars 2025 ?", "2025-02-28", "avant mars 2025"),
    ("Qui dirigeait le port avant le 3 mai 2024 ?", "2024-05-02", "avant le 3 mai 2024"),
    ("Qui a débarqué le 3 mai 2024 ?", "2024-05-03", "le 3 mai 2024"),
    ("Qui a débarqué le lundi 3 mars 2025 ?", "2025-03-03", "le lundi 3 mars 2025"),
    ("Qui a débarqué le premier mars 2025 ?", "2025-03-01", "le premier mars 2025"),
    ("Qui a débarqué le trente et un mars 2025 ?", "2025-03-31", "le trente et un mars 2025"),
    ("Quel était l'effectif au 31 décembre 2024 ?", "2024-12-31", "au 31 décembre 2024"),
    ("Quel était l'effectif au 01/03/2025 ?", "2025-03-01", "au 01/03/2025"),
    ("Qui dirigeait le port l'an dernier ?", "2025-12-31", "l'an dernier"),
    ("Qui dirigeait le port l'année dernière ?", "2025-12-31", "l'année dernière"),
    ("Qui dirigeait le port en mars de l'an dernier ?", "2025-03-31", "en mars de l'an dernier"),
    ("Qui dirigeait le port en mars dernier ?", "2026-03-31", "en mars dernier"),
    ("Qui dirigeait le port le mois dernier ?", "2026-06-30", "le mois dernier"),
    ("Qui a débarqué hier ?", "2026-07-14", "hier"),
    ("Quelle charte a été signée en 2023 ?", "2023-12-31", "en 2023"),
    ("Où la charte a-t-elle été signée en 2023 ?", "2023-12-31", "en 2023"),
    ("Qu'a signé le port en février 2024 ?", "2024-02-29", "en février 2024"),
    ("Est-ce que le port a fermé en 2023 ?", "2023-12-31", "en 2023"),
]

# (question, last day, the question without the words of the day)
EXPLICIT = [
    ("As of March 2025, who ran the port?", "2025-03-31", "Who ran the port?"),
    ("Who ran the port as of March 2025?", "2025-03-31", "Who ran the port?"),
    ("Who runs the port as at 31 March 2025", "2025-03-31", "Who runs the port"),
    ("Show the list as on 2025-06-30", "2025-06-30", "Show the list"),
    ("As it stood in June 2024, what did the charter cover?", "2024-06-30", "What did the charter cover?"),
    ("Which ports have been named as of early 2026?", "2026-04-30", "Which ports have been named?"),
    ("How many ships as of the end of March 2025?", "2025-03-31", "How many ships?"),
    ("On 3 May 2024 who was the harbour master?", "2024-05-03", "Who was the harbour master?"),
    ("How many ships are there as of last month?", "2026-06-30", "How many ships are there?"),
    ("How many ships are there as of today?", "2026-07-15", "How many ships are there?"),
    ("As of March 2025, how many ships had called in 2024?", "2025-03-31", "How many ships had called in 2024?"),
    ("À la date du 3 mai 2024, qui dirigeait le port ?", "2024-05-03", "Qui dirigeait le port ?"),
    ("Qui dirige le port en date du 3 mai 2024 ?", "2024-05-03", "Qui dirige le port ?"),
    ("Quel est l'effectif, état au 1er mars 2025 ?", "2025-03-01", "Quel est l'effectif ?"),
    ("Quelle est la situation au 31 décembre 2024 ?", "2024-12-31", "Quelle est la situation ?"),
    ("Tel qu'il était en mars 2025, que couvrait l'accord ?", "2025-03-31", "Que couvrait l'accord ?"),
    ("Le 3 mai 2024, qui était maître de port ?", "2024-05-03", "Qui était maître de port ?"),
    ("Combien de navires à la date d'aujourd'hui ?", "2026-07-15", "Combien de navires ?"),
]

UNPLACED = [
    "When does the Tour de France 2027 start?",
    "What did the Treaty of 1986 say?",
    "What do the Lancaster House 2010 treaties say?",
    "What was said at the July 2025 summit?",
    "What was promised in the 2025 plan?",
    "What did they say in July 2025 talks?",
    "Who spoke in Paris 2024?",
    "Who was envoy during the summer 2024 Olympics?",
    "What does the 3 May 2024 letter say?",
    "What does it cost in 2025 prices?",
    "Who holds the record in 2000 metres?",
    "Which charter signed in 2023 pays for the quay?",
    "What is the charter signed in July 2025?",
    "Which of the ships sold in 2024 are afloat?",
    "What did the master, elected in 2017, say?",
    "Who wrote the report that was published in 2024?",
    "Who met the minister she replaced in 2024?",
    "Who supplied the crane the port used in 1996?",
    "Which grew faster, Lisbon in 2003 or Porto?",
    "Who has run the port since March 2025?",
    "What has happened since the meeting in July 2025?",
    "What happened after March 2025?",
    "What changed between March 2024 and March 2025?",
    "What changed from 2023 to 2025?",
    "Was traffic higher in 2024 than in 2023?",
    "How many ships called in 2024 or 2025?",
    "Did it open on 5 or 6 August 2025?",
    "Who ran the port in 2010 and in 2025?",
    "Who ran the port in 2024-25?",
    "Who ran the port in the 1990s?",
    "If I arrived in 2019, do I need a visa?",
    "Who ran the port in October?",
    "What was last year's budget?",
    "How did traffic change over the last year?",
    "What is the budget for 2025?",
    "Who will run the port in 2030?",
    "As of 2031, who pays?",
    "Who runs the port in 2026?",
    "Who landed on 31 February 2025?",
    "",
    "Que dit le traité du 2 novembre 2010 ?",
    "Que prévoit l'accord de 2023 ?",
    "Que prévoit la déclaration de juillet 2025 ?",
    "D'où part le Tour de France 2027 ?",
    "Où ont eu lieu les Jeux de Paris 2024 ?",
    "Que dit la lettre en date du 3 mai 2024 ?",
    "Que dit la charte signée en 2023 ?",
    "Quelle est la charte signée en 2023 ?",
    "Qui a signé l'accord conclu en janvier 2026 ?",
    "Le quai payé par le port en 2023, où est-il ?",
    "Que contient l'accord que le port a signé en 2023 ?",
    "Qui dirige le port depuis mars 2025 ?",
    "Que s'est-il passé depuis la réunion en juillet 2025 ?",
    "Depuis début 2025, combien de navires ?",
    "Que s'est-il passé après mars 2025 ?",
    "Qu'est-ce qui a changé entre mars 2024 et mars 2025 ?",
    "Combien de navires de 2023 à 2025 ?",
    "Combien de navires du 3 mai 2024 au 5 juin 2024 ?",
    "Y a-t-il plus de navires en 2025 qu'en 2024 ?",
    "Combien de navires en 2024 ou 2025 ?",
    "Est-ce le 5 ou le 6 août 2025 ?",
    "Jusqu'en 2024, qui dirigeait le port ?",
    "D'ici fin 2025, combien de navires ?",
    "À partir de mars 2025, quelles règles ?",
    "Dans les années 1990, qui dirigeait le port ?",
    "Si je suis arrivé en 2021, faut-il un visa ?",
    "En mai, qui dirigeait le port ?",
    "Quel était le budget de l'an dernier ?",
    "Quel est le budget pour 2025 ?",
    "Qui dirigera le port en 2030 ?",
    "Pendant que les négociations de 2025 duraient, qui payait ?",
]

NOW = [
    "Is the charter still in force?",
    "Do the rules still apply to ferries?",
    "Is Smith still harbour master, or has she been replaced?",
    "Who is the harbour master now?",
    "What is the port now called?",
    "Who currently runs the port?",
    "What is the current toll?",
    "Who is the current harbour master?",
    "How many ships call there today?",
    "At present, which law applies?",
    "Who is harbour master at the moment?",
    "Who runs the port nowadays?",
    "La charte est-elle encore en vigueur ?",
    "La charte est-elle toujours en vigueur ?",
    "Smith est toujours maître de port ?",
    "Cet accord vaut-il encore ?",
    "Cet accord existe encore ?",
    "Qui travaille encore au port ?",
    "Qui est actuellement maître de port ?",
    "Qui est l'actuel maître de port ?",
    "Quel est le péage actuel ?",
    "Qui dirige le port maintenant ?",
    "Qui dirige le port aujourd'hui ?",
    "Qui dirige le port en ce moment ?",
    "Que fait le port à présent ?",
]

THEN = [
    "Who was harbour master at the time?",
    "Who was harbour master at the time of the merger?",
    "Who was harbour master then?",
    "Who was the then harbour master?",
    "Who ran the port back then?",
    "Who used to run the port?",
    "What used to happen there?",
    "What was the port previously called?",
    "Who formerly owned the port?",
    "Who had owned it before?",
    "Who was the previous harbour master?",
    "What was the former name of the port?",
    "Qui était maître de port à l'époque ?",
    "Qui était alors maître de port ?",
    "Le texte s'appliquait-il alors ?",
    "Qui était maître de port au moment de la fusion ?",
    "Comment s'appelait le port auparavant ?",
    "Qui occupait précédemment le poste ?",
    "Quel était l'ancien nom du port ?",
    "Qui était l'ancien maître de port ?",
    "Jadis, qui gardait la passe ?",
    "Quel métier faisait-elle avant ?",
]

NEITHER = [
    "Is still life painting taught there?",
    "Who sells still water?",
    "Was Smith still harbour master when it was signed?",
    "Does she still count as a sailor if she holds a foreign passport?",
    "And then what did they sign?",
    "What happens then?",
    "What is the tool used to measure depth?",
    "Are the staff used to working abroad?",
    "What flows through the cable, direct current?",
    "What current flows through the cable?",
    "What did the previously announced quay cost?",
    "What are the rules before boarding?",
    "Where is the form kept at the time of entry?",
    "What is on today's agenda?",
    "What present did he give?",
    "What does Now Teach do?",
    "Until when may it stay, now that it is sold?",
    "One row is still empty in my table: when did the quay open?",
    "Combien de chantiers en cours ?",
    "Pourquoi paie-t-on toujours plus ?",
    "Quels meubles encore utilisables sont repris ?",
    "Faut-il toujours un visa ?",
    "A-t-il toujours été marin ?",
    "Qui a encore gagné ?",
    "La charte était-elle encore en vigueur ?",
    "Alors, qui dirige le port ?",
    "Et alors, qu'a-t-elle fait ?",
    "Qui décide alors que le conseil est absent ?",
    "Cinq ans auparavant, qui dirigeait le port ?",
    "Quelle peine pour l'ancien maître de port ?",
    "Quelle est la plus ancienne ville ?",
    "Pourquoi paraît-il moins haut qu'autrefois ?",
]


@pytest.mark.parametrize(("question", "last", "words"), PLACED)
def test_a_past_period_gives_its_last_day_and_its_words(question: str, last: str, words: str) -> None:
    asked = read_time(question, TODAY)
    assert asked.as_of == date.fromisoformat(last)
    assert asked.phrase is not None
    assert question[slice(*asked.phrase)] == words
    assert not asked.explicit
    assert asked.text == question


@pytest.mark.parametrize(("question", "last", "text"), EXPLICIT)
def test_words_that_ask_for_the_state_on_a_day_are_taken_out(question: str, last: str, text: str) -> None:
    asked = read_time(question, TODAY)
    assert (asked.as_of, asked.explicit, asked.text) == (date.fromisoformat(last), True, text)


@pytest.mark.parametrize("question", UNPLACED)
def test_names_bounds_ranges_descriptions_and_the_future_are_no_period(question: str) -> None:
    asked = read_time(question, TODAY)
    assert (asked.as_of, asked.explicit, asked.phrase, asked.text) == (None, False, None, question)


@pytest.mark.parametrize(
    ("question", "view"),
    [(q, "now") for q in NOW] + [(q, "then") for q in THEN] + [(q, None) for q in NEITHER],
)
def test_words_for_now_and_then_are_told_from_their_look_alikes(question: str, view: str | None) -> None:
    assert read_time(question, TODAY).view == view


@pytest.mark.parametrize("question", ["Who is still a member in 2024?", "Qui est encore membre en 2024 ?"])
def test_still_in_a_past_period_is_not_about_now(question: str) -> None:
    asked = read_time(question, TODAY)
    assert (asked.as_of, asked.view) == (date(2024, 12, 31), None)


@pytest.mark.parametrize(
    ("question", "last"), [("Who ran it in 2025?", None), ("Who ran it in May 2025?", "2025-05-31")]
)
def test_a_period_counts_only_once_it_is_over(question: str, last: str | None) -> None:
    assert read_time(question, date(2025, 7, 1)).as_of == (date.fromisoformat(last) if last else None)


def test_a_period_that_ends_today_is_over() -> None:
    assert read_time("Who ran it in May 2025?", date(2025, 5, 31)).as_of == date(2025, 5, 31)


@pytest.mark.parametrize("question", ["As of March 2025?", "À la date du 3 mai 2024 ?"])
def test_a_question_that_only_names_a_day_keeps_its_words(question: str) -> None:
    asked = read_time(question, TODAY)
    assert asked.explicit
    assert asked.text == question
