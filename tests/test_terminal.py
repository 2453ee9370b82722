"""What the command line shows: answers, results, articles, what changed, and its progress bar."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.documents import Answer, Article, Certainty, Choice, Citation, Claim, Language, Source, Span, State
from assistant.index.compare import Change, Comparison
from assistant.recheck import Difference, Gone, Kept, Rechecked, Tally
from assistant.terminal.answers import show_answer
from assistant.terminal.articles import show_article, show_articles, show_comparison
from assistant.terminal.progress import progress_bar
from assistant.terminal.rechecked import show_rechecked, tally_line
from assistant.terminal.results import show_results

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
        show_answer(answer())
        assert capsys.readouterr().out == (
            f"{SAID} [1]\n\n[1] The pilots' school opens, 2 September 2025  pilots-school:10–{10 + len(SAID)}\n"
        )

    @pytest.mark.usefixtures("colours")
    def test_the_words_that_answer_are_bold(self, capsys: Captured) -> None:
        show_answer(answer())
        assert "\x1b[1mCaptain\x1b[0m Maren" in capsys.readouterr().out

    def test_the_stand_alone_question_is_shown_when_it_is_another(self, capsys: Captured) -> None:
        show_answer(replace(answer(), condensed_question="Who leads it? (the school)"))
        assert capsys.readouterr().out.startswith("Who leads it? (the school)\nCaptain")

    def test_a_foreign_source_is_named_as_such_with_the_askers_date(self, capsys: Captured) -> None:
        show_answer(answer(language="fr"))
        assert "[1] The pilots' school opens, 2 septembre 2025, en anglais  pilots" in capsys.readouterr().out

    def test_an_unknown_date_is_left_out(self, capsys: Captured) -> None:
        given = answer()
        show_answer(replace(given, citations=(replace(given.citations[0], published=None),)))
        assert "[1] The pilots' school opens  pilots-school:" in capsys.readouterr().out

    def test_a_refusal_is_its_text(self, capsys: Captured) -> None:
        show_answer(replace(answer(), status="refused", text="Not here.", claims=(), citations=()))
        assert capsys.readouterr().out == "Not here.\n"

    @pytest.mark.parametrize("text", ["[bold]x[/bold] [1]", "[/red]", ":smile: https://x.example", "\\[x]"])
    def test_words_of_an_article_are_never_taken_for_markup(self, text: str, capsys: Captured) -> None:
        show_answer(answer(text))
        assert capsys.readouterr().out.startswith(f"{text} [1]\n")
        show_results([{"doc_id": "[b]", "start": 0, "end": 9, "text": text, "score": 1.0}])
        assert capsys.readouterr().out == f"1. [b]:0–9  1.00\n{text}\n\n"

    def test_words_of_an_article_never_steer_the_terminal(self, capsys: Captured) -> None:
        text = "a\x1b]0;title\x07b\x1b[2Jc\x9b31md"
        show_answer(replace(answer(text), condensed_question=text))
        show_answer(replace(answer(), text=text, claims=()))
        show_results([{"doc_id": "a", "start": 0, "end": 9, "text": text, "score": 1.0}])
        article = Article(id="a", title=text, text=text, language="en", publisher=text, sources=(Source(text),))
        show_article(article)
        show_articles([article])
        said = capsys.readouterr().out
        assert said.count("c\N{REPLACEMENT CHARACTER}31md") == 9
        assert not {"\x1b", "\x07", "\x9b"} & set(said)

    @pytest.mark.usefixtures("colours")
    def test_a_control_character_does_not_move_the_bold_words(self, capsys: Captured) -> None:
        show_answer(answer("A\x07\x07\x07bcd efg"))
        assert "\x1b[1mA\ufffd\ufffd\ufffdbcd\x1b[0m efg" in capsys.readouterr().out


OLDER = Citation(
    1,
    Span("lights", 0, 16, "Each town pays half."),
    "The Lights Treaty",
    "",
    "en",
    date(1987, 5, 5),
    "Valmer Archive",
    "treaty",
    "replaced",
    date(1987, 6, 1),
    date(2025, 3, 31),
    (2,),
)
NEWER = Citation(
    2, Span("accord", 5, 25, "Norbury pays 60 per cent."), "The Accord", "", "en", date(2025, 3, 14), "Norbury Gazette"
)
BOTH = (Claim("Each town pays half.", "verbatim", (1,)), Claim("Norbury pays 60 per cent.", "verbatim", (2,)))


class TestTime:
    """What held when, and what replaced it."""

    def test_the_day_asked_for_stands_first(self, capsys: Captured) -> None:
        given = replace(answer(), as_of=date(2025, 3, 1), as_of_asked=True, condensed_question="Who leads the school?")
        show_answer(given)
        assert capsys.readouterr().out.startswith("As of 1 March 2025:\nWho leads the school?\nCaptain")
        show_answer(replace(given, language="fr"))
        assert capsys.readouterr().out.startswith("État au 1er mars 2025 :\n")

    def test_a_day_that_nobody_asked_for_is_left_out(self, capsys: Captured) -> None:
        show_answer(answer())
        assert "As of" not in capsys.readouterr().out

    def test_what_was_replaced_says_until_when_and_by_what(self, capsys: Captured) -> None:
        show_answer(replace(answer(), claims=BOTH, citations=(OLDER, NEWER)))
        older, newer = capsys.readouterr().out.splitlines()[-2:]
        assert older == "[1] The Lights Treaty, 5 May 1987 – replaced, until 31 March 2025, now [2]  lights:0–16"
        assert newer == "[2] The Accord, 14 March 2025  accord:5–25"

    @pytest.mark.usefixtures("colours")
    @pytest.mark.parametrize(
        ("state", "struck"), [("replaced", True), ("ended", True), ("not_yet", False), ("in_force", False)]
    )
    def test_what_holds_no_longer_is_struck_through_with_its_source(
        self, state: State, struck: bool, capsys: Captured
    ) -> None:
        show_answer(replace(answer(), claims=BOTH, citations=(replace(OLDER, state=state), NEWER)))
        said = capsys.readouterr().out
        for words in ("Each town pays half.", "The Lights Treaty, 5 May 1987"):
            assert (f"\x1b[9m{words}\x1b[0m" in said) == struck
        assert said.count("\x1b[9m") == 2 * struck

    @pytest.mark.usefixtures("colours")
    def test_a_sentence_with_a_source_that_holds_is_not_struck(self, capsys: Captured) -> None:
        show_answer(replace(answer(), claims=(Claim(SAID, "supported", (1, 2)),), citations=(OLDER, NEWER)))
        assert capsys.readouterr().out.startswith(SAID)


class TestWhatIsNotPlainlyAnswered:
    def test_sources_that_disagree_stand_below_one_another_by_publisher_and_date(self, capsys: Captured) -> None:
        claims = (Claim(SAID, "verbatim", (3,)), *BOTH)
        third = replace(answer().citations[0], n=3)
        citations = (replace(OLDER, state="in_force"), NEWER, third)
        show_answer(replace(answer(), claims=claims, citations=citations, disagreements=((1, 2),)))
        assert [line.rstrip() for line in capsys.readouterr().out.splitlines()][:4] == [
            f"{SAID} [3]",
            "The sources disagree:",
            "Valmer Archive, 5 May 1987      Each town pays half. [1]",
            "Norbury Gazette, 14 March 2025  Norbury pays 60 per cent. [2]",
        ]

    def test_a_source_without_publisher_and_date_goes_by_its_title(self, capsys: Captured) -> None:
        nameless = replace(NEWER, publisher="", published=None)
        show_answer(replace(answer(), claims=BOTH, citations=(OLDER, nameless), disagreements=((1, 2),)))
        assert "\nThe Accord                  Norbury pays" in capsys.readouterr().out

    def test_the_parts_left_open_are_named_after_the_quotes(self, capsys: Captured) -> None:
        show_answer(replace(answer(), status="partial", missing=("what it costs", "when it closes")))
        said = capsys.readouterr().out.splitlines()
        assert said[1] == "The articles answer a part of this. They do not say: “what it costs”; “when it closes”."

    def test_what_a_question_may_mean_is_numbered_with_the_question_to_ask(self, capsys: Captured) -> None:
        choices = (Choice("The Accord", "Who signed the Accord?"), Choice("The Treaty", "Who signed the Treaty?"))
        given = replace(answer(), status="clarify", reason="ambiguous", claims=(), citations=(), choices=choices)
        show_answer(given)
        assert capsys.readouterr().out.splitlines() == [
            "This can be meant in more than one way. Which one do you mean?",
            "1. The Accord  Who signed the Accord?",
            "2. The Treaty  Who signed the Treaty?",
        ]

    def test_what_the_articles_say_instead_of_a_premise_follows_the_words_that_deny_it(self, capsys: Captured) -> None:
        text = f"The articles do not say that it closed; they say:\n“{SAID}” [1]"
        show_answer(replace(answer(), status="refused", reason="false_premise", text=text))
        said = capsys.readouterr().out
        assert said.startswith(f"The articles do not say that it closed; they say:\n{SAID} [1]\n\n[1] The pilots'")

    def test_how_sure_it_is_comes_last_as_it_was_measured(self, capsys: Captured) -> None:
        show_answer(replace(answer(), certainty=Certainty("high", 0.0425, 0.021, 0.072, 212)))
        last = capsys.readouterr().out.splitlines()[-1]
        assert last == "Of answers at this level, 4 in 100 were wrong on our cases (95\u00a0%: 2 to 7; 212 answers)."


class TestComparison:
    OLD = Article("mayors", "Mayors", "The mayor is Edith Calloway.", "en")
    CHANGE = Change(OLD, replace(OLD, text="The mayor is [red]Luc[/red]."), ("text", "valid_to"), 1, 2)
    FOUND = Comparison("a", "b", (replace(OLD, id="new"),), (replace(OLD, id="old"),), (CHANGE,), 3, 4)

    def test_shows_a_line_per_article_then_the_counts(self, capsys: Captured) -> None:
        show_comparison(self.FOUND, with_text=False)
        assert capsys.readouterr().out.splitlines() == [
            "- old  Mayors",
            "+ new  Mayors",
            "~ mayors  Mayors  text, valid_to  +1 −2 passages",
            "a → b: 1 articles added, 1 removed, 1 changed; 3 passages added, 4 removed.",
        ]

    def test_shows_the_words_on_request(self, capsys: Captured) -> None:
        show_comparison(self.FOUND, with_text=True)
        said = capsys.readouterr().out.splitlines()
        assert said[3:8] == [
            "    --- before",
            "    +++ after",
            "    @@ -1 +1 @@",
            "    -The mayor is Edith Calloway.",
            "    +The mayor is [red]Luc[/red].",
        ]


class TestRechecked:
    KEPT = Kept("7f", "Who leads it?", (), "en", None, ("answered", None), "x", (), (), "a")

    def test_shows_the_status_and_the_quotes_lost_and_gained(self, capsys: Captured) -> None:
        lost, gained = Span("a", 0, 3, "Old [words]."), Span("b", 0, 3, "New words.")
        now = replace(answer(), status="refused", reason="not_in_articles")
        gone = Gone(lost, "words_gone")
        show_rechecked(Rechecked(self.KEPT, now, ("status", "quotes"), (gone,), (gained,)))
        assert capsys.readouterr().out.splitlines() == [
            "7f  Who leads it?",
            "  answered → refused (not_in_articles)",
            "  - a: Old [words].  no longer said in the article",
            "  + b: New words.",
        ]

    def test_shows_nothing_of_an_answer_that_stayed(self, capsys: Captured) -> None:
        show_rechecked(Rechecked(self.KEPT, answer()))
        assert capsys.readouterr().out == ""

    @pytest.mark.parametrize(
        ("difference", "said"), [("nearest", "other sentences as the nearest"), ("wording", "other words around them")]
    )
    def test_says_what_else_differs(self, difference: Difference, said: str, capsys: Captured) -> None:
        show_rechecked(Rechecked(self.KEPT, answer(), (difference,)))
        assert said in capsys.readouterr().out

    def test_says_why_a_question_cannot_be_asked(self, capsys: Captured) -> None:
        show_rechecked(Rechecked(self.KEPT, None, error="The question has no words."))
        assert "  cannot be asked: The question has no words.\n" in capsys.readouterr().out

    def test_counts_what_came_of_all(self) -> None:
        assert tally_line(Tally(3, 2, 1, 4, {"status": 1, "quotes": 2})) == (
            "Answers asked again: 3 unchanged, 2 changed (2 in quotes, 1 in status), 1 could not be asked; "
            "4 not asked, as no article they cite changed."
        )
        assert tally_line(Tally(3, 0, 0, 0, {})) == "Answers asked again: 3 unchanged, 0 changed."


def test_no_results_are_said_to_be_none(capsys: Captured) -> None:
    show_results([])
    assert capsys.readouterr().out == "No passages.\n"


def test_an_article_of_which_little_is_known_is_shown_without_gaps(capsys: Captured) -> None:
    show_article(Article(id="a", title="A title", text="# Head\n\nSome [text].", language="en"))
    assert capsys.readouterr().out == "A title\npress\n\n# Head\n\nSome [text].\n\n"


def test_articles_are_listed_by_id_whatever_their_order(corpus: list[Article], capsys: Captured) -> None:
    show_articles([*reversed(corpus), replace(corpus[0], id="undated", published=None)])
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    assert [row[0] for row in rows] == sorted([article.id for article in corpus] + ["undated"])
    assert rows[1][:3] == ["ferry-pilot", "en", "2025-06-20"]
    assert rows[-1][:3] == ["undated", "en", "The"]


def test_progress_counts_each_stage_on_stderr(capsys: Captured) -> None:
    with progress_bar() as progress:
        progress("split", 1, 2)
        progress("embed", 0, 9)
        progress("embed", 9, 9)
    said = capsys.readouterr()
    assert said.out == ""
    assert "1/2" in said.err
    assert "9/9" in said.err
    assert "0/9" not in said.err
