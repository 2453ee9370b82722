"""Which files become articles, and that one bad file costs only itself."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from assistant.corpus.load import Loaded, Rejected, load
from assistant.errors import CorpusError
from assistant.settings import CorpusSettings

SETTINGS = CorpusSettings()
QUAY = "The quay is open to every boat, and the towns pay for it."


def write(folder: Path, **files: str) -> Path:
    """Files by name; `__` in a name stands for the dot before its suffix."""
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


def write_lines(file: Path, *lines: object) -> Path:
    file.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    return file


def ids(loaded: Loaded) -> list[str]:
    return [article.id for article in loaded.articles]


def names(rejected: tuple[Rejected, ...]) -> list[str]:
    return [Path(each.path).name for each in rejected]


class TestFolder:
    def test_every_format_at_any_depth_is_read_in_the_order_of_the_paths(self, tmp_path: Path) -> None:
        (tmp_path / "en" / "deep").mkdir(parents=True)
        write(tmp_path, z__txt=f"{QUAY} Z.", b__MD=f"{QUAY} B.")
        write(tmp_path / "en", a__markdown=f"{QUAY} A.", page__htm=f"<html><body><p>{QUAY} P.</p></body></html>")
        write_lines(tmp_path / "en" / "deep" / "c.jsonl", {"id": "c1", "text": QUAY + " 1"}, {"text": QUAY + " 2"})
        loaded = load(tmp_path, SETTINGS)
        assert ids(loaded) == ["b", "a", "c1", "the-quay-is-open-to-every-boat-and-the-towns-pay-for-it-2", "page", "z"]
        assert [path.name for path in loaded.paths] == ["b.MD", "a.markdown", "c.jsonl", "c.jsonl", "page.htm", "z.txt"]
        assert loaded.rejected == loaded.warnings == ()

    def test_other_suffixes_hidden_files_and_readmes_are_not_looked_at(self, tmp_path: Path) -> None:
        (tmp_path / ".git").mkdir()
        write(tmp_path / ".git", x__md=QUAY)
        write(tmp_path, a__md=QUAY, README__md="No article.", Readme__md="None.", b__csv="a,b", __hidden__md="No.")
        assert (tmp_path / ".hidden.md").exists()
        loaded = load(tmp_path, SETTINGS)
        assert ids(loaded) == ["a"]
        assert loaded.rejected == ()

    def test_one_file_is_loaded_as_a_folder_would_be(self, tmp_path: Path) -> None:
        write(tmp_path, README__md=QUAY)
        assert ids(load(tmp_path / "README.md", SETTINGS)) == ["readme"]

    def test_a_link_out_of_the_folder_is_not_followed(self, tmp_path: Path) -> None:
        inside, outside = tmp_path / "in", tmp_path / "out"
        inside.mkdir()
        outside.mkdir()
        write(outside, secret__md="A secret that must stay out.")
        write(inside, a__md=QUAY)
        (inside / "file.md").symlink_to(outside / "secret.md")
        (inside / "folder").symlink_to(outside)
        (inside / "nowhere.md").symlink_to(inside / "missing.md")
        loaded = load(inside, SETTINGS)
        assert ids(loaded) == ["a"]
        assert [warning.partition(": ")[0] for warning in loaded.warnings] == [
            str(inside / name) for name in ("file.md", "folder", "nowhere.md")
        ]

    def test_a_link_to_a_hidden_file_of_the_folder_is_followed_once(self, tmp_path: Path) -> None:
        (tmp_path / ".data").mkdir()
        write(tmp_path / ".data", a__md=QUAY)
        (tmp_path / "a.md").symlink_to(tmp_path / ".data" / "a.md")
        (tmp_path / "b.md").symlink_to(tmp_path / ".data" / "a.md")
        loaded = load(tmp_path, SETTINGS)
        assert (ids(loaded), loaded.warnings) == (["a"], ())

    def test_a_named_pipe_is_not_opened_and_a_directory_loop_ends(self, tmp_path: Path) -> None:
        write(tmp_path, a__md=QUAY)
        os.mkfifo(tmp_path / "pipe.md")
        (tmp_path / "loop").symlink_to(tmp_path)
        (tmp_path / "self.md").symlink_to(tmp_path / "self.md")
        loaded = load(tmp_path, SETTINGS)
        assert ids(loaded) == ["a"]
        assert f"{tmp_path / 'pipe.md'}: not a regular file; left out" in loaded.warnings

    def test_strange_file_names_are_read_and_shown_on_one_line(self, tmp_path: Path) -> None:
        (tmp_path / "a\n'\"$(x).md").write_text("---\ntitel: x\n---\nText.")
        (tmp_path / ("ü" * 120 + ".txt")).write_text(QUAY)
        (tmp_path / "..b.md").write_text("Hidden.")
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/c\xff.txt")).write_text(QUAY + " C.")
        loaded = load(tmp_path, SETTINGS)
        assert names(loaded.rejected) == ["a\\n'\"$(x).md"]
        assert ids(loaded) == ["c", "u" * 80]


class TestBadFiles:
    def test_one_bad_file_costs_only_itself(self, tmp_path: Path) -> None:
        for number in range(20):
            (tmp_path / f"{number:02}.md").write_text(f"{QUAY} Number {number}.")
        write(tmp_path, bad__pdf="%PDF-1.4 cut", worse__docx="no zip", typo__md="---\ntitel: x\n---\nText.")
        loaded = load(tmp_path, SETTINGS)
        assert len(loaded.articles) == 20
        assert names(loaded.rejected) == ["bad.pdf", "typo.md", "worse.docx"]
        assert loaded.rejected[0].path == str(tmp_path / "bad.pdf")
        assert all(each.reason and "\n" not in each.reason for each in loaded.rejected)

    @pytest.mark.parametrize("text", ["", " \n\t\n", "---\ntitle: x\n---\n", "…!?", "# Only a title"])
    def test_a_text_without_words_is_rejected(self, tmp_path: Path, text: str) -> None:
        write(tmp_path, a__md=QUAY, b__md=text)
        loaded = load(tmp_path, SETTINGS)
        assert [(Path(each.path).name, each.reason) for each in loaded.rejected] == [("b.md", "empty: no words in it")]

    def test_a_file_larger_than_the_bound_is_rejected_without_being_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path, a__md=QUAY, b__txt="x" * 1001)
        read_bytes = Path.read_bytes
        opened: list[str] = []
        monkeypatch.setattr(Path, "read_bytes", lambda path: opened.append(path.name) or read_bytes(path))
        loaded = load(tmp_path, CorpusSettings(max_article_mb=0.001))
        assert [each.reason for each in loaded.rejected] == [
            "1001 bytes, expected at most 1000 (corpus.max_article_mb)"
        ]
        assert opened == ["a.md"]

    def test_a_file_that_cannot_be_read_is_rejected(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path, a__md=QUAY, b__md=QUAY)
        read_bytes = Path.read_bytes

        def refuse(path: Path) -> bytes:
            if path.name == "b.md":
                raise PermissionError(13, "Permission denied")
            return read_bytes(path)

        monkeypatch.setattr(Path, "read_bytes", refuse)
        loaded = load(tmp_path, SETTINGS)
        assert ids(loaded) == ["a"]
        assert loaded.rejected[0].reason == "cannot be read: Permission denied; check its permissions"

    def test_a_folder_that_cannot_be_listed_is_rejected(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path, a__md=QUAY)
        (tmp_path / "closed").mkdir()
        scandir = os.scandir

        def refuse(folder: Path) -> object:
            if Path(folder).name == "closed":
                raise PermissionError(13, "Permission denied")
            return scandir(folder)

        monkeypatch.setattr(os, "scandir", refuse)
        loaded = load(tmp_path, SETTINGS)
        assert (ids(loaded), names(loaded.rejected)) == (["a"], ["closed"])

    def test_of_two_articles_with_one_id_the_first_is_kept_and_the_second_named(self, tmp_path: Path) -> None:
        write(tmp_path, a__md=f"---\nid: same\n---\n{QUAY} A.", b__md=f"---\nid: same\n---\n{QUAY} B.")
        loaded = load(tmp_path, SETTINGS)
        assert [article.text[-2:] for article in loaded.articles] == ["A."]
        assert loaded.rejected == (
            Rejected(str(tmp_path / "b.md"), f"id 'same' is already used by {tmp_path / 'a.md'}"),
        )

    def test_the_same_text_twice_is_kept_once_with_a_warning(self, tmp_path: Path) -> None:
        write(tmp_path, a__md=QUAY, b__txt=f"\n{QUAY}\n")
        loaded = load(tmp_path, SETTINGS)
        assert (ids(loaded), loaded.rejected) == (["a"], ())
        assert loaded.warnings == (f"{tmp_path / 'b.txt'}: 'b' has the same text as {tmp_path / 'a.md'}; left out",)

    def test_files_of_one_name_in_two_folders_are_both_kept(self, tmp_path: Path) -> None:
        for folder in ("2024", "2025"):
            (tmp_path / folder).mkdir()
            write(tmp_path / folder, report__txt=f"{QUAY} Year {folder}.")
        loaded = load(tmp_path, SETTINGS)
        first, second = ids(loaded)
        assert first == "report"
        assert second.startswith("report-")
        assert ids(load(tmp_path, SETTINGS)) == [first, second]


class TestNothing:
    def test_a_missing_path_is_named_with_what_to_run(self, tmp_path: Path) -> None:
        with pytest.raises(CorpusError, match=r"missing: there is no such path; .*`assistant index PATH`"):
            load(tmp_path / "missing", SETTINGS)

    def test_a_folder_without_articles_is_named_with_the_suffixes(self, tmp_path: Path) -> None:
        write(tmp_path, a__csv="x")
        with pytest.raises(CorpusError, match=r"no file ends in .md .*\.jsonl; .*`assistant index PATH`"):
            load(tmp_path, SETTINGS)

    def test_a_folder_of_bad_files_names_the_first(self, tmp_path: Path) -> None:
        write(tmp_path, a__md="", b__pdf="x")
        with pytest.raises(CorpusError, match=r"all 2 found were left out, the first is .*a\.md: empty"):
            load(tmp_path, SETTINGS)

    def test_a_file_of_another_kind_and_a_pipe_are_refused(self, tmp_path: Path) -> None:
        write(tmp_path, a__csv="x")
        os.mkfifo(tmp_path / "b.md")
        for name in ("a.csv", "b.md"):
            with pytest.raises(CorpusError, match="not a file ending in"):
                load(tmp_path / name, SETTINGS)


class TestMarkdown:
    def test_front_matter_and_body_become_the_article(self, tmp_path: Path) -> None:
        front = "id: quay\ntitle: The quay\nlanguage: en\npublished: 2025-07-10\ntopics: [harbour]\nauthority: briefing"
        write(tmp_path, quay__md=f"---\n{front}\n---\n\n## Open\n\n**The quay** is open.\n")
        article = load(tmp_path, SETTINGS).articles[0]
        assert (article.id, article.title, article.language) == ("quay", "The quay", "en")
        assert (article.published, article.topics, article.authority) == (date(2025, 7, 10), ("harbour",), "briefing")
        assert article.text == "## Open\n\nThe quay is open."

    def test_without_a_title_the_file_name_is_the_title_and_the_id(self, tmp_path: Path) -> None:
        write(tmp_path, **{"Le quai d'été__md": "Le quai est ouvert à tous les bateaux."})
        article = load(tmp_path, SETTINGS).articles[0]
        assert (article.id, article.title, article.language) == ("le-quai-d-ete", "Le quai d'été", "fr")

    def test_an_id_that_is_no_slug_is_rejected(self, tmp_path: Path) -> None:
        write(tmp_path, a__md=QUAY, b__md=f"---\nid: Not A Slug\n---\n{QUAY} B.")
        assert "found 'Not A Slug', expected lower-case" in load(tmp_path, SETTINGS).rejected[0].reason


class TestJsonLines:
    def test_every_member_arrives_and_unknown_ones_are_ignored(self, tmp_path: Path) -> None:
        line = {
            "id": "Doc 1",
            "title": "T",
            "text": QUAY,
            "url": "https://x.example",
            "date": "2025-07",
            "lang": "en-GB",
        }
        file = write_lines(tmp_path / "a.jsonl", {**line, "authority": "treaty", "crawler": {"x": 1}})
        article = load(file, SETTINGS).articles[0]
        assert (article.id, article.title, article.url) == ("Doc 1", "T", "https://x.example")
        assert (article.published, article.language, article.authority) == (date(2025, 7, 1), "en", "treaty")

    def test_the_text_is_kept_character_for_character(self, tmp_path: Path) -> None:
        text = "\n  **Not** markup & <b>no</b> tags.\t\n\n\n e\u0301\u202eRTL\u2028🚢  \n"
        file = write_lines(tmp_path / "a.jsonl", {"text": text})
        assert load(file, SETTINGS).articles[0].text == text

    def test_what_cannot_be_indexed_is_replaced_in_place(self, tmp_path: Path) -> None:
        file = write_lines(tmp_path / "a.jsonl", '{"text": "A quay\\u0000 is\\ud800 open\\r\\n\\u0007now"}')
        assert load(file, SETTINGS).articles[0].text == "A quay\ufffd is\ufffd open \n now"

    def test_a_missing_id_is_made_of_the_title_and_a_missing_title_of_the_text(self, tmp_path: Path) -> None:
        file = write_lines(
            tmp_path / "a.jsonl",
            {"title": "The Quay", "text": f"{QUAY} 1"},
            {"title": "The Quay", "text": f"{QUAY} 2"},
            {"text": "word " * 40},
        )
        first, second, third = load(file, SETTINGS).articles
        assert first.id == "the-quay"
        assert second.id.startswith("the-quay-")
        assert third.title == ("word " * 16).strip() + "…"

    def test_a_bad_line_is_rejected_with_its_number_and_the_others_load(self, tmp_path: Path) -> None:
        file = write_lines(
            tmp_path / "a.jsonl",
            {"id": "one", "text": f"{QUAY} 1"},
            "{not json",
            "",
            "[1, 2]",
            "[" * 100_000,
            {"id": "no-text"},
            {"id": "empty", "text": " "},
            {"id": "german", "text": QUAY, "lang": "de"},
            {"id": "one", "text": f"{QUAY} again"},
            {"id": "two", "text": f"{QUAY} 2"},
        )
        with file.open("ab") as lines:
            lines.write(b'{"id": "latin", "text": "\xe9t\xe9"}\n{"id": "three", "text": "The last has no line end."}')
        loaded = load(file, SETTINGS)
        assert ids(loaded) == ["one", "two", "three"]
        found = [each.reason.split(" ", 2)[:2] for each in loaded.rejected]
        assert found == [["line", f"{number}:"] for number in (2, 4, 5, 6, 7, 8, 9, 11)]
        assert [each.reason.partition(": ")[2][:12] for each in loaded.rejected] == [
            "not JSON (Ex",
            "found a JSON",
            "not JSON (ma",
            "no text; exp",
            "empty: no wo",
            "language: fo",
            "id 'one' is ",
            "not UTF-8; s",
        ]

    def test_the_bound_holds_for_a_line_not_for_the_file(self, tmp_path: Path) -> None:
        lines = [{"id": f"n{number}", "text": f"{number} " + "x" * 500} for number in range(5)]
        file = write_lines(tmp_path / "a.jsonl", *lines, {"id": "long", "text": "x" * 5000}, {"id": "z", "text": QUAY})
        loaded = load(file, CorpusSettings(max_article_mb=0.001))
        assert ids(loaded) == ["n0", "n1", "n2", "n3", "n4", "z"]
        assert [each.reason for each in loaded.rejected] == ["line 6: longer than 1000 bytes (corpus.max_article_mb)"]

    def test_a_byte_order_mark_is_no_error_and_utf_16_is_named(self, tmp_path: Path) -> None:
        line = json.dumps({"id": "a", "text": QUAY}) + "\n"
        (tmp_path / "a.jsonl").write_text(line, encoding="utf-8-sig")
        (tmp_path / "b.jsonl").write_text(line, encoding="utf-16")
        loaded = load(tmp_path, SETTINGS)
        assert ids(loaded) == ["a"]
        assert loaded.rejected[0].reason == "found UTF-16, expected UTF-8; save the file as UTF-8"

    def test_a_megabyte_without_spaces_is_kept_whole(self, tmp_path: Path) -> None:
        text = "x" * 1_000_000
        file = write_lines(tmp_path / "a.jsonl", {"id": "long", "text": text})
        assert load(file, SETTINGS).articles[0].text == text


def test_loading_twice_gives_the_same(tmp_path: Path) -> None:
    write(tmp_path, b__md=f"{QUAY} B.", a__txt=f"{QUAY} A.", c__pdf="bad")
    assert load(tmp_path, SETTINGS) == load(tmp_path, SETTINGS)
