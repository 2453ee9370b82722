"""The assistant's own words, in both languages."""

from datetime import date

import pytest

from assistant.ask.phrases import Searched, answer_text, quoted, refusal_text, source_line, written_date
from assistant.documents import Citation, Claim, Language, Nearest, Span

DAY = date(2025, 7, 10)


def citation(n: int, language: Language, published: date | None = DAY) -> Citation:
    return Citation(n, Span("an-article", 0, 3, "Yes"), f"Title {n}", "", language, published)


@pytest.mark.parametrize(
    ("day", "language", "written"),
    [
        (DAY, "en", "10 July 2025"),
        (DAY, "fr", "10 juillet 2025"),
        (date(2025, 8, 1), "fr", "1er août 2025"),
        (date(2025, 8, 1), "en", "1 August 2025"),
        (date(1904, 12, 31), "fr", "31 décembre 1904"),
        (None, "en", ""),
        (None, "fr", ""),
    ],
)
def test_a_date_is_written_as_its_readers_write_it(day: date | None, language: Language, written: str) -> None:
    assert written_date(day, language) == written


def test_quotation_marks_are_the_askers() -> None:
    assert (quoted("Oui", "fr"), quoted("Yes", "en")) == ("« Oui »", "“Yes”")


class TestSourceLine:
    def test_gives_title_and_date(self) -> None:
        assert source_line(citation(2, "en"), "en") == "[2] Title 2, 10 July 2025"

    def test_names_a_language_only_when_it_is_not_the_askers(self) -> None:
        assert source_line(citation(1, "fr"), "en") == "[1] Title 1, 10 July 2025 (in French)"
        assert source_line(citation(1, "en"), "fr") == "[1] Title 1, 10 juillet 2025 (en anglais)"
        assert source_line(citation(1, "fr"), "fr") == "[1] Title 1, 10 juillet 2025"

    def test_says_nothing_of_a_date_that_is_not_known(self) -> None:
        assert source_line(citation(1, "en", None), "en") == "[1] Title 1"


class TestAnswerText:
    def test_gives_each_quote_with_its_markers_then_the_sources(self) -> None:
        claims = [Claim("Yes.", "verbatim", (1, 2)), Claim("No.", "verbatim", (2,))]
        assert answer_text(claims, [citation(1, "en"), citation(2, "en", None)], "en").split("\n") == [
            "“Yes.” [1][2]",
            "“No.” [2]",
            "[1] Title 1, 10 July 2025",
            "[2] Title 2",
        ]

    @pytest.mark.parametrize(
        ("asker", "published", "frame"),
        [
            ("en", "fr", "The words below are quoted as published, in French."),
            ("fr", "en", "Les mots ci-dessous sont cités tels que publiés, en anglais."),
        ],
    )
    def test_opens_with_a_frame_when_every_quote_is_foreign(
        self, asker: Language, published: Language, frame: str
    ) -> None:
        claims = [Claim("Yes", "verbatim", (1,))]
        assert answer_text(claims, [citation(1, published)], asker).split("\n")[0] == frame
        mixed = answer_text(claims, [citation(1, published), citation(2, asker)], asker)
        assert mixed.startswith(quoted("Yes", asker))


class TestRefusal:
    def test_says_what_was_searched_and_what_is_nearest(self) -> None:
        near = [Nearest("a", "The ferry", "", Span("a", 0, 11, "It is free.")), Nearest("b", "The port", "")]
        assert refusal_text("en", Searched(6, 13, ["ferry", "price"]), near) == (
            "The articles do not answer this question. I searched 6 articles (13 passages) for: ferry, price. "
            "What they say nearest to it, which may help but is not an answer: “It is free.” (The ferry); The port."
        )

    def test_is_written_in_french_for_french_readers(self) -> None:
        near = [Nearest("a", "Le port", "", Span("a", 0, 17, "Il reste ouvert."))]
        assert refusal_text("fr", Searched(6, 13, ["prix"]), near) == (
            "Les articles ne répondent pas à cette question. J'ai cherché dans 6 articles (13 passages) : prix. "
            "Ce qu'ils disent de plus proche, qui peut aider sans y répondre : « Il reste ouvert. » (Le port)."
        )

    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_leaves_out_what_there_is_not(self, language: Language) -> None:
        text = refusal_text(language, Searched(0, 0, []), [])
        assert text.endswith("0 articles (0 passages).")
