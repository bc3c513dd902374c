"""PDFs: lines become the paragraphs that they were, and what is damaged, locked or endless is told in one sentence."""

from __future__ import annotations

import io
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from geo.errors import InputError
from geo.formats.kinds import read_article_file
from geo.formats.pdf import article_from_pdf
from tests.formats.files import assemble, pdf, pdf_of

FIRST = (
    "Rebels shelled the city of Goma on Friday, killing at least nine people, the army said. The M23 group denied that it had shelled "
    "the city and accused the government of bombing its own citizens."
)
SECOND = "Residents of Mugunga told reporters that houses had burned through the night, and that the well-known market was hit."


def text_of(data: bytes) -> str:
    return article_from_pdf(data, "x").text


@pytest.mark.parametrize("width", [40, 60, 95])
def test_lines_become_paragraphs_again(width: int) -> None:
    assert text_of(pdf_of(FIRST, SECOND, "Short.", FIRST, width=width)) == f"{FIRST}\n{SECOND}\nShort.\n{FIRST}"


def test_the_title_of_the_properties_is_taken_unless_it_is_a_file_name() -> None:
    assert read_article_file(pdf_of(FIRST, info="/Title (Shells fall on Goma)"), "x.pdf")[0].title == "Shells fall on Goma"
    assert article_from_pdf(pdf_of(FIRST, info="/Title (Microsoft Word - draft3.docx)"), "x").title is None
    assert article_from_pdf(pdf_of(FIRST), "x").title is None


def test_indented_paragraphs_without_gaps_are_told_apart() -> None:
    lines = [
        (65, 700, 11, "The army said on Friday that it had taken the town of Douentza"),
        (50, 687, 11, "after three days of fighting with the militants who had held it."),
        (65, 674, 11, "The militants said that they had withdrawn for tactical reasons"),
        (50, 661, 11, "and would be back in the town before the rains came to the land."),
    ]
    assert text_of(pdf([(x, y, s, t) for x, y, s, t in lines])).split("\n") == [
        "The army said on Friday that it had taken the town of Douentza after three days of fighting with the militants who had held it.",
        "The militants said that they had withdrawn for tactical reasons and would be back in the town before the rains came to the land.",
    ]


def test_a_heading_in_larger_letters_stands_by_itself() -> None:
    page = [
        (50, 760, 20, "Rebels close in on the airport"),
        (50, 738, 20, "of Goma"),
        (50, 700, 11, FIRST[:80]),
        (50, 687, 11, FIRST[81:160]),
    ]
    assert text_of(pdf([*page]))[:46] == "Rebels close in on the airport of Goma\nRebels "


def test_a_word_divided_at_the_end_of_a_line_is_put_together() -> None:
    page = [
        (50, 700, 11, "The bombard-"),
        (50, 687, 11, "ment of the town went on, and then the well-"),
        (50, 674, 11, "known bombardment ended as well was known."),
    ]
    assert text_of(pdf([*page])) == "The bombardment of the town went on, and then the well-known bombardment ended as well was known."


def test_headers_footers_and_page_numbers_are_left_out() -> None:
    pages = [
        [
            (50, 820, 9, "Example Times  4 May 2024"),
            (50, 700, 11, f"Report number {n} tells of fighting near the town of Goma today."),
            (300, 20, 9, f"Page {n} of 4"),
        ]
        for n in range(1, 5)
    ]
    text = text_of(pdf(*pages))
    assert "Example Times" not in text
    assert "Page" not in text
    assert text.count("tells of fighting") == 4


def test_what_a_browser_prints_around_a_page_gives_its_address() -> None:
    page = [
        (20, 825, 8, "5/4/24, 10:15 AM"),
        (50, 700, 11, FIRST[:88]),
        (50, 687, 11, FIRST[89:170]),
        (20, 15, 8, "https://example.org/news/goma 1/1"),
    ]
    article = article_from_pdf(pdf([*page]), "x")
    assert article.url == "https://example.org/news/goma"
    assert article.text.startswith("Rebels shelled")
    assert article.published is None  # the day of printing is not that of publication


def test_a_sentence_that_goes_on_on_the_next_page_stays_whole() -> None:
    pages = [
        [(50, 60, 11, "The talks in Luanda were to begin on Monday but the delegation")],
        [(50, 800, 11, "of the rebels did not come, mediators said late in the evening.")],
    ]
    assert (
        text_of(pdf(*pages))
        == "The talks in Luanda were to begin on Monday but the delegation of the rebels did not come, mediators said late in the evening."
    )


def locked() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(FIRST))))
    writer.encrypt("a word", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def circle() -> bytes:
    """Pages that hold each other."""
    return assemble(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 9 >>",
            "<< >>",
        ]
    )


def packed_bomb() -> bytes:
    body = zlib.compress(b"BT /F1 9 Tf (a) Tj ET\n" * 20_000_000, 9)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << >> >>",
        f"<< /Length {len(body)} /Filter /FlateDecode >>\nstream\nBODY\nendstream", "<< >>",
    ]  # fmt: skip
    return assemble(objects).replace(b"BODY", body)


def form_loop() -> bytes:
    """A drawing that draws itself."""
    head = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A 4 0 R >> >> /Length 12 >>"
    form = f"{head}\nstream\n/A Do\n/A Do\n\nendstream"
    return assemble([
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /A 4 0 R >> >> >>", form, "<< >>",
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (locked(), "protected by a password"),
        (circle(), "damaged PDF|holds no text"),
        (form_loop(), "damaged PDF|holds no text"),
        (packed_bomb(), "unpacks to more than an article can have|damaged|holds no text"),
        (pdf([]), "holds no text, only pictures"),
        (pdf(*[[] for _ in range(401)]), "has 401 pages; 400 can be read at most"),
        (b"%PDF-1.7\n" + b"garbage " * 50, "damaged PDF"),
        (pdf_of(FIRST)[:200], "damaged PDF|holds no text"),
    ],
    ids=["locked", "circle", "drawing", "bomb", "pictures", "pages", "garbage", "half"],
)
def test_a_file_that_cannot_be_used_gets_one_sentence(data: bytes, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint) as caught:
        article_from_pdf(data, "x")
    assert "\n" not in str(caught.value)


def test_a_text_longer_than_an_article_is_refused() -> None:
    page = [(10, 800 - i % 780, 5, "word " * 500) for i in range(400)]
    with pytest.raises(InputError, match="more than an article may have"):
        article_from_pdf(pdf(page, page, page), "x")


@settings(max_examples=60)
@given(st.integers(0, 900), st.binary(min_size=1, max_size=60))
def test_any_damage_gives_an_article_or_a_sentence(at: int, noise: bytes) -> None:
    data = bytearray(pdf_of(FIRST))
    data[at : at + len(noise)] = noise
    try:
        assert article_from_pdf(bytes(data), "x").text
    except InputError as error:
        assert str(error).startswith(("x ", "The text of x"))
