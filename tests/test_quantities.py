"""Numbers, dates, amounts and measures: what is the same however it is written, and what is not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ask.support.amounts import Amount
from assistant.ask.support.dates import Date
from assistant.ask.support.quantities import missing
from assistant.ask.support.reading import read
from assistant.documents import Language


def lacks(claim: str, quote: str) -> bool:
    return missing(read(claim).quantities, [read(quote).quantities]) is not None


def amounts(text: str) -> list[Amount]:
    return [quantity for quantity in read(text).quantities if isinstance(quantity, Amount)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It cost 1,000 pounds.", "It cost £1000."),
        ("Il y a 1 000 agents.", "There are 1,000 officers."),
        ("Il y a 1.000 agents.", "There are a total of 1,000 officers."),
        ("It cost £2.5bn.", "Cela a coûté 2,5 milliards de livres sterling."),
        ("It cost £2.5 billion.", "It cost 2.5 billion pounds."),
        ("It rose by 23 per cent.", "Il a augmenté de 23 %."),
        ("On 10 July 2025 it met.", "Il s'est réuni le 10 juillet 2025."),
        ("On 10/07/2025 it met.", "It met on July 10, 2025."),
        ("It met in July 2025.", "It met on 10 July 2025."),
        ("It met in 2025.", "It met on 8–10 July 2025."),
        ("It met on 8 July 2025.", "It met on 8–10 July 2025."),
        ("The deal is for 2023/24.", "L'accord porte sur 2023-2024."),
        ("Ninety-seven ships sailed.", "Quatre-vingt-dix-sept navires sont partis."),
        ("Deux cent trente et un navires.", "There were 231 ships."),
        ("Three thousand people came.", "Trois mille personnes sont venues."),
        ("The 37th summit was held.", "Le trente-septième sommet s'est tenu."),
        ("La deuxième année.", "In the second year."),
        ("A link of 4 GW.", "Une liaison de 4 000 MW."),
        ("A fifteen-year contract.", "Un contrat de quinze ans."),
        ("With a month's notice.", "Avec un préavis d'un mois."),
        ("Half a billion pounds.", "Un demi-milliard de livres."),
        ("About forty firms.", "Une quarantaine d'entreprises."),
        ("Half of the budget.", "La moitié du budget."),
        ("£62 million was paid.", "About £62–63 million was paid."),
        ("£2.5 million is paid by it.", "It costs 8.6 million pounds, of which 2.5 million is paid."),
        ("Pupils must be 18 or younger.", "Les élèves doivent avoir 18 ans ou moins."),
        ("It holds on 5 August 2025.", "It came into force on 6 August 2025, or on 5 August."),
    ],
)
def test_the_same_quantity_is_found_however_it_is_written(one: str, other: str) -> None:
    assert not lacks(one, other)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("It cost £5 million.", "It cost €5 million."),
        ("It cost £5 million.", "It cost £5 billion."),
        ("It cost 5 million euros.", "Cela a coûté 5 milliards d'euros."),
        ("A link of 4 MW.", "A link of 4 GW."),
        ("A share of 5%.", "It has 5 members."),
        ("It met on 11 July 2025.", "It met on 10 July 2025."),
        ("It met on 10 July 2025.", "It met in July 2025."),
        ("It met on 10 July 2025.", "It met on 10 July 2024."),
        ("The 36th summit.", "The 37th summit."),
        ("Within 14 weeks.", "Within 14 days."),
        ("It costs £1 million a year.", "It costs £1 million a month."),
        ("Lancaster House 2.0 was signed.", "The Lancaster House treaties were signed."),
    ],
)
def test_another_quantity_is_missed(claim: str, quote: str) -> None:
    assert lacks(claim, quote)


@pytest.mark.parametrize(
    ("claim", "quote", "borne"),
    [
        ("About 50 ships.", "50 ships.", True),
        ("50 ships.", "Environ 50 navires.", True),
        ("At least 50 ships.", "More than 50 ships.", True),
        ("Up to 50 ships.", "50 navires au maximum.", True),
        ("No more than three months.", "Cela ne devrait pas dépasser trois mois.", True),
        ("Over three years.", "In three years.", True),
        ("50 ships.", "More than 50 ships.", False),
        ("More than 50 ships.", "50 ships.", False),
        ("At least 50 ships.", "At most 50 ships.", False),
        ("Plus de 50 navires.", "Moins de 50 navires.", False),
        ("50 ships.", "Up to 50 ships.", False),
        ("Exactly 50 ships.", "About 50 ships.", False),
    ],
)
def test_a_bound_must_be_borne(claim: str, quote: str, borne: bool) -> None:
    found = missing(read(claim).quantities, [read(quote).quantities])
    assert (found is None) == borne
    assert borne or (found is not None and found[1])


def test_values_are_in_the_unit_they_are_counted_in() -> None:
    # 4 GW = 4 × 1000 MW; 2 weeks = 2 × 7 days; 15 years = 15 × 12 months; £2.5bn = 2.5 × 10⁹
    found = amounts("4 GW, two weeks, 15 years and £2.5bn.")
    assert [(amount.value, amount.unit) for amount in found] == [
        (Decimal(4000), "MW"),
        (Decimal(14), "day"),
        (Decimal(180), "month"),
        (Decimal(2_500_000_000), "GBP"),
    ]


def test_a_range_of_days_is_both_days() -> None:
    assert [q for q in read("du 8 au 10 juillet 2025").quantities if isinstance(q, Date)] == [
        Date(8, 7, 2025, 3, 23),
        Date(10, 7, 2025, 3, 23),
    ]


@pytest.mark.parametrize("text", ["one in, one out", "Theresa May may resign.", "They march on.", "dit « un pour un »"])
def test_words_that_only_look_like_quantities_are_none(text: str) -> None:
    assert list(read(text).quantities) == []


def written(value: int, language: Language) -> str:
    return f"{value:,}" if language == "en" else f"{value:,}".replace(",", "\u202f")


@given(st.integers(min_value=1000, max_value=10**9), st.sampled_from(["£", "€", ""]))
def test_english_and_french_grouping_give_one_value(value: int, sign: str) -> None:
    english, french = written(value, "en"), written(value, "fr")
    unit = {"£": " livres", "€": " euros", "": " navires"}[sign]
    assert not lacks(f"They paid for {sign}{english} ships.", f"Ils ont payé {french}{unit}.")


@given(st.integers(min_value=2, max_value=2000), st.integers(min_value=2, max_value=2000))
def test_no_number_stands_for_another(one: int, other: int) -> None:
    assert lacks(f"It has {one} members.", f"It has {other} members.") == (one != other)
