"""Each format gives the same canonical text, and one line of reason when it cannot."""

import io
import random
import zipfile
from pathlib import Path

import docx
import pytest
from pypdf import PdfWriter

from assistant.corpus import formats
from assistant.corpus.formats import flatten, read
from assistant.errors import ArticleError

DATA = Path(__file__).parent / "data"


def make_pdf(pages: list[list[str]], title: str = "") -> bytes:
    """A PDF whose pages show these lines."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        shown = b"".join(b"(" + line.encode("cp1252") + b") Tj T*\n" for line in lines)
        content = b"BT /F1 11 Tf 14 TL 50 780 Td\n" + shown + b"ET"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            + f" /Contents {5 + 2 * number} 0 R >>".encode()
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
    objects.append(f"<< /Title ({title}) >>".encode())
    return _assemble_pdf(objects)


def _assemble_pdf(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", b""
    for number, each in enumerate(objects, 1):
        places += f"{len(out):010} 00000 n \n".encode()
        out += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    size = len(objects) + 1
    table = f"xref\n0 {size}\n0000000000 65535 f \n".encode() + places
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + table + trailer.encode()


def make_docx() -> bytes:
    document = docx.Document()
    document.add_heading("The tidal pilot", 0)
    document.add_paragraph("Two ministers\nagreed  a pilot.")
    document.add_heading("What was agreed", 1)
    document.add_paragraph("A survey begins in 2026.", style="List Bullet")
    document.add_paragraph("A turbine follows in 2027.", style="List Bullet")
    document.add_heading("Money", 2)
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Year", "Pounds"
    table.cell(1, 0).merge(table.cell(1, 1)).text = "Not yet known"
    document.add_paragraph("The survey comes first.")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def reason(suffix: str, data: bytes) -> str:
    with pytest.raises(ArticleError) as caught:
        read(suffix, data)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 400
    return message


class TestMarkdown:
    def test_text_without_inline_markup_equals_its_body(self) -> None:
        body = "\n".join(
            [
                "## Ce qui a été décidé",
                "",
                "Le projet coûte 12,5 millions d'euros (environ 40 % du total) : c'est peu.  Il dure deux ans.",
                "",
                "### Étapes",
                "Un titre peut toucher son texte.",
                "- Une étude commence en 2026.",
                "- Une turbine suit en 2027 ; elle pèse 3 t & plus.",
                "",
                "1. Premier point.",
                "2. Second point.",
            ]
        )
        assert read(".md", f"---\ntitle: T\n---\n\n{body}\n".encode()).text == body

    @pytest.mark.parametrize(
        ("markdown", "text"),
        [
            ("A **bold** and _soft_ `code` word.", "A bold and soft code word."),
            ("See [the *statement*](https://x.example/y 'title') of July.", "See the statement of July."),
            ("Before ![a chart](chart.png) after.", "Before after."),
            ("![only an image](x.png)\n\nText.", "Text."),
            (
                "A <b>tag</b>, a<br>break and an <https://auto.example/link>.",
                "A tag, a break and an https://auto.example/link.",
            ),
            ("Fish &amp; chips &mdash; 5 \\* 4", "Fish & chips — 5 * 4"),
            ("<!-- note\nto self -->\n\n<div><p>Kept</p><script>gone()</script></div>\n\nEnd.", "Kept\n\nEnd."),
            ("A line\nthat was wrapped\nby hand.", "A line that was wrapped by hand."),
            ("Title\n=====\n\nSub\n---\n\n#### Deep ##", "# Title\n\n## Sub\n\n#### Deep"),
            ("* one\n* two\n  - *inner*\n\n+ three", "- one\n- two\n- inner\n\n- three"),
            ("> Quoted *text*.", "Quoted text."),
            ("| a | **b** |\n|---|---|\n| c | d |\n\nEnd.", "a | b\nc | d\n\nEnd."),
            ("One.\n\n\n\n\nTwo.\n\n---\n\nThree.", "One.\n\nTwo.\n\nThree."),
            ("-\n\nNot an item.", "Not an item."),
            ("Roads A_1 and B_2 cost 3*4.", "Roads A_1 and B_2 cost 3*4."),
        ],
    )
    def test_markup_gives_way_to_its_text(self, markdown: str, text: str) -> None:
        assert flatten(markdown) == text

    def test_flattening_twice_changes_nothing(self) -> None:
        once = flatten("# T\n\nA *b*\nc.\n\n- d\n- e\n\n1. f\n2. g")
        assert flatten(once) == once

    @pytest.mark.parametrize(
        ("markdown", "title", "text"),
        [
            ("---\ntitle: Given\n---\n# Given\n\nText.", "Given", "Text."),
            ("---\ntitle: Given\n---\n# Other\n\nText.", "Given", "# Other\n\nText."),
            ("---\ntitle: Given\n---\nText.\n\n# Given\n\nMore.", "Given", "Text.\n\n# Given\n\nMore."),
            ("# *First*\n\nText.\n\n# Second\n\nMore.", "First", "Text.\n\n# Second\n\nMore."),
            ("Text only.", "", "Text only."),
        ],
    )
    def test_the_title_is_taken_from_the_front_matter_or_the_first_h1(
        self, markdown: str, title: str, text: str
    ) -> None:
        raw = read(".md", markdown.encode())
        assert (raw.fields["title"], raw.text) == (title, text)

    def test_the_fields_are_those_of_the_front_matter(self) -> None:
        raw = read(".markdown", b"---\nid: a-b\ntopics: [x, y]\nvalid_to:\n---\nText.")
        assert raw.fields == {"id": "a-b", "topics": ["x", "y"], "valid_to": None, "title": ""}

    def test_a_misspelt_key_is_named_with_what_it_resembles(self) -> None:
        assert reason(".md", b"---\ntitel: X\n---\nText.") == (
            "unknown key 'titel' in the front matter; did you mean 'title'?"
        )
        assert "'lable'" in reason(".md", b"---\nsources:\n  - lable: X\n---\nText.")

    @pytest.mark.parametrize(
        ("front", "said"),
        [
            (b"title: [unclosed", "not YAML"),
            (b"published: 2025-13-45", "not YAML"),
            (b"title: !!timestamp x", "not YAML"),
            (b"title: !!python/object/apply:os.getcwd []", "not YAML"),
            (b"title: " + b"[" * 3000, "not YAML"),
            (b"- a list", "key: value"),
            (b"title: " + b"x" * 70_000, "at most 65536"),
        ],
    )
    def test_bad_front_matter_is_one_line_of_reason(self, front: bytes, said: str) -> None:
        assert said in reason(".md", b"---\n" + front + b"\n---\nText.")

    def test_front_matter_that_is_never_closed_is_refused(self) -> None:
        assert "never closed" in reason(".md", b"---\ntitle: X\n\nText of the article.")


class TestText:
    def test_a_short_first_line_is_the_title_and_leaves_the_text(self) -> None:
        raw = read(".txt", b"Harbour news\r\n\r\nThe quay is open.\r\n")
        assert (raw.fields["title"], raw.text) == ("Harbour news", "The quay is open.")

    @pytest.mark.parametrize(
        "text",
        [
            "The quay is open.\nMore of it.",
            "Only line",
            "x" * 101 + "\nText.",
            "The quay\nis open.",
            "- A list\n- of two items",
            "All of the boats that came to the quay on that day were from the\nChannel Islands, or from the Isle of "
            "Wight, as it was said by\nall.",
            "All of the boats that came to the quay on that day were from the\nChannel Islands.",
        ],
    )
    def test_a_sentence_an_item_a_long_an_only_and_a_continued_line_are_no_title(self, text: str) -> None:
        raw = read(".txt", text.encode())
        assert (raw.fields["title"], " ".join(raw.text.split())) == ("", " ".join(text.split()))

    def test_a_headline_above_a_byline_or_a_long_line_is_the_title(self) -> None:
        headline = "Norbury and Valmer sign a partnership on tidal power after the visit"
        assert read(".txt", f"{headline}\nBy Ann Writer\n\n{headline}.".encode()).fields["title"] == headline
        assert read(".txt", f"{headline}\nWords {'word ' * 40}end.".encode()).fields["title"] == headline

    def test_every_kind_of_line_end_is_one(self) -> None:
        assert read(".txt", b"One is here.\r\nTwo is here.\rThree is here.\n").text == (
            "One is here.\nTwo is here.\nThree is here."
        )

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
    def test_every_common_encoding_gives_the_same_text(self, encoding: str) -> None:
        text = "L'été à Orléans coûte 5 € de moins.\nŒuvres et « naïveté » : déjà vu."
        assert read(".txt", text.encode(encoding)).text == text

    def test_one_damaged_byte_does_not_spoil_the_other_accents(self) -> None:
        data = "Été après été, la jetée résiste.".encode() + b"\xff"
        assert read(".txt", data).text == "Été après été, la jetée résiste.\ufffd"

    def test_bytes_that_are_no_text_are_refused(self) -> None:
        assert "not text" in reason(".txt", random.Random(1).randbytes(5000))

    def test_what_follows_a_nul_is_still_there_and_controls_become_spaces(self) -> None:
        words = "The quay is open to every boat. " * 20
        assert read(".txt", f"{words}\0after\x07it".encode()).text == f"{words}\ufffdafter it"

    def test_clearly_wrapped_paragraphs_are_joined_and_others_keep_their_lines(self) -> None:
        wrapped = [
            "The two harbour towns agreed on Thursday to share the cost of one",
            "dredger, which is to work on both sides of the Channel from March",
            "2026 onwards.",
        ]
        verse = "Short lines stay\nas they stand here"
        sentences = "Each of these long enough lines is a whole sentence that ends in a stop.\n" * 2 + "Last."
        text = "\n".join(wrapped) + f"\n\n{verse}\n\n{sentences}"
        assert read(".txt", text.encode()).text == " ".join(wrapped) + f"\n\n{verse}\n\n{sentences}"

    def test_long_items_of_a_list_keep_their_lines(self) -> None:
        items = "1. The first of the items is long enough to look like a wrapped line\n" * 2 + "2. The last"
        assert read(".txt", f"A list.\n\n{items}".encode()).text == f"A list.\n\n{items}"

    def test_bullets_become_dashes(self) -> None:
        assert read(".txt", "It has:\n• one\n* two".encode()).text == "It has:\n- one\n- two"

    def test_lines_around_a_saved_article_are_removed(self) -> None:
        text = "The quay is open.\nRead more: Boats for sale\nRegister for Free\nAlready have an account? Log in"
        assert read(".txt", text.encode()).text == "The quay is open."


class TestHtml:
    def test_a_saved_news_page_gives_the_article_without_the_page_around_it(self) -> None:
        assert read(".html", (DATA / "harbour.html").read_bytes()).text == "\n\n".join(
            [
                "Two ministers have agreed a tidal power pilot in the Channel, with a first turbine planned for 2027.",
                "The pilot costs 12 million pounds, shared in equal parts between the two governments, according to "
                "the ministry.",
                "## What was agreed",
                "The two sides listed these steps in their joint statement of Thursday:",
                "- A survey of the sea bed begins in March 2026.\n- A turbine of two megawatts is lowered in 2027.",
                "Year | Money\n2026 | 4 million",
                "“We will share every reading,” said the minister of energy. Fishing groups asked for a longer "
                "consultation.",
            ]
        )

    def test_the_fields_come_from_the_pages_metadata(self) -> None:
        assert read(".html", (DATA / "harbour.html").read_bytes()).fields == {
            "title": "Ministers agree joint tidal pilot",
            "published": "2025-07-11",
            "publisher": "Harbour Daily",
            "url": "https://harbour.example/news/tidal-pilot",
            "language": "en",
        }

    @pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
    def test_a_french_page_loses_its_french_boilerplate_in_any_encoding(self, encoding: str) -> None:
        page = """<!-- saved from url=(0030)https://quai.example/accords --><html lang="fr-FR"><head>
        <title>Un été d'accords</title></head><body><article><h1>Un été d'accords</h1>
        <p>À l'été 2025, les deux pays ont signé plusieurs accords sur l'énergie et sur la pêche en mer.</p>
        <p>À lire aussi : Les ports s'équipent</p><p>Déjà abonné ? Se connecter</p></article></body></html>"""
        raw = read(".htm", page.encode(encoding))
        assert raw.text == (
            "À l'été 2025, les deux pays ont signé plusieurs accords sur l'énergie et sur la pêche en mer."
        )
        assert (raw.fields["title"], raw.fields["language"]) == ("Un été d'accords", "fr")
        assert raw.fields["url"] == "https://quai.example/accords"

    def test_a_page_without_an_article_is_refused(self) -> None:
        assert "no article" in reason(".html", b"<html><body></body></html>")

    def test_the_parsers_log_nothing_about_a_file_that_is_refused(self, caplog: pytest.LogCaptureFixture) -> None:
        reason(".html", b"<html><body></body></html>")
        reason(".pdf", b"%PDF-1.4 rubbish")
        assert caplog.records == []


class TestPdf:
    def test_pages_are_joined_and_wraps_and_hyphens_mended(self) -> None:
        pages = [
            [
                "Quarterly report, page 1",
                "Tidal pilot in the Channel",
                "The two ministers agreed a pilot that costs twelve million pounds and needs the co-",
                "operation of harbour towns on both sides of the Channel, as well as of the UK-",
                "France group and of the interna-",
                "tional board. Co-operation between towns, and co-operation of boards, is planned, it",
                "says, over",
            ],
            [
                "Quarterly report, page 2",
                "the page's end.",
                "\x95 The first step is a survey of the sea bed that begins in March of the year 2026",
                "and ends in May.",
                "\x95 The second is a turbine.",
                "12",
            ],
            ["Quarterly report, page 3", "The end is near.", "13"],
        ]
        pages = [[line.replace("\x95", "•") for line in page] for page in pages]
        assert read(".pdf", make_pdf(pages, title="The pilot")).text == "\n\n".join(
            [
                "Tidal pilot in the Channel",
                "The two ministers agreed a pilot that costs twelve million pounds and needs the co-operation of "
                "harbour towns on both sides of the Channel, as well as of the UK-France group and of the "
                "international board. Co-operation between towns, and co-operation of boards, is planned, it says, "
                "over the page's end.",
                "- The first step is a survey of the sea bed that begins in March of the year 2026 and ends in May."
                "\n- The second is a turbine.",
                "The end is near.",
            ]
        )

    def test_the_title_is_the_documents_own_or_a_short_first_line(self) -> None:
        lines = ["Harbour report", "The quay is open to every boat."]
        assert read(".pdf", make_pdf([lines], title="The quay")).fields["title"] == "The quay"
        assert read(".pdf", make_pdf([lines], title="Microsoft Word - x.doc")).fields["title"] == "Harbour report"

    def test_an_encrypted_pdf_is_refused(self) -> None:
        writer = PdfWriter(clone_from=io.BytesIO(make_pdf([["Secret."]])))
        writer.encrypt("password", algorithm="RC4-128")
        file = io.BytesIO()
        writer.write(file)
        assert "encrypted" in reason(".pdf", file.getvalue())

    def test_a_pdf_of_images_only_is_refused(self) -> None:
        assert "no text in the 2 page(s)" in reason(".pdf", make_pdf([[], []]))

    def test_more_pages_than_the_bound_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(formats, "MAX_PDF_PAGES", 2)
        assert read(".pdf", make_pdf([["Only this one."]] * 2)).text
        assert "3 pages" in reason(".pdf", make_pdf([["Only this one."]] * 3))

    def test_a_pdf_that_unpacks_beyond_the_bound_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(formats, "MAX_UNPACKED_BYTES", 500)
        assert "unpacks to more than 500" in reason(".pdf", make_pdf([["word " * 20]] * 6))

    @pytest.mark.parametrize("data", [b"", b"%PDF-1.4 and no more", b"hello", make_pdf([["A"]])[:300]])
    def test_a_damaged_pdf_is_refused(self, data: bytes) -> None:
        assert "damaged PDF" in reason(".pdf", data)

    def test_a_page_tree_that_is_a_circle_is_refused_or_read(self) -> None:
        data = make_pdf([["A"]]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")
        assert reason(".pdf", data)


class TestDocx:
    def test_headings_items_and_table_rows_are_lines(self) -> None:
        raw = read(".docx", make_docx())
        assert raw.fields["title"] == "The tidal pilot"
        assert raw.text == "\n\n".join(
            [
                "Two ministers agreed a pilot.",
                "## What was agreed",
                "- A survey begins in 2026.\n- A turbine follows in 2027.",
                "### Money",
                "Year | Pounds\nNot yet known",
                "The survey comes first.",
            ]
        )

    def test_a_damaged_document_is_refused(self) -> None:
        assert "damaged" in reason(".docx", b"not a zip file")
        assert "damaged" in reason(".docx", make_docx()[:2000])

    def test_another_zip_file_is_refused(self) -> None:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("x.txt", "hello")
        assert "damaged" in reason(".docx", file.getvalue())

    def test_a_document_that_unpacks_beyond_the_bound_is_refused(self) -> None:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", b"\0" * (formats.MAX_UNPACKED_BYTES + 1))
        assert "unpacks to" in reason(".docx", file.getvalue())


@pytest.mark.parametrize(
    ("suffix", "data", "times"),
    [(".pdf", make_pdf([["A few words."], ["And more."]], title="T"), 300), (".docx", make_docx(), 60)],
)
def test_random_damage_is_never_more_than_a_reason(suffix: str, data: bytes, times: int) -> None:
    rng = random.Random(7)
    reasons = []
    for _ in range(times):
        damaged = bytearray(data)
        place = rng.randrange(len(damaged))
        damaged[place : place + rng.randrange(60)] = rng.choice([b"", b"9999", b"[[[[", b"2 0 R", b"null", b"<< >>"])
        try:
            read(suffix, bytes(damaged))
        except ArticleError as error:
            reasons.append(str(error))
    assert reasons
    assert not any("\n" in reason for reason in reasons)


def test_one_line_of_a_megabyte_without_spaces_is_read_by_every_text_format() -> None:
    line = "x" * 1_000_000
    assert read(".md", line.encode()).text == line
    assert read(".txt", line.encode()).text == line
    assert line in read(".html", f"<html><body><article><p>{line}</p></article></body></html>".encode()).text
