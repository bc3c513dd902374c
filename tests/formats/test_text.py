"""Encodings as they are met: the text comes out as it was written, or one sentence says why not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.formats.text import decode

RUSSIAN = "Российские войска обстреляли город Суджа в Курской области, сообщили власти. Погибли два человека."
UKRAINIAN = "Російські війська обстріляли місто Суми, повідомила обласна адміністрація. Загинули двоє людей."
ENGLISH = "The army said “we hold” the town – and no more.\r\nA second line."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [RUSSIAN, UKRAINIAN, ENGLISH], ids=["Russian", "Ukrainian", "English"])
def test_unicode_is_read_with_and_without_its_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "x") == text


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (UKRAINIAN, "cp1251"), (ENGLISH, "cp1252")])
def test_older_encodings_are_told_by_their_letters(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "x") == text


def test_a_file_of_two_encodings_keeps_both_parts() -> None:
    data = (RUSSIAN + "\n").encode() + (UKRAINIAN + "\n").encode("cp1251") + b"plain\n"
    assert decode(data, "x") == f"{RUSSIAN}\n{UKRAINIAN}\nplain\n"
    data = "“Curly”\n".encode() + "‘Older’ – quotes\n".encode("cp1252")
    assert decode(data, "x") == "“Curly”\n‘Older’ – quotes\n"


def test_the_encoding_that_a_server_states_is_believed_where_it_fits() -> None:
    assert decode("Суми".encode("cp1251"), "x", charset="windows-1251") == "Суми"
    assert decode("Суми".encode(), "x", charset="windows-1251") == "Суми"  # UTF-8 by its bytes, whatever the server says
    assert decode("“a”".encode("cp1252"), "x", charset="ISO-8859-1") == "“a”"
    assert decode(b"plain", "x", charset="no-such-thing") == "plain"


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "x is empty"), (b"\xff\xfe", "x is empty"), (bytes(4), "x is empty"),
        ("\u00a0 \n".encode(), "x holds only white space"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 20, "x is not a text file"), (bytes(range(256)) * 40, "x is not a text file"),
        (b"a" * 2_000_001, "x has more than 2 MB"), (b"a" * 5_000_000, "x has 5.0 MB"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_told_in_one_sentence(data: bytes, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint) as caught:
        decode(data, "x")
    assert "\n" not in str(caught.value)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip))
def test_utf_8_comes_out_as_it_went_in(text: str) -> None:
    assert decode(text.encode(), "x") == text.removeprefix("\ufeff")


@given(
    st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x52F, exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip)
)
def test_utf_16_with_its_mark_comes_out_as_it_went_in(text: str) -> None:
    assert decode(text.encode("utf-16"), "x") == text
