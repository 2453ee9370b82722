"""The one tree of settings, built at the edges from file, environment and flags, and passed down."""

import hashlib
import os
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from assistant.errors import SettingsError

SETTINGS_FILE = Path("entente.toml")
PREFIX = "ENTENTE_"


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CorpusSettings(Section):
    path: Path = Field(
        default=Path("corpus/articles"), description="Folder or .jsonl file that `assistant index` reads by default."
    )
    passage_tokens: int = Field(
        default=220, ge=40, le=480, description="Longest passage, in the embedding model's tokens."
    )
    max_article_mb: float = Field(default=20, gt=0, description="Files larger than this are left out, with the reason.")


class EmbeddingSettings(Section):
    model: str = Field(
        default="multilingual-e5-small", description="A sentence-transformers model name, or a local folder."
    )
    cache_dir: Path = Field(default=Path("~/.cache/entente"), description="Where unpacked model weights are kept.")
    query_prompt: str = Field(
        default="query: ", description="Prefix the model was trained with for questions; empty for most others."
    )
    passage_prompt: str = Field(default="passage: ", description="Prefix the model was trained with for passages.")
    batch_size: int = Field(default=16, ge=1, description="Texts per forward pass.")
    threads: int = Field(
        default=0, ge=0, description="CPU threads of the model; 0: one for questions, all for indexing."
    )


class IndexSettings(Section):
    location: Path = Field(default=Path("data/index"), description="Directory of the builds.")
    keep_builds: int = Field(default=2, ge=1, description="Complete builds kept for rollback, the live one included.")


class RetrievalSettings(Section):
    candidates: int = Field(
        default=100, ge=10, description="Passages taken from each of the vector and the keyword index."
    )
    keyword_weight: float = Field(
        default=0.3, ge=0, description="Weight of the z-scored BM25 beside the z-scored cosine (1)."
    )
    keyword_weight_across: float = Field(
        default=0.2, ge=0, description="The same for passages that are not in the language of the question."
    )
    same_language: float = Field(
        default=0.4, description="What a passage in the language of the question gains beside the z-scores."
    )
    voter: Literal["use", "off"] = Field(
        default="use",
        description="Second opinion beside the embedding model; use: the multilingual Universal Sentence Encoder.",
    )
    voter_weight: float = Field(
        default=0.5, ge=0, description="Weight of the second opinion beside the embedding model's (1)."
    )
    rerank_passages: int = Field(
        default=40, ge=1, description="Passages whose sentences are compared with the question."
    )
    sentence_weight: float = Field(
        default=1.0, ge=0, description="Weight of a passage's best sentence in the reranked score."
    )

    result_words: int = Field(
        default=150,
        ge=0,
        description="A search result shows the passage with the sentences around it, up to this many words.",
    )


class RerankSettings(Section):
    model: str = Field(
        default="",
        description="Cross-encoder that reads question and passage together: a name or a folder; empty: none.",
    )
    passages: int = Field(default=20, ge=1, description="Best passages that the cross-encoder reads.")
    weight: float = Field(default=2.0, ge=0, description="Weight of its z-scored relevance in a passage's score.")


class AnswerSettings(Section):
    max_sentences: int = Field(default=4, ge=1, description="Most sentences quoted in one answer.")
    max_articles: int = Field(default=3, ge=1, description="Most articles quoted in one answer.")
    min_answerability: float = Field(default=0.77, ge=0, le=1, description="Below this the assistant refuses.")
    min_part_answerability: float = Field(
        default=0.35, ge=0, le=1, description="A part of a question below this is named as not answered."
    )
    max_question_tokens: int = Field(default=400, ge=16, description="Longest question, in tiktoken o200k tokens.")
    history_tokens: int = Field(
        default=1500, ge=0, description="Earlier turns kept for follow-ups; the oldest are dropped first."
    )


class AppSettings(Section):
    host: str = Field(default="127.0.0.1", description="Address the browser app listens on.")
    port: int = Field(default=7860, ge=0, le=65535, description="Port the browser app listens on.")
    concurrency: int = Field(default=8, ge=1, description="Questions answered at the same time.")
    queue: int = Field(default=64, ge=1, description="Questions waiting; one more is told the assistant is busy.")


class RecordsSettings(Section):
    path: Path = Field(
        default=Path("data/records.sqlite"), description="File of the answers given in the browser, with feedback."
    )
    keep: Literal["answers", "off"] = Field(
        default="answers", description="answers: each answer of the browser app is kept; off: nothing is."
    )
    days: int = Field(
        default=90,
        ge=1,
        le=36_500,
        description="Days an answer is kept; older ones are deleted when the app starts, then once a day.",
    )


class Settings(BaseSettings):
    """Sources, strongest first: flags (`load(...)` arguments), environment `ENTENTE_SECTION__KEY`, `entente.toml`."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        nested_model_default_partial_update=True,
    )

    corpus: CorpusSettings = CorpusSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    index: IndexSettings = IndexSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    rerank: RerankSettings = RerankSettings()
    answer: AnswerSettings = AnswerSettings()
    app: AppSettings = AppSettings()
    records: RecordsSettings = RecordsSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, SETTINGS_FILE)

    @property
    def hash(self) -> str:
        """Twelve hex digits over what shapes an answer (retrieval, answer, the models); stable across machines."""
        shaping = self.model_dump_json(
            include={
                "retrieval": True,
                "rerank": True,
                "answer": True,
                "embedding": {"model", "query_prompt", "passage_prompt"},
            }
        )
        return hashlib.sha256(shaping.encode()).hexdigest()[:12]


def load(**flags: dict[str, Any]) -> Settings:
    """Build the settings. `flags` are sections of overrides, e.g. `index={"location": Path("x")}`.

    Raises:
        SettingsError: naming the first setting that is unknown or out of range, or why the file cannot be read.
    """
    _check_names(os.environ)
    try:
        return Settings(**flags)  # type: ignore[arg-type]
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{SETTINGS_FILE}: not TOML ({error}); mend it and run again.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{SETTINGS_FILE}: not UTF-8 text; save it as UTF-8 and run again.") from None
    except OSError as error:
        raise SettingsError(f"{SETTINGS_FILE}: {error.strerror}; make it readable and run again.") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        found = first.get("input")
        raise SettingsError(
            f"Setting {place}: found {found!r}; {first['msg']}. Mend {SETTINGS_FILE} or ENTENTE_* and run again."
        ) from None


def _check_names(variables: Iterable[str]) -> None:
    """pydantic passes over variables that fit no section; a misspelt one must not be lost."""
    for name in variables:
        section, separator, _ = name.upper().removeprefix(PREFIX).lower().partition("__")
        if name.upper().startswith(PREFIX) and not (separator and section in Settings.model_fields):
            raise SettingsError(
                f"Setting {section}: found {name} in the environment, expected {PREFIX}SECTION__KEY with a section of "
                f"{', '.join(Settings.model_fields)}; unset or rename it and run again."
            )
