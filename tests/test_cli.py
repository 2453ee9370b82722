"""The command line, run in this process over a small index: what it prints, where, and with which exit code."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest

from assistant import cli
from assistant.ask.pipeline import Assistant
from assistant.index import layout
from assistant.records import Records
from assistant.settings import Settings
from tests.fakes import FakeEmbedder
from tests.test_pipeline import decide

WHO = "Who leads the pilots' school?"
LEADER = "Captain Maren Oduya leads the school."


@dataclass(frozen=True)
class Done:
    """How a command ended. A person sees `err`; a program reads `out`."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.split("\n") if line]


Run = Callable[..., Done]


def too_early(_settings: object) -> NoReturn:
    """In place of the model where loading it, which takes seconds, would be in vain."""
    raise AssertionError("the model was loaded")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """`assistant` with these arguments, the model replaced, every question taken to be answered by its evidence."""

    def call(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["assistant", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Done(int(stop.value.code or 0), said.out, said.err)

    monkeypatch.setattr("assistant.index.embed.SentenceEmbeddings", lambda _settings: FakeEmbedder())
    monkeypatch.setenv("COLUMNS", "200")
    decide(monkeypatch, 0.9)
    handler = signal.getsignal(signal.SIGTERM)
    yield call
    signal.signal(signal.SIGTERM, handler)


@pytest.fixture
def asking(run: Run, built: Settings) -> Run:
    """As `run`, with the small index."""
    return lambda *arguments: run(*arguments, "--index", built.index.location)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two articles to index."""
    place = tmp_path / "articles"
    write_article(place, "mayors", "Norbury has a mayor. The mayor of Norbury is Edith Calloway.")
    write_article(place, "market", "The oyster market opens every Saturday on the quay.")
    return place


def write_article(place: Path, name: str, text: str) -> None:
    place.mkdir(exist_ok=True)
    (place / f"{name}.md").write_text(f"---\nid: {name}\ntitle: The {name}\nlanguage: en\n---\n{text}\n", "utf-8")


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def refused(done: Done, code: int) -> str:
    """The one line on stderr of a command that printed nothing else."""
    assert (done.code, done.out) == (code, "")
    assert len(done.err.splitlines()) == 1
    return done.err.strip()


class TestAsk:
    def test_shows_the_quote_its_marker_and_what_it_cites(self, asking: Run) -> None:
        done = asking("ask", WHO)
        assert (done.code, done.err) == (0, "")
        assert f"{LEADER} [1]" in done.out
        assert "[1] The pilots' school opens, 2 September 2025  pilots-school:" in done.out

    def test_json_is_one_object_on_one_line(self, asking: Run) -> None:
        done = asking("ask", "--json", WHO)
        (answer,) = done.objects
        assert (done.code, answer["status"], answer["question"]) == (0, "answered", WHO)
        assert answer["claims"][0]["text"] == LEADER

    def test_json_keeps_the_letters_of_french(self, asking: Run) -> None:
        assert "marché aux huîtres" in asking("ask", "--json", "Combien d'étals au marché aux huîtres ?").out

    @pytest.mark.parametrize("turn", ["What is the pilots' school?", {"question": "What is the pilots' school?"}])
    def test_a_history_makes_a_follow_up_stand_alone(self, turn: object, asking: Run, tmp_path: Path) -> None:
        history = tmp_path / "history.json"
        history.write_text(json.dumps([turn]))
        (answer,) = asking("ask", "--json", "And who leads it?", "--history", history).objects
        assert answer["condensed_question"] == "who leads it? (the pilots' school)"
        assert "who leads it? (the pilots' school)" in asking("ask", "And who leads it?", "--history", history).out

    @pytest.mark.parametrize(
        ("text", "told"), [("{", "not JSON"), ('{"question": "x"}', "expected a JSON list"), ("[1]", "expected a JSON")]
    )
    def test_a_history_that_is_none_is_told(self, text: str, told: str, asking: Run, tmp_path: Path) -> None:
        history = tmp_path / "history.json"
        history.write_text(text)
        assert told in refused(asking("ask", WHO, "--history", history), 2)

    def test_a_history_does_not_go_with_a_batch(self, asking: Run, tmp_path: Path) -> None:
        batch, history = lines(tmp_path / "q.jsonl", {"question": WHO}), lines(tmp_path / "h.json", [])
        assert "--history" in refused(asking("ask", "--batch", batch, "--history", history), 2)

    @pytest.mark.parametrize("question", ["", "  \n", "🎉🎉🎉", "?!"])
    def test_a_question_without_words_is_told(self, question: str, asking: Run) -> None:
        assert "has no words" in refused(asking("ask", question), 2)

    def test_a_question_of_100_kb_is_told(self, asking: Run) -> None:
        assert "too long: found 100000 characters" in refused(asking("ask", "x" * 100_000), 2)

    @pytest.mark.parametrize(
        "question",
        [
            'NEAR("harbour" accord, 2) AND NOT * - ^ "',
            "accord OR (harbour",
            "title:harbour* accord",
            "<script>alert(1)</script> the accord",
            "<b>accord</b> [red]harbour[/red]",
            "accord\x00harbour",
            "accord'; DROP TABLE passages; --",
        ],
    )
    def test_operators_and_markup_are_words_like_others(self, question: str, asking: Run) -> None:
        done = asking("ask", "--json", question)
        assert (done.code, done.err) == (0, "")
        assert done.objects[0]["status"] == "answered"
        assert asking("ask", question).code == 0

    def test_a_byte_that_is_no_text_is_an_unknown_character(self, asking: Run) -> None:
        (answer,) = asking("ask", "--json", "the accord \udcff").objects
        assert (answer["status"], answer["question"]) == ("answered", "the accord \N{REPLACEMENT CHARACTER}")

    @pytest.mark.parametrize(("typed", "day"), [("2025-03-01", "2025-03-01"), ("2025-03", "2025-03-31")])
    def test_as_of_a_day_the_answer_keeps_to_it_and_says_so(self, typed: str, day: str, asking: Run) -> None:
        (answer,) = asking("ask", "--json", WHO, "--as-of", typed).objects
        assert (answer["as_of"], answer["as_of_asked"]) == (day, True)
        assert f"As of {int(day[-2:])} March 2025:\n" in asking("ask", "What did each town pay?", "--as-of", typed).out

    def test_as_of_no_day_is_told_before_the_model_is_loaded(
        self, asking: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("assistant.index.embed.SentenceEmbeddings", too_early)
        told = refused(asking("ask", WHO, "--as-of", "March"), 2)
        assert told == "--as-of is 'March', expected a day (2025-03-01), a month (2025-03) or a year."

    def test_as_of_does_not_go_with_a_batch(self, asking: Run, tmp_path: Path) -> None:
        batch = lines(tmp_path / "q.jsonl", {"question": WHO})
        told = refused(asking("ask", "--batch", batch, "--as-of", "2025"), 2)
        assert told == '--as-of goes with one question; in a --batch file give each line its "as_of".'

    def test_a_missing_index_is_told_with_the_command_before_the_model_is_loaded(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("assistant.index.embed.SentenceEmbeddings", too_early)
        for command in ("ask", "search"):
            told = refused(run(command, "--index", tmp_path / "none", WHO), 5)
            assert told == f"No index in {tmp_path / 'none'}; run `assistant index`."

    def test_a_damaged_index_is_told_with_the_file(self, asking: Run, built: Settings) -> None:
        (build,) = (built.index.location / "builds").iterdir()
        (build / "articles.jsonl").write_text("")
        assert "articles.jsonl" in refused(asking("ask", WHO), 5)

    @pytest.mark.parametrize("command", ["ask", "search"])
    def test_neither_question_nor_batch_or_both_is_told(self, command: str, asking: Run, tmp_path: Path) -> None:
        assert "either a question or --batch" in refused(asking(command), 2)
        assert "either a question or --batch" in refused(asking(command, WHO, "--batch", tmp_path / "q.jsonl"), 2)


class TestBatch:
    def test_answers_each_line_and_keeps_its_id(self, asking: Run, tmp_path: Path) -> None:
        rows: list[dict[str, Any]] = [
            {"id": "a", "question": WHO},
            {"id": 7, "question": "Who signed the accord?"},
            {"question": "Hello"},
        ]
        done = asking("ask", "--batch", lines(tmp_path / "q.jsonl", *rows))
        assert (done.code, done.err) == (0, "")
        assert [row["question"] for row in done.objects] == [row["question"] for row in rows]
        assert [row["id"] for row in done.objects][:2] == ["a", 7]
        assert done.objects[2]["id"] == asking("ask", "--json", "Hello").objects[0]["id"]

    def test_takes_the_language_and_the_history_of_a_line(self, asking: Run, tmp_path: Path) -> None:
        row = {"id": 1, "question": "And who leads it?", "lang": "fr", "history": ["What is the pilots' school?"]}
        (answer,) = asking("ask", "--batch", lines(tmp_path / "q.jsonl", row)).objects
        assert answer["language"] == "fr"
        assert answer["condensed_question"] == "who leads it? (the pilots' school)"

    def test_takes_the_day_of_a_line(self, asking: Run, tmp_path: Path) -> None:
        rows = [{"question": WHO, "as_of": "2025-03"}, {"question": WHO, "as_of": None}, {"question": WHO}]
        answers = asking("ask", "--batch", lines(tmp_path / "q.jsonl", *rows)).objects
        assert [row["as_of_asked"] for row in answers] == [True, False, False]
        assert answers[0]["as_of"] == "2025-03-31"

    def test_a_row_that_cannot_be_asked_says_so_and_the_rest_is_answered(self, asking: Run, tmp_path: Path) -> None:
        rows = [{"id": "a", "question": "🎉"}, {"id": "b", "question": WHO}, {"id": "c", "question": "word " * 900}]
        done = asking("ask", "--batch", lines(tmp_path / "q.jsonl", *rows))
        first, second, third = done.objects
        assert done.code == 3
        assert done.err == "2 of the questions could not be asked; their lines carry `error`.\n"
        assert first == {"id": "a", "question": "🎉", "error": first["error"]}
        assert "has no words" in first["error"]
        assert (second["id"], second["status"]) == ("b", "answered")
        assert (third["id"], "too long" in third["error"]) == ("c", True)

    @pytest.mark.parametrize("command", ["ask", "search"])
    def test_half_a_character_stops_nothing_and_reaches_no_model(
        self, command: str, asking: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def embed(self: FakeEmbedder, text: str) -> list[float]:
            text.encode("utf-8")
            return self.vector(text)

        monkeypatch.setattr(FakeEmbedder, "embed_query", embed)
        batch = tmp_path / "q.jsonl"
        batch.write_text(
            '{"id": "\\ud83c", "question": "the accord \\ud83c"}\n'
            '{"id": "b", "question": "And it?", "history": ["the accord \\ud83c", {"question": "the \\ud83c fund"}]}\n'
        )
        done = asking(command, "--batch", batch)
        assert done.code == 0
        assert [row.get("id", row.get("qid")) for row in done.objects] == ["\ud83c", "b"]

    def test_blank_lines_a_byte_order_mark_and_line_separators_in_texts_are_no_rows(
        self, asking: Run, tmp_path: Path
    ) -> None:
        batch = tmp_path / "q.jsonl"
        row = json.dumps({"id": "a", "question": "Who leads\u2028the pilots'\x85school?"}, ensure_ascii=False)
        batch.write_bytes(b"\xef\xbb\xbf\r\n" + row.encode() + b"\r\n\n")
        done = asking("ask", "--batch", batch)
        assert (done.code, [row["id"] for row in done.objects]) == (0, ["a"])

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ('{"id": 1, "question": ', "line 2: not JSON"),
            ("[" * 100_000, "line 2: not JSON"),
            ('["Who?"]', 'line 2: expected an object with a "question"'),
            ('{"id": 1}', 'line 2: expected an object with a "question"'),
            ('{"question": 3}', 'line 2: expected an object with a "question"'),
            ('{"question": "Who?", "lang": "de"}', "line 2: \"lang\" is 'de'"),
            ('{"question": "Who?", "lang": ["en"]}', 'line 2: "lang" is'),
            ('{"question": "Who?", "as_of": "March"}', "line 2: \"as_of\" is 'March', expected a day"),
            ('{"question": "Who?", "as_of": 2025}', 'line 2: "as_of" is 2025, expected a day'),
            ('{"question": "Who?", "history": "When?"}', "line 2: expected a JSON list"),
            ('{"question": "Who?", "history": [3]}', "line 2: expected a JSON list"),
        ],
    )
    def test_a_line_that_is_no_question_is_told_before_anything_is_asked(
        self, line: str, told: str, asking: Run, tmp_path: Path
    ) -> None:
        batch = tmp_path / "q.jsonl"
        batch.write_text(json.dumps({"question": WHO}) + "\n" + line + "\n")
        for command in ("ask", "search"):
            assert told in refused(asking(command, "--batch", batch), 2)

    def test_a_file_that_cannot_be_read_is_told(self, asking: Run, tmp_path: Path) -> None:
        (tmp_path / "latin.jsonl").write_bytes('{"question": "Où ?"}'.encode("latin-1"))
        assert "No such file" in refused(asking("ask", "--batch", tmp_path / "none.jsonl"), 2)
        assert "Is a directory" in refused(asking("ask", "--batch", tmp_path), 2)
        assert "not UTF-8" in refused(asking("ask", "--batch", tmp_path / "latin.jsonl"), 2)

    def test_an_empty_file_is_no_error(self, asking: Run, tmp_path: Path) -> None:
        assert asking("ask", "--batch", lines(tmp_path / "q.jsonl")) == Done(0, "", "")


class TestSearch:
    def test_shows_places_scores_and_texts_best_first(self, asking: Run) -> None:
        done = asking("search", WHO, "-k", "2")
        assert done.code == 0
        assert done.out.startswith("1. pilots-school:")
        assert LEADER in done.out
        assert "\n2. " in done.out
        assert "\n3. " not in done.out

    def test_json_gives_k_results_whose_text_is_the_place(self, asking: Run, built: Settings) -> None:
        from assistant.index.live import read_articles

        texts = {article.id: article.text for article in read_articles(built.index.location)}
        (found,) = asking("search", WHO, "-k", "3", "--json").objects
        assert (found["qid"], len(found["results"])) == ("", 3)
        for result in found["results"]:
            assert list(result) == ["doc_id", "start", "end", "text", "score"]
            assert texts[result["doc_id"]][result["start"] : result["end"]] == result["text"]
        scores = [result["score"] for result in found["results"]]
        assert scores == sorted(scores, reverse=True)

    def test_a_batch_keeps_each_qid(self, asking: Run, tmp_path: Path) -> None:
        rows = [
            {"qid": "q1", "question": WHO},
            {"id": "q2", "question": "And when did it start?", "history": ["What is the free ferry?"]},
            {"qid": "q3", "question": "And when did it start?"},
            {"qid": "q4", "question": "?"},
        ]
        done = asking("search", "-k", "1", "--batch", lines(tmp_path / "q.jsonl", *rows))
        assert done.code == 3
        assert [row.get("qid") for row in done.objects] == ["q1", "q2", "q3", "q4"]
        first, second, third = (row["results"][0]["doc_id"] for row in done.objects[:3])
        assert (first, second) == ("pilots-school", "ferry-pilot")
        assert third != second
        assert "has no words" in done.objects[3]["error"]

    def test_explain_shows_title_scores_best_sentence_what_matched_and_the_outcome(self, asking: Run) -> None:
        done = asking("search", WHO, "-k", "2", "--explain")
        assert (done.code, done.err) == (0, "")
        shown = "\n".join(line.rstrip() for line in done.out.strip().splitlines())
        first, second = (block.splitlines() for block in shown.split("\n\n"))
        assert first[0] == "1. The pilots' school opens"
        assert first[1].startswith("   pilots-school:")
        assert first[1].endswith(" › Who leads it")
        assert re.fullmatch(r"   score +-?\d+\.\d\d  \(dense -?[\d.]+, keyword -?[\d.]+, sentence -?[\d.]+\)", first[2])
        assert first[3] == f"   best sentence  {LEADER}"
        assert first[4] == "   matched        leads, pilots, school"
        assert first[5] == "   kept           a sentence of it is quoted"
        assert second[0].startswith("2. ")

    def test_explain_json_adds_to_each_result(self, asking: Run, tmp_path: Path) -> None:
        (plain,) = asking("search", WHO, "--json").objects
        (found,) = asking("search", WHO, "--json", "--explain").objects
        added = ["title", "headings", "rank", "scores", "best", "matched", "outcome", "why"]
        for result, without in zip(found["results"], plain["results"], strict=True):
            assert {key: value for key, value in result.items() if key not in added} == without
            assert list(result) == [*without, *added]
            assert list(result["scores"]) == ["dense", "keyword", "sentence"]
        assert {result["outcome"] for result in found["results"]} == {"kept", "dropped"}
        batch = lines(tmp_path / "q.jsonl", {"qid": "", "question": WHO})
        assert asking("search", "--explain", "--batch", batch).objects == [found]

    def test_explain_says_when_what_was_chosen_is_not_shown(self, asking: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        decide(monkeypatch, 0.1)
        (found,) = asking("search", WHO, "--json", "--explain").objects
        assert found["results"][0]["why"].startswith("chosen, but not shown: 0.10 likely to answer, at least ")

    def test_explain_of_no_passages_says_so(self, asking: Run, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        asking("index", tmp_path / "empty", "--force")
        assert asking("search", WHO, "--explain").out == "No passages.\n"

    def test_a_number_of_passages_below_one_is_told(self, asking: Run) -> None:
        done = asking("search", WHO, "-k", "0")
        assert (done.code, done.out) == (2, "")
        assert "-k" in done.err


@pytest.mark.usefixtures("quick_check")
class TestIndex:
    def test_makes_a_build_that_is_then_asked(self, run: Run, folder: Path, tmp_path: Path) -> None:
        done = run("index", folder, "--index", tmp_path / "i")
        assert done.code == 0
        assert " live: 2 articles, 2 passages, 3 sentences; " in done.out
        (answer,) = run("ask", "--json", "Who is the mayor of Norbury?", "--index", tmp_path / "i").objects
        assert "Edith Calloway" in answer["text"]

    def test_reads_the_path_of_the_settings_when_none_is_given(
        self, run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ENTENTE_CORPUS__PATH", str(folder))
        assert " live: 2 articles" in run("index", "--index", tmp_path / "i").out

    def test_says_when_nothing_changed(self, run: Run, folder: Path, tmp_path: Path) -> None:
        run("index", folder, "--index", tmp_path / "i")
        done = run("index", folder, "--index", tmp_path / "i")
        assert " unchanged: 2 articles" in done.out
        assert "; 0 texts embedded." in done.out

    def test_a_bad_file_is_listed_and_the_rest_is_live(self, run: Run, folder: Path, tmp_path: Path) -> None:
        (folder / "broken.pdf").write_bytes(b"not a pdf")
        done = run("index", folder, "--index", tmp_path / "i")
        assert done.code == 3
        assert " live: 2 articles" in done.out
        assert f"Left out {folder / 'broken.pdf'}: " in done.err

    def test_an_article_with_the_text_of_another_is_told(self, run: Run, folder: Path, tmp_path: Path) -> None:
        write_article(folder, "twin", "The oyster market opens every Saturday on the quay.")
        done = run("index", folder, "--index", tmp_path / "i")
        assert (done.code, " live: 2 articles" in done.out) == (0, True)
        assert "'twin' has the same text as " in done.err

    def test_if_missing_leaves_an_index_that_is_current(self, asking: Run, built: Settings, folder: Path) -> None:
        before = layout.live_id(built.index.location)
        done = asking("index", folder, "--if-missing")
        assert (done.code, done.out) == (0, f"Index in {built.index.location} is current.\n")
        assert layout.live_id(built.index.location) == before

    def test_if_missing_makes_one_that_is_missing(self, run: Run, folder: Path, tmp_path: Path) -> None:
        assert " live: 2 articles" in run("index", folder, "--if-missing", "--index", tmp_path / "i").out

    def test_rollback_makes_the_build_before_live_again(self, run: Run, folder: Path, tmp_path: Path) -> None:
        run("index", folder, "--index", tmp_path / "i")
        first = layout.live_id(tmp_path / "i")
        write_article(folder, "ferry", "The ferry is free on weekdays.")
        run("index", folder, "--index", tmp_path / "i")
        assert layout.live_id(tmp_path / "i") != first
        assert run("index", "--rollback", "--index", tmp_path / "i").out == f"Live again: build {first}.\n"
        assert layout.live_id(tmp_path / "i") == first

    def test_rollback_without_a_build_before_is_told(self, asking: Run, run: Run, tmp_path: Path) -> None:
        assert "no intact build from before" in refused(asking("index", "--rollback"), 5)
        assert "No index in" in refused(run("index", "--rollback", "--index", tmp_path / "none"), 5)

    def test_a_folder_without_articles_leaves_the_index_as_it_was(
        self, asking: Run, built: Settings, tmp_path: Path
    ) -> None:
        (tmp_path / "empty").mkdir()
        before = layout.live_id(built.index.location)
        assert "No articles in" in refused(asking("index", tmp_path / "empty"), 1)
        assert "there is no such path" in refused(asking("index", tmp_path / "none"), 1)
        assert layout.live_id(built.index.location) == before

    def test_force_empties_an_index(self, asking: Run, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        done = asking("index", tmp_path / "empty", "--force")
        assert (done.code, " live: 0 articles, 0 passages" in done.out) == (0, True)
        (answer,) = asking("ask", "--json", WHO).objects
        assert (answer["status"], answer["nearest"]) == ("refused", [])

    def test_force_does_not_take_a_missing_path_for_an_empty_one(self, asking: Run, tmp_path: Path) -> None:
        assert "there is no such path" in refused(asking("index", tmp_path / "none", "--force"), 1)

    def test_a_locked_index_is_told_with_who_holds_it(self, asking: Run, built: Settings, folder: Path) -> None:
        with layout.lock(built.index.location):
            for done in (asking("index", folder), asking("index", "--rollback")):
                assert done.code == 6
                assert f"process {os.getpid()} is building it; wait until it ends" in done.err
            assert asking("ask", WHO).code == 0

    def test_a_locked_index_is_told_before_the_model_is_loaded(
        self, asking: Run, built: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("assistant.index.embed.SentenceEmbeddings", too_early)
        with layout.lock(built.index.location):
            assert asking("index", folder).code == 6

    def test_ctrl_c_is_told_and_the_index_stays(
        self, asking: Run, built: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(*_: object) -> None:
            signal.raise_signal(signal.SIGTERM)

        before = layout.live_id(built.index.location)
        monkeypatch.setattr(FakeEmbedder, "embed_documents", interrupt)
        done = asking("index", folder)
        assert done.code == 130
        assert done.err.strip().splitlines()[-1] == "Interrupted; the index that was live is still live."
        assert layout.live_id(built.index.location) == before


class TestArticles:
    def test_list_shows_each_by_id(self, asking: Run) -> None:
        done = asking("articles", "list")
        assert done.code == 0
        shown = [line.split()[0] for line in done.out.splitlines()[1:]]
        assert shown == sorted(shown)
        assert "marche-aux-huitres" in shown
        assert len(shown) == 6

    def test_list_json_gives_an_object_per_article(self, asking: Run) -> None:
        rows = {row["id"]: row for row in asking("articles", "list", "--json").objects}
        assert len(rows) == 6
        assert rows["accord-du-port"]["language"] == "fr"
        assert rows["accord-du-port"]["published"] == "2025-03-15"

    def test_show_gives_the_text_and_the_sources(self, asking: Run) -> None:
        done = asking("articles", "show", "harbour-accord")
        assert done.out.startswith("The Harbour Accord of Norbury and Valmer\n")
        assert "A board of eight members meets every quarter." in done.out
        assert "Text of the accord · 2025-03-12 · https://norbury.example/accord" in done.out

    def test_show_of_an_unknown_id_is_told(self, asking: Run) -> None:
        assert refused(asking("articles", "show", "none"), 2) == (
            "No article 'none' among 6; run `assistant articles list`."
        )

    def test_list_and_show_without_an_index_are_told(self, run: Run, tmp_path: Path) -> None:
        assert "No index in" in refused(run("articles", "list", "--index", tmp_path), 5)
        assert "No index in" in refused(run("articles", "show", "x", "--index", tmp_path), 5)

    @pytest.mark.usefixtures("quick_check")
    def test_diff_tells_how_the_live_build_differs_from_the_one_before(
        self, run: Run, folder: Path, tmp_path: Path
    ) -> None:
        run("index", folder, "--index", tmp_path / "i")
        first = layout.live_id(tmp_path / "i")
        write_article(folder, "mayors", "Norbury has a mayor. The mayor of Norbury is Luc Fontanel.")
        write_article(folder, "ferry", "The ferry is free.")
        run("index", folder, "--index", tmp_path / "i")
        done = run("articles", "diff", "--index", tmp_path / "i")
        assert (done.code, done.err) == (0, "")
        assert "+ ferry  The ferry\n~ mayors  The mayors  text  +1 −1 passages\n" in done.out
        assert f"{first} → " in done.out
        assert "1 articles added, 0 removed, 1 changed; 2 passages added, 1 removed." in done.out
        assert "Luc Fontanel" in run("articles", "diff", "--text", "--index", tmp_path / "i").out

    @pytest.mark.usefixtures("quick_check")
    def test_diff_json_is_one_object_with_the_words_on_request(self, run: Run, folder: Path, tmp_path: Path) -> None:
        run("index", folder, "--index", tmp_path / "i")
        write_article(folder, "mayors", "The mayor of Norbury is Luc Fontanel.")
        (folder / "market.md").unlink()
        run("index", folder, "--index", tmp_path / "i")
        (found,) = run("articles", "diff", "CURRENT", "PREVIOUS", "--json", "--index", tmp_path / "i").objects
        assert list(found) == ["before", "after", "added", "removed", "changed", "passages_added", "passages_removed"]
        assert found["added"] == [{"id": "market", "title": "The market"}]
        (change,) = found["changed"]
        assert change == {
            "id": "mayors",
            "title": "The mayors",
            "fields": ["text"],
            "passages_added": 1,
            "passages_removed": 1,
        }
        (found,) = run("articles", "diff", "--json", "--text", "--index", tmp_path / "i").objects
        assert "+The mayor of Norbury is Luc Fontanel." in found["changed"][0]["diff"]

    def test_diff_of_what_is_not_there_is_told(self, asking: Run, run: Run, tmp_path: Path) -> None:
        assert "no build from before" in refused(asking("articles", "diff"), 5)
        assert "No index in" in refused(run("articles", "diff", "--index", tmp_path), 5)
        assert "No builds in" in refused(asking("articles", "diff", "x"), 2)

    def test_lint_names_what_is_wrong(self, run: Run, tmp_path: Path) -> None:
        place = tmp_path / "en"
        write_article(place, "mayors", "Norbury has a mayor. " + "The mayor signs what the council has agreed. " * 20)
        before = run("articles", "lint", tmp_path)
        path = place / "mayors.md"
        path.write_text(path.read_text().replace("language: en", "language: en\nreplaced_by: [nobody]"))
        done = run("articles", "lint", tmp_path)
        assert done.code == 1
        assert [line for line in done.out.splitlines() if line not in before.out.splitlines()] == [
            line for line in done.out.splitlines() if "nobody" in line
        ]
        assert "mayors: " in done.out

    def test_lint_of_a_missing_folder_is_told(self, run: Run, tmp_path: Path) -> None:
        assert "no such path" in refused(run("articles", "lint", tmp_path / "none"), 1)


class TestAnswers:
    """The kept answers, asked again."""

    @pytest.fixture
    def kept(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Records:
        monkeypatch.setenv("ENTENTE_RECORDS__PATH", str(tmp_path / "records.sqlite"))
        return Records(tmp_path / "records.sqlite")

    @pytest.fixture
    def edited(self, run: Run, folder: Path, tmp_path: Path, kept: Records, quick_check: None) -> Run:
        """Two answers are kept and a file of them written; then an article that one of them cites is edited."""
        index = tmp_path / "i"
        run("index", folder, "--index", index)
        questions = ("Who is the mayor of Norbury?", "When does the oyster market open?")
        answers = [run("ask", "--json", question, "--index", index).objects[0] for question in questions]
        for answer in answers:
            kept.keep(answer, [])
        lines(tmp_path / "answers.jsonl", *answers)
        write_article(folder, "mayors", "Norbury has a mayor. The mayor of Norbury is Luc Fontanel.")
        run("index", folder, "--index", index)
        return lambda *arguments: run("answers", "recheck", *arguments, "--index", index)

    def test_recheck_tells_which_changed_and_how(self, edited: Run) -> None:
        done = edited()
        assert (done.code, done.err) == (0, "")
        assert "  Who is the mayor of Norbury?\n" in done.out
        assert "  - mayors: The mayor of Norbury is Edith Calloway.  no longer said in the article\n" in done.out
        assert "  + mayors: The mayor of Norbury is Luc Fontanel.\n" in done.out
        assert "When does" not in done.out
        assert done.out.endswith("Answers asked again: 1 unchanged, 1 changed (1 in quotes).\n")

    def test_recheck_of_a_file_gives_a_line_of_json_for_each(self, edited: Run, tmp_path: Path, kept: Records) -> None:
        kept.purge(0)
        done = edited("--json", "--file", tmp_path / "answers.jsonl")
        changed, same = done.objects
        assert (changed["outcome"], changed["differences"]) == ("changed", ["quotes"])
        assert (changed["gone"][0]["article_id"], changed["gone"][0]["fate"]) == ("mayors", "words_gone")
        assert changed["new"][0]["quote"] == "The mayor of Norbury is Luc Fontanel."
        assert changed["before"]["build_id"] < changed["after"]["build_id"]
        assert (same["outcome"], same["differences"], same["gone"], same["new"]) == ("unchanged", [], [], [])
        assert list(same) == list(changed)
        assert done.err == "Answers asked again: 1 unchanged, 1 changed (1 in quotes).\n"

    def test_an_export_is_a_file_of_answers_too(self, edited: Run, tmp_path: Path, kept: Records) -> None:
        export = lines(tmp_path / "export.jsonl", *kept.export())
        assert edited("--file", export).out == edited().out

    def test_recheck_of_what_cites_a_changed_article_asks_nothing_else(
        self, edited: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []
        ask = Assistant.ask

        def listening(self: Assistant, question: str, *given: Any, **named: Any) -> Any:
            asked.append(question)
            return ask(self, question, *given, **named)

        monkeypatch.setattr(Assistant, "ask", listening)
        done = edited("--cited-changed")
        assert asked == ["Who is the mayor of Norbury?"]
        assert done.out.endswith(
            "Answers asked again: 0 unchanged, 1 changed (1 in quotes); 1 not asked, as no article they cite changed.\n"
        )

    def test_recheck_can_fail_on_a_change(self, edited: Run, kept: Records) -> None:
        assert edited("--fail-on-change").code == 1
        kept.purge(0)
        assert edited("--fail-on-change").code == 0

    def test_no_answers_load_no_model(self, asking: Run, kept: Records, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("assistant.index.embed.SentenceEmbeddings", too_early)
        done = asking("answers", "recheck")
        assert (done.code, done.out) == (0, "Answers asked again: 0 unchanged, 0 changed.\n")

    def test_an_answer_that_cannot_be_asked_again_is_told_and_counted(self, edited: Run, tmp_path: Path) -> None:
        good = json.loads((tmp_path / "answers.jsonl").read_text("utf-8").splitlines()[1])
        wordless = lines(tmp_path / "wordless.jsonl", good | {"condensed_question": "🎉"}, good)
        done = edited("--json", "--file", wordless)
        assert [row["outcome"] for row in done.objects] == ["failed", "unchanged"]
        assert ("has no words" in done.objects[0]["error"], done.objects[0]["after"]) == (True, None)
        assert (done.code, done.err) == (3, "Answers asked again: 1 unchanged, 0 changed, 1 could not be asked.\n")

    def test_a_file_that_holds_no_answers_is_told(self, edited: Run, tmp_path: Path) -> None:
        told = refused(edited("--file", lines(tmp_path / "none.jsonl", {"question": WHO})), 2)
        assert f"{tmp_path / 'none.jsonl'} line 1: expected an answer as `assistant ask --json`" in told


class TestDoctor:
    def test_tells_versions_model_index_and_that_nothing_is_sent(self, asking: Run, built: Settings) -> None:
        done = asking("doctor")
        assert done.code == 0
        assert "chromadb 1." in done.out
        assert f"{built.index.location}: build {layout.live_id(built.index.location)}, 6 articles" in done.out
        assert "nothing is sent anywhere" in done.out

    def test_tells_what_is_missing_and_ends_well(self, run: Run, tmp_path: Path) -> None:
        done = run("doctor", "--index", tmp_path / "none")
        assert (done.code, f"No index in {tmp_path / 'none'}; run `assistant index`." in done.out) == (0, True)

    def test_tells_when_the_model_is_asked_of_the_hub(self, asking: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ENTENTE_EMBEDDING__MODEL", "some/other-model")
        done = asking("doctor")
        assert "asks the hub for some/other-model" in done.out
        assert "nothing is sent anywhere" not in done.out


class TestServe:
    def test_says_where_and_with_what_then_serves(self, asking: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        served: list[Settings] = []
        monkeypatch.setattr("assistant.app.api.serve", lambda _running, settings: served.append(settings))
        done = asking("serve", "--port", "7999", "--host", "127.0.0.9")
        assert "6 articles, build " in done.out
        assert "Entente on http://127.0.0.9:7999 (Ctrl-C stops it)" in done.out
        assert (served[0].app.host, served[0].app.port) == ("127.0.0.9", 7999)

    def test_a_port_out_of_range_is_told(self, asking: Run) -> None:
        assert "Setting app.port: found 70000" in refused(asking("serve", "--port", "70000"), 2)

    def test_a_missing_index_is_told(self, run: Run, tmp_path: Path) -> None:
        assert "No index in" in refused(run("serve", "--index", tmp_path), 5)


class TestSettings:
    def test_a_wrong_setting_is_one_line(self, asking: Run) -> None:
        Path("entente.toml").write_text("[answer]\nmax_sentence = 2\n")
        assert refused(asking("ask", WHO), 2).startswith("Setting answer.max_sentence: found 2;")

    def test_the_settings_file_is_obeyed(self, asking: Run) -> None:
        Path("entente.toml").write_text("[answer]\nmax_sentences = 1\n")
        (answer,) = asking("ask", "--json", "What is taught at the pilots' school, and who leads it?").objects
        assert len(answer["citations"]) == 1

    def test_a_model_that_is_not_the_index_s_is_told(self, asking: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("assistant.index.embed.SentenceEmbeddings", lambda _settings: FakeEmbedder("another"))
        assert "was made with" in refused(asking("ask", WHO), 4)


def test_help_names_every_command() -> None:
    done = subprocess.run([sys.executable, "-m", "assistant", "--help"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for command in ("ask", "search", "index", "serve", "doctor", "articles", "answers", "records"):
        assert command in done.stdout


def test_an_error_is_one_line_and_an_exit_code_in_a_process_too(tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "assistant", "ask", "Who?", "--index", str(tmp_path)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr == f"No index in {tmp_path}; run `assistant index`.\n"
