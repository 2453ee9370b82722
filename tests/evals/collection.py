"""A small collection with cases, over the tests' made-up corpus and a fake embedder."""

from pathlib import Path

from evals.cases import Case, Edit, Gold
from evals.suite import Collection
from tests.conftest import make_corpus

LEADS = "Captain Maren Oduya leads the school."

CASES = (
    Case("q-1", "Who leads the pilots' school?", "en", (Gold("pilots-school", LEADS),), (("Oduya",),), "q-1"),
    Case("q-2", "How deep is the moon?", "en", (), (), "q-2", family="out_of_scope", split="tune"),
    Case(
        "q-3",
        "Who leads the pilots' school?",
        "en",
        (Gold("pilots-school", "Captain Ilse Brandt leads the school."),),
        (("Brandt",),),
        "q-3",
        family="counterfactual",
        forbidden=("Oduya",),
        edits=(Edit("pilots-school", LEADS, "Captain Ilse Brandt leads the school."),),
        copy="swapped",
    ),
)


def make_collection(home: Path) -> Collection:
    return Collection("small", tuple(make_corpus()), CASES, home)
