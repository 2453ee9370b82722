"""The cross-encoder by name: how it reorders, that it is off by default, and a tiny real one from a folder."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.ask import rerank as rerank_module
from assistant.ask.rerank import best_first, judge, rerank
from assistant.ask.retrieve import read_query, retrieve
from assistant.errors import ModelError
from assistant.index.embed import CrossEncoderReranker, load_reranker
from assistant.index.live import Snapshot
from assistant.settings import RerankSettings, Settings
from tests.fakes import FakeEmbedder

QUERY = "Who pays into the common fund?"


class FakeReranker:
    """Finds a text the more relevant, the more often it has `word`; remembers what it was asked."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.asked: list[tuple[str, list[str]]] = []

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        self.asked.append((question, list(texts)))
        return [float(text.count(self.word)) for text in texts]


def test_what_the_cross_encoder_finds_relevant_comes_first(snapshot: Snapshot, settings: Settings) -> None:
    query = read_query(QUERY, FakeEmbedder())
    ranked = rerank(query, retrieve(query, snapshot, settings.retrieval), snapshot, settings.retrieval)
    reranker = FakeReranker("huîtres")
    judged = judge(query, ranked, snapshot, reranker, RerankSettings(model="fake", weight=100))
    assert ranked[0].hit.passage.article_id != "marche-aux-huitres"
    assert judged[0].hit.passage.article_id == "marche-aux-huitres"
    assert sorted(found.hit.passage.id for found in judged) == sorted(found.hit.passage.id for found in ranked)
    ((question, texts),) = reranker.asked
    assert question == QUERY
    assert texts[0].startswith(snapshot.articles[ranked[0].hit.passage.article_id].title)


def test_the_score_gains_the_weighted_z_score_of_the_relevance(snapshot: Snapshot, settings: Settings) -> None:
    query = read_query(QUERY, FakeEmbedder())
    ranked = rerank(query, retrieve(query, snapshot, settings.retrieval), snapshot, settings.retrieval)[:2]
    first = ranked[0].hit.passage
    word = snapshot.articles[first.article_id].text[first.start : first.end]
    judged = judge(query, ranked, snapshot, FakeReranker(word), RerankSettings(model="fake", weight=3))
    # Relevances 1 and 0: mean 0.5, spread 0.5, z-scores 1 and −1.
    assert [found.hit.score for found in judged] == [ranked[0].hit.score + 3, ranked[1].hit.score - 3]


def test_only_the_best_passages_are_judged_and_the_others_keep_their_order(
    snapshot: Snapshot, settings: Settings
) -> None:
    query = read_query(QUERY, FakeEmbedder())
    ranked = rerank(query, retrieve(query, snapshot, settings.retrieval), snapshot, settings.retrieval)
    reranker = FakeReranker("x")
    judged = judge(query, ranked, snapshot, reranker, RerankSettings(model="fake", passages=2))
    assert len(reranker.asked[0][1]) == 2
    assert judged[2:] == ranked[2:]


def test_nothing_found_is_nothing_judged(snapshot: Snapshot) -> None:
    query = read_query(QUERY, FakeEmbedder())
    assert judge(query, [], snapshot, FakeReranker("x"), RerankSettings(model="fake")) == []


def test_no_cross_encoder_is_loaded_unless_one_is_named(
    snapshot: Snapshot, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[RerankSettings] = []

    def load(wanted: RerankSettings) -> FakeReranker:
        loaded.append(wanted)
        return FakeReranker("huîtres")

    monkeypatch.setattr(rerank_module, "load_reranker", load)
    query = read_query(QUERY, FakeEmbedder())
    hits = retrieve(query, snapshot, settings.retrieval)
    assert best_first(query, hits, snapshot, settings) == rerank(query, hits, snapshot, settings.retrieval)
    assert loaded == []
    named = settings.model_copy(update={"rerank": RerankSettings(model="fake", weight=100)})
    assert best_first(query, hits, snapshot, named)[0].hit.passage.article_id == "marche-aux-huitres"
    assert loaded == [named.rerank]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A cross-encoder of one layer with random weights."""
    return make_cross_encoder(tmp_path / "tiny", labels=1)


def make_cross_encoder(folder: Path, labels: int) -> Path:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir()
    letters = "abcdefghijklmnopqrstuvwxyz0123456789?.,'"
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary))
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=128,
        num_labels=labels,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


def test_a_cross_encoder_in_a_folder_scores_each_text_the_same_every_time(tiny: Path) -> None:
    reranker = CrossEncoderReranker(RerankSettings(model=str(tiny)))
    texts = ["The fund is paid by both towns.", "Oysters.", "word " * 500]
    scores = reranker.relevance("Who pays?", texts)
    assert len(scores) == 3
    assert len(set(scores)) == 3
    assert reranker.relevance("Who pays?", texts) == pytest.approx(scores)
    assert reranker.relevance("Who pays?", []) == []


def test_it_is_loaded_once_per_process(tiny: Path) -> None:
    assert load_reranker(RerankSettings(model=str(tiny))) is load_reranker(RerankSettings(model=str(tiny)))


def test_a_model_that_is_not_there_is_named_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    (tmp_path / "empty").mkdir()
    for name in (str(tmp_path / "empty"), "nobody/no-such-cross-encoder"):
        with pytest.raises(ModelError) as caught:
            CrossEncoderReranker(RerankSettings(model=name))
        assert f"Reranker {name}" in str(caught.value)
        assert "ENTENTE_RERANK__MODEL" in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_model_of_several_scores_is_refused(tmp_path: Path) -> None:
    folder = make_cross_encoder(tmp_path / "three", labels=3)
    with pytest.raises(ModelError, match="found a model of 3 scores a pair, expected 1"):
        CrossEncoderReranker(RerankSettings(model=str(folder)))


def test_a_damaged_folder_is_named(tiny: Path) -> None:
    config = json.loads((tiny / "config.json").read_text())
    (tiny / "config.json").write_text(json.dumps(config | {"model_type": "no-such-type"}))
    with pytest.raises(ModelError, match="ENTENTE_RERANK__MODEL"):
        CrossEncoderReranker(RerankSettings(model=str(tiny)))
