"""What the command line shows of an answer, a result and an article, and its progress bar."""

from dataclasses import replace
from datetime import date

import pytest

from assistant import terminal
from assistant.documents import Answer, Article, Citation, Claim, Language, Source, Span

SAID = "Captain Maren Oduya leads the school."


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")


@pytest.fixture
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that shows styles."""
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")


def answer(text: str = SAID, language: Language = "en") -> Answer:
    span = Span("pilots-school", 10, 10 + len(text), text)
    return Answer(
        id="0",
        question="Who leads it?",
        status="answered",
        reason=None,
        language=language,
        text=f"“{text}” [1]",
        claims=(Claim(text, "verbatim", (1,), ((0, 7),)),),
        citations=(Citation(1, span, "The pilots' school opens", "", "en", date(2025, 9, 2)),),
        nearest=(),
        considered=(),
        as_of=date(2025, 9, 3),
        seconds={},
        build_id="b",
        settings_hash="0" * 12,
        model="quoted",
        condensed_question="Who leads it?",
        answerability=0.9,
    )


Captured = pytest.CaptureFixture[str]


class TestAnswer:
    def test_shows_the_quote_then_what_is_cited_and_where_it_stands(self, capsys: Captured) -> None:
        terminal.show_answer(answer())
        assert capsys.readouterr().out == (
            f"{SAID} [1]\n\n[1] The pilots' school opens, 2 September 2025  pilots-school:10–{10 + len(SAID)}\n"
        )

    @pytest.mark.usefixtures("colours")
    def test_the_words_that_answer_are_bold(self, capsys: Captured) -> None:
        terminal.show_answer(answer())
        assert "\x1b[1mCaptain\x1b[0m Maren" in capsys.readouterr().out

    def test_the_stand_alone_question_is_shown_when_it_is_another(self, capsys: Captured) -> None:
        terminal.show_answer(replace(answer(), condensed_question="Who leads it? (the school)"))
        assert capsys.readouterr().out.startswith("Who leads it? (the school)\nCaptain")

    def test_a_foreign_source_is_named_as_such_with_the_askers_date(self, capsys: Captured) -> None:
        terminal.show_answer(answer(language="fr"))
        assert "[1] The pilots' school opens, 2 septembre 2025, en anglais  pilots" in capsys.readouterr().out

    def test_an_unknown_date_is_left_out(self, capsys: Captured) -> None:
        given = answer()
        terminal.show_answer(replace(given, citations=(replace(given.citations[0], published=None),)))
        assert "[1] The pilots' school opens  pilots-school:" in capsys.readouterr().out

    def test_a_refusal_is_its_text(self, capsys: Captured) -> None:
        terminal.show_answer(replace(answer(), status="refused", text="Not here.", claims=(), citations=()))
        assert capsys.readouterr().out == "Not here.\n"

    @pytest.mark.parametrize("text", ["[bold]x[/bold] [1]", "[/red]", ":smile: https://x.example", "\\[x]"])
    def test_words_of_an_article_are_never_taken_for_markup(self, text: str, capsys: Captured) -> None:
        terminal.show_answer(answer(text))
        assert capsys.readouterr().out.startswith(f"{text} [1]\n")
        terminal.show_results([{"doc_id": "[b]", "start": 0, "end": 9, "text": text, "score": 1.0}])
        assert capsys.readouterr().out == f"1. [b]:0–9  1.00\n{text}\n\n"

    def test_words_of_an_article_never_steer_the_terminal(self, capsys: Captured) -> None:
        text = "a\x1b]0;title\x07b\x1b[2Jc\x9b31md"
        terminal.show_answer(replace(answer(text), condensed_question=text))
        terminal.show_answer(replace(answer(), text=text, claims=()))
        terminal.show_results([{"doc_id": "a", "start": 0, "end": 9, "text": text, "score": 1.0}])
        article = Article(id="a", title=text, text=text, language="en", publisher=text, sources=(Source(text),))
        terminal.show_article(article)
        terminal.show_articles([article])
        said = capsys.readouterr().out
        assert said.count("c\N{REPLACEMENT CHARACTER}31md") == 9
        assert not {"\x1b", "\x07", "\x9b"} & set(said)

    @pytest.mark.usefixtures("colours")
    def test_a_control_character_does_not_move_the_bold_words(self, capsys: Captured) -> None:
        terminal.show_answer(answer("A\x07\x07\x07bcd efg"))
        assert "\x1b[1mA\ufffd\ufffd\ufffdbcd\x1b[0m efg" in capsys.readouterr().out


def test_no_results_are_said_to_be_none(capsys: Captured) -> None:
    terminal.show_results([])
    assert capsys.readouterr().out == "No passages.\n"


def test_an_article_of_which_little_is_known_is_shown_without_gaps(capsys: Captured) -> None:
    terminal.show_article(Article(id="a", title="A title", text="# Head\n\nSome [text].", language="en"))
    assert capsys.readouterr().out == "A title\npress\n\n# Head\n\nSome [text].\n\n"


def test_articles_are_listed_by_id_whatever_their_order(corpus: list[Article], capsys: Captured) -> None:
    terminal.show_articles([*reversed(corpus), replace(corpus[0], id="undated", published=None)])
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    assert [row[0] for row in rows] == sorted([article.id for article in corpus] + ["undated"])
    assert rows[1][:3] == ["ferry-pilot", "en", "2025-06-20"]
    assert rows[-1][:3] == ["undated", "en", "The"]


def test_progress_counts_each_stage_on_stderr(capsys: Captured) -> None:
    with terminal.progress_bar() as progress:
        progress("split", 1, 2)
        progress("embed", 0, 9)
        progress("embed", 9, 9)
    said = capsys.readouterr()
    assert said.out == ""
    assert "1/2" in said.err
    assert "9/9" in said.err
    assert "0/9" not in said.err
