"""The assistant's search beside its baselines: which half is asked, what counts as a hit, and what the tables say."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.documents import Article
from assistant.errors import EntenteError
from assistant.index import embed
from assistant.settings import Settings
from evals import cli, measured, retrieval
from evals.baselines import PASSAGE_WORDS, Baselines, Remembered, passages
from evals.cases import Case, Gold
from evals.evidence import Retrieval
from evals.retrieval import BASELINES, Searched
from evals.suite import Collection
from tests.conftest import make_corpus
from tests.fakes import FakeEmbedder

SCHOOL = Case(
    "q-1", "Who leads the pilots' school?", "en", (Gold("pilots-school", "Captain Maren Oduya leads the school."),), ()
)


def article(id_: str, title: str, text: str) -> Article:
    return Article(id=id_, title=title, text=text, language="en")


def hit(rank: int | None) -> Retrieval:
    """What a ranking reaches whose first relevant place has this rank."""
    at = [float(rank is not None and rank <= k) for k in (1, 5, 10)]
    return Retrieval(*at, mrr_10=1 / rank if rank else 0.0)


def searched(case: str, direction: str = "en→en", *, ours: int | None = 1, theirs: int | None = 1) -> Searched:
    return Searched(case, case, direction, dict.fromkeys(BASELINES, hit(theirs)) | {"assistant": hit(ours)})


def case(id_: str, **fields: object) -> Case:
    return Case(id_, "Who?", "en", (), (), **({"cluster": id_} | fields))  # type: ignore[arg-type]


def test_passages_of_150_words_cover_the_text_once_and_in_order() -> None:
    text = " ".join(f"w{number}" for number in range(2 * PASSAGE_WORDS + 7)) + "\n"
    found = [text[start:end] for _, start, end in passages(article("a", "A", text))]
    assert [len(passage.split()) for passage in found] == [150, 150, 7]
    assert " ".join(found).split() == text.split()
    assert list(passages(article("a", "A", " \n"))) == []


def test_each_baseline_finds_by_its_own_measure() -> None:
    articles = [
        article("keeper", "Lights", "The lighthouse keeper polishes the lamp."),
        article("fish", "Market", "Herring is sold on the quay every morning."),
    ]
    with closing(Baselines(articles, FakeEmbedder())) as baselines:
        found = baselines.rank("Who polishes the lamp?")
        nothing = baselines.rank("zzz")
    assert found.bm25 == (("keeper", 0, 40),)
    assert [place[0] for place in found.dense] == [place[0] for place in found.reference] == ["keeper", "fish"]
    assert found.top_bm25 > 0
    assert nothing.bm25 == ()
    assert nothing.top_bm25 == 0
    assert nothing.top_cosine < found.top_cosine <= 1


def test_a_title_counts_for_the_passages_below_it() -> None:
    articles = [article("wye", "River Wye", "It runs to the sea."), article("elbe", "Elbe", "It runs to the sea too.")]
    with closing(Baselines(articles, FakeEmbedder())) as baselines:
        found = baselines.rank("the Wye")
    assert [places[0][0] for places in (found.bm25, found.dense, found.reference)] == ["wye", "wye", "wye"]


def test_earlier_questions_are_put_before_the_question() -> None:
    articles = [article("wye", "River Wye", "Salmon live in it."), article("elbe", "Elbe", "Salmon live in it too.")]
    with closing(Baselines(articles, FakeEmbedder())) as baselines:
        found = baselines.rank("Which fish?", ["How long is the Elbe?"])
    assert [places[0][0] for places in (found.bm25, found.dense, found.reference)] == ["elbe", "elbe", "elbe"]


def test_without_articles_the_baselines_find_nothing() -> None:
    with closing(Baselines([], FakeEmbedder())) as baselines:
        found = baselines.rank("Who?")
    assert (found.bm25, found.dense, found.reference, found.top_bm25) == ((), (), (), 0.0)


def test_a_text_is_embedded_once_however_often_it_is_asked_for(tmp_path: Path) -> None:
    model = FakeEmbedder()
    kept = Remembered(model, "passage: ", tmp_path / "new" / "vectors.sqlite")
    first = kept.embed_documents(["one", "two"])
    again = Remembered(model, "passage: ", tmp_path / "new" / "vectors.sqlite")
    assert again.embed_documents(["two", "three"])[0] == first[1]
    assert model.documents == ["one", "two", "three"]
    assert kept.embed_query("who") == kept.embed_query("who") == model.vector("who")
    assert model.queries == ["who"]


def test_a_split_of_the_cases_own_decides_their_half() -> None:
    cases = [case("a", split="tune"), case("b", split="aside"), case("c", split="aside", copy="altered")]
    assert [one.id for one in measured.half(cases, "tune")] == ["a"]
    assert [one.id for one in measured.half(cases, "aside")] == ["b"]
    assert [one.id for one in measured.half(cases, "all")] == ["a", "b"]


def test_without_a_split_whole_clusters_are_drawn_into_halves() -> None:
    cases = [case(f"c{number}", cluster=f"k{number // 2}") for number in range(200)]
    tune, aside = measured.half(cases, "tune"), measured.half(cases, "aside")
    assert sorted(one.id for one in [*tune, *aside]) == sorted(one.id for one in cases)
    assert not {one.cluster for one in tune} & {one.cluster for one in aside}
    assert 60 < len(aside) < 140


def test_the_direction_tells_whether_the_answer_is_in_the_askers_language() -> None:
    languages = {"a": "en", "b": "fr"}
    asked = [
        Case("1", "Qui ?", "fr", gold, ())
        for gold in ((Gold("b", ""),), (Gold("a", ""),), (Gold("a", ""), Gold("b", "")))
    ]
    assert [retrieval.direction_of(one, languages) for one in asked] == ["fr→fr", "cross", "fr→fr"]


def test_the_best_baseline_of_each_measure_is_what_the_assistant_is_compared_with() -> None:
    found = [
        Searched(name, name, "en→en", {"bm25": hit(5), "dense": hit(None), "reference": hit(1), "assistant": hit(rank)})
        for name, rank in (("a", 1), ("b", 1), ("c", 5), ("d", None))
    ]
    lines = {line.measure: line for line in retrieval.lines("small", found)}
    # hit@5: bm25 and reference 4 of 4 (the first is named), assistant 3 of 4; hit@1: reference 4 of 4, assistant 2.
    assert (lines["hit@5"].best, lines["hit@5"].change.difference) == ("bm25", -0.25)
    assert (lines["hit@1"].best, lines["hit@1"].change.difference) == ("reference", -0.5)
    # MRR@10: assistant (1 + 1 + 1/5 + 0) / 4 = 0.55.
    assert lines["mrr@10"].values["assistant"].value == pytest.approx(0.55)
    assert lines["hit@5"].count == 4


def test_directions_have_rows_of_their_own_where_there_are_several() -> None:
    one = retrieval.lines("x", [searched("a"), searched("b")])
    two = retrieval.lines("x", [searched("a"), searched("b", "cross", ours=None)])
    assert [line.direction for line in one if line.measure == "hit@1"] == ["all"]
    assert [line.direction for line in two if line.measure == "hit@1"] == ["all", "cross", "en→en"]
    assert retrieval.lines("x", []) == []


def test_the_table_marks_the_best_and_tells_the_difference() -> None:
    told = retrieval.markdown(retrieval.lines("news", [searched("a", ours=1, theirs=3), searched("b", theirs=3)]))
    row = next(line for line in told.splitlines() if line.startswith("| news") and "[" in line and "(" in line)
    ones = next(part for part in told.split("\n\n") if part.startswith("| hit@1")).splitlines()[-1]
    assert row.startswith("| news | 2 | **1.000** [")
    assert ones.startswith("| news | 2 | 0.000 | 0.000 | 0.000 | **1.000** | +1.000 [")
    assert ones.endswith("(bm25) |")


def test_a_hit_is_a_passage_that_overlaps_the_gold_words(built: Settings, tmp_path: Path) -> None:
    asked = [SCHOOL, Case("q-2", "How deep is the moon?", "en", (), ())]
    collection = Collection("small", tuple(make_corpus()), tuple(asked), tmp_path / "home")
    answerable = [Case(**{**_fields(SCHOOL), "facts": (("Oduya",),)})]
    with measured.indexed(collection, built, FakeEmbedder()) as there:
        found = retrieval.measure([*answerable, asked[1]], there)
    assert [one.case for one in found] == ["q-1"]
    assert found[0].reached["assistant"].recall_5 == 1
    assert found[0].reached["bm25"].recall_5 == 1


def test_a_pool_holds_the_articles_of_all_and_refuses_the_same_id_twice() -> None:
    one = Collection("one", (article("a", "A", "x"),), (SCHOOL,), Path())
    other = Collection("other", (article("b", "B", "y"),), (), Path())
    assert [found.id for found in measured.pooled([one, other]).articles] == ["a", "b"]
    with pytest.raises(EntenteError, match="same id"):
        measured.pooled([one, one])


def test_the_command_writes_and_prints_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed, "SentenceEmbeddings", lambda settings: FakeEmbedder())
    for name, id_ in (("small", "school"), ("other", "fund")):
        text = "Ann Lee leads the school." if id_ == "school" else "The fund holds 12 million crowns."
        row = {"id": id_, "title": id_, "lang": "en", "text": text}
        asked = {"id": f"{id_}-1", "question": f"What of the {id_}?", "lang": "en", "facts": [[text]]}
        asked["gold"] = [{"article": id_, "passage": text}]
        (tmp_path / f"{name}.articles.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
        (tmp_path / f"{name}.cases.jsonl").write_text(json.dumps(asked) + "\n", "utf-8")
    arguments = ["retrieval", str(tmp_path / "small"), str(tmp_path / "other"), "--pool", "--split", "all"]
    result = CliRunner().invoke(cli.app, [*arguments, "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    stored = json.loads((tmp_path / "out" / "retrieval.json").read_text("utf-8"))
    rows = [line["collection"] for line in stored["lines"] if line["measure"] == "hit@5"]
    assert rows == ["small", "other", "small (pool)", "other (pool)"]
    assert stored["split"] == "all"
    assert (tmp_path / "out" / "retrieval.md").read_text("utf-8").strip() in result.output


def _fields(case: Case) -> dict[str, object]:
    return {name: getattr(case, name) for name in Case.__dataclass_fields__}
