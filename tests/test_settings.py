"""Settings come from file, environment and flags, the later stronger; what is wrong is named in one line."""

from pathlib import Path
from typing import NoReturn

import pytest

from assistant.errors import SettingsError
from assistant.settings import SETTINGS_FILE, Settings, load


def write(text: str) -> None:
    SETTINGS_FILE.write_text(text, "utf-8")


def refusal(**flags: dict[str, object]) -> str:
    with pytest.raises(SettingsError) as told:
        load(**flags)
    assert len(str(told.value).splitlines()) == 1
    return str(told.value)


class TestPrecedence:
    def test_without_anything_the_defaults_hold(self) -> None:
        assert load() == Settings()
        assert (load().app.host, load().app.port) == ("127.0.0.1", 7860)

    def test_the_file_is_stronger_than_the_defaults(self) -> None:
        write('[index]\nlocation = "elsewhere"\n[app]\nport = 1000\n')
        assert load().index.location == Path("elsewhere")
        assert load().app.port == 1000

    def test_the_environment_is_stronger_than_the_file(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write("[app]\nport = 1000\n")
        monkeypatch.setenv("ENTENTE_APP__PORT", "2000")
        assert load().app.port == 2000

    def test_a_flag_is_stronger_than_both(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write("[app]\nport = 1000\n")
        monkeypatch.setenv("ENTENTE_APP__PORT", "2000")
        assert load(app={"port": 3000}).app.port == 3000

    def test_one_section_may_come_from_all_three(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write("[app]\nport = 1000\nqueue = 5\n")
        monkeypatch.setenv("ENTENTE_APP__CONCURRENCY", "3")
        app = load(app={"port": 3000}).app
        assert (app.port, app.queue, app.concurrency, app.host) == (3000, 5, 3, "127.0.0.1")

    def test_a_file_in_another_directory_is_not_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write("[app]\nport = 1000\n")
        monkeypatch.chdir(tmp_path)
        assert load().app.port == 7860


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("[answer]\nmax_sentence = 2\n", "answer.max_sentence"),
            ("[answers]\nmax_sentences = 2\n", "answers"),
            ("[answer]\nmax_sentences = 0\n", "answer.max_sentences"),
            ("[corpus]\npassage_tokens = 481\n", "corpus.passage_tokens"),
            ('[app]\nport = "many"\n', "app.port"),
            ("app = 3\n", "app"),
        ],
    )
    def test_a_setting_of_the_file_that_is_unknown_or_out_of_range_is_named(self, text: str, key: str) -> None:
        write(text)
        assert refusal().startswith(f"Setting {key}: found ")

    @pytest.mark.parametrize(
        ("variable", "value", "key"),
        [
            ("ENTENTE_ANSWER__MAX_SENTENCE", "2", "answer.max_sentence"),
            ("ENTENTE_ANSWER__MAX_SENTENCES", "none", "answer.max_sentences"),
            ("ENTENTE_ANSWER__MIN_ANSWERABILITY", "1.5", "answer.min_answerability"),
            ("ENTENTE_ANSWERS__MAX_SENTENCES", "2", "answers"),
            ("ENTENTE_PORT", "80", "port"),
            ("ENTENTE_APP", "port=80", "app"),
        ],
    )
    def test_a_setting_of_the_environment_that_is_unknown_or_out_of_range_is_named(
        self, variable: str, value: str, key: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(variable, value)
        assert refusal().startswith(f"Setting {key}: found ")

    def test_a_flag_that_is_unknown_or_out_of_range_is_named(self) -> None:
        assert refusal(app={"port": 70_000}).startswith("Setting app.port: found 70000;")
        assert refusal(app={"ports": 1}).startswith("Setting app.ports: found 1;")

    def test_what_is_expected_and_how_to_mend_it_are_told(self) -> None:
        told = refusal(app={"port": 70_000})
        assert "less than or equal to 65535" in told
        assert "Mend entente.toml or ENTENTE_*" in told

    def test_a_file_that_is_not_toml_is_told_with_the_line(self) -> None:
        write("[app]\nport 1000\n")
        told = refusal()
        assert told.startswith("entente.toml: not TOML (")
        assert "line 2" in told

    def test_a_file_that_is_not_utf8_is_told(self) -> None:
        SETTINGS_FILE.write_bytes(b'[index]\nlocation = "donn\xe9es"\n')
        assert refusal().startswith("entente.toml: not UTF-8")

    def test_a_file_that_cannot_be_read_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def denied(*_: object, **__: object) -> NoReturn:
            raise PermissionError(13, "Permission denied")

        write("")
        monkeypatch.setattr(Path, "open", denied)
        assert refusal() == "entente.toml: Permission denied; make it readable and run again."

    def test_other_variables_of_the_environment_are_let_be(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ENTENTES_PORT", "80")
        assert load() == Settings()

    def test_settings_cannot_be_changed_later(self) -> None:
        with pytest.raises(ValueError, match="frozen"):
            load().app.port = 1  # type: ignore[misc]


class TestHash:
    def test_is_the_same_for_the_same_settings(self) -> None:
        assert load().hash == load().hash
        assert len(load().hash) == 12

    @pytest.mark.parametrize(
        ("section", "key", "value"),
        [
            ("retrieval", "keyword_weight", 0.5),
            ("rerank", "model", "other"),
            ("answer", "min_answerability", 0.6),
            ("embedding", "model", "other"),
            ("embedding", "query_prompt", ""),
        ],
    )
    def test_changes_with_what_shapes_an_answer(self, section: str, key: str, value: object) -> None:
        assert load(**{section: {key: value}}).hash != load().hash

    @pytest.mark.parametrize(
        ("section", "key", "value"),
        [("app", "port", 9), ("index", "location", "x"), ("embedding", "cache_dir", "x"), ("embedding", "threads", 1)],
    )
    def test_does_not_change_with_where_things_are(self, section: str, key: str, value: object) -> None:
        assert load(**{section: {key: value}}).hash == load().hash


def test_every_setting_is_described() -> None:
    for name, section in Settings.model_fields.items():
        assert section.annotation is not None
        for key, setting in section.annotation.model_fields.items():
            assert setting.description, f"{name}.{key}"
