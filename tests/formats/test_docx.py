"""Word files: what is on the page is read, what is a trap is refused, in one sentence each."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.formats.docx import article_from_docx
from geo.formats.kinds import read_article_file
from tests.formats.files import WORD, docx, docx_of


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def test_paragraphs_become_lines_and_the_title_is_that_of_the_properties() -> None:
    article, kind = read_article_file(docx_of("Shells fell on Goma.", "“Нет”, сказал он.", "", title="Shells & fire"), "x.docx")
    assert kind == "docx"
    assert article.text == "Shells fell on Goma.\n“Нет”, сказал он."
    assert article.title == "Shells & fire"


def test_what_is_deleted_hidden_or_twice_in_the_file_is_no_text() -> None:
    body = (
        f"<w:p>{run('Nine ')}<w:del><w:r><w:delText>ten </w:delText>{run('no')}</w:r></w:del><w:ins>{run('people')}</w:ins><w:r><w:tab/>"
        f"<w:t>died</w:t><w:br/><w:instrText>HYPERLINK x</w:instrText><w:t>in Goma.</w:t></w:r></w:p>"
        f"<mc:AlternateContent xmlns:mc='m'><mc:Choice><w:p>{run('Box')}</w:p></mc:Choice>"
        f"<mc:Fallback><w:p>{run('Box')}</w:p></mc:Fallback></mc:AlternateContent>"
        f"<w:tbl><w:tr><w:tc><w:p>{run('Cell')}</w:p></w:tc></w:tr></w:tbl>"
    )
    assert article_from_docx(docx(body), "x").text == "Nine people\tdied\nin Goma.\nBox\nCell"


def bomb(size: int) -> bytes:
    return docx(f"<w:p>{run('a' * size)}</w:p>")


def lying(data: bytes) -> bytes:
    """The same archive, saying of each file inside that it has ten bytes."""
    out = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        at = made.start_dir
    while out[at : at + 4] == b"PK\x01\x02":
        out[at + 24 : at + 28] = (10).to_bytes(4, "little")
        at += 46 + sum(int.from_bytes(out[at + i : at + i + 2], "little") for i in (28, 30, 32))
    return bytes(out)


def encrypted(data: bytes) -> bytes:
    """The same archive with the sign of encryption on its files."""
    out = bytearray(data)
    for head, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(head)
        while at >= 0:
            out[at + place] |= 1
            at = out.find(head, at + 4)
    return bytes(out)


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


NAMED = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>'
ENTITIES = f'<!DOCTYPE x [<!ENTITY b "aaaaaaaaaa"><!ENTITY a "&b;&b;&b;">]>{NAMED}'
OUTSIDE = f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>{NAMED}'


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (bomb(3_000_000), "The text of x has 3.0 MB"),
        (lying(docx_of("Short.")), "damaged or protected Word file"),
        (encrypted(docx_of("Secret.")), "damaged or protected Word file"),
        (docx("<w:p>" * 600 + "</w:p>" * 600), "more than 500 elements inside each other"),
        (docx(""), "holds no text"),
        (docx("<w:p>"), "damaged or protected"),
        (zipped(**{"readme.txt": "hello"}), "is a zip file but no Word file"),
        (zipped(**{f"f{i}": "" for i in range(10_001)}), "holds 10,001 files inside"),
        (zipped(**{"word/document.xml": ENTITIES}), "declares entities"),
        (zipped(**{"word/document.xml": OUTSIDE}), "declares entities"),
        (b"PK\x03\x04" + b"nothing" * 9, "damaged or protected"),
        (docx_of("Half.")[:300], "damaged or protected"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old Word file"),
    ],
    ids=["long", "lying", "encrypted", "deep", "empty", "broken", "zip", "many", "entities", "outside", "no zip", "half", "doc"],
)  # fmt: skip
def test_a_file_that_cannot_be_used_gets_one_sentence(data: bytes, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint) as caught:
        article_from_docx(data, "x")
    assert "\n" not in str(caught.value)


def test_no_more_is_unpacked_than_an_article_needs() -> None:
    with pytest.raises(InputError, match="unpacks to more than 1 MB"):
        article_from_docx(bomb(2_000_000), "x", max_unpacked=1_000_000)
    body = "<w:p/>" * 3_000_000  # twenty megabytes of nothing in some kilobytes
    with pytest.raises(InputError, match="unpacks to more than 5 MB"):
        article_from_docx(docx(body), "x", max_unpacked=5_000_000)


def test_a_damaged_title_is_no_reason_to_refuse_the_text() -> None:
    assert article_from_docx(docx(f"<w:p>{run('Text.')}</w:p>", core="<broken"), "x").title is None
    assert article_from_docx(docx(f"<w:p>{run('Text.')}</w:p>", core=OUTSIDE), "x").title is None


@given(st.binary(max_size=200), st.integers(0, 400))
def test_any_damage_gives_an_article_or_a_sentence(noise: bytes, at: int) -> None:
    data = bytearray(docx_of("Shells fell on Goma on Friday.", title="Shells"))
    data[at : at + len(noise)] = noise
    try:
        assert article_from_docx(bytes(data), "x").text
    except InputError as error:
        assert str(error).startswith(("x ", "The text of x"))
