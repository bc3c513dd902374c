"""What can be read, and the sentence for what cannot."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.formats.text import decode
from geo.intake import Given, files_in, read_file, read_jsonl
from tests.conftest import SEED

if TYPE_CHECKING:
    from pathlib import Path


def test_a_text_is_kept_character_for_character(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffКиїв said “no”.\r\nNext line\r\n".encode())
    assert read_file(path).article.text == "Київ said “no”.\r\nNext line\r\n"


@pytest.mark.parametrize("encoding", ["utf-16", "cp1251", "utf-8"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    text = "Обстріл Харкова тривав усю ніч, повідомила міська влада. " * 5
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding, "replace"))
    read = read_file(path).article.text
    assert "Харкова тривав" in read


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "is empty; give a file with the article's text"),
        (b" \n\t\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 20, "is not a text file that can be read"),
        (b"\x7fELF\x02\x01\x01" + bytes(300), "is not a text file"),
        (b"word " * 1_000_000, "has 5.0 MB; an article may have 2 MB at most"),
    ],
    ids=["empty", "blank", "picture", "program", "5 MB"],
)
def test_a_file_that_cannot_be_used_gets_one_sentence(tmp_path: Path, data: bytes, complaint: str) -> None:
    path = tmp_path / "input.txt"
    path.write_bytes(data)
    with pytest.raises(InputError, match=complaint) as caught:
        read_file(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read_file(tmp_path / "none.txt")
    with pytest.raises(InputError, match="is a folder"):
        read_file(tmp_path)


def test_the_sidecar_supplies_what_the_text_does_not_say() -> None:
    given = read_file(SEED)
    assert given.article.published == dt.date(2025, 3, 15)
    assert given.article.outlet is None
    (addition,) = given.additions
    assert addition.mention == "eight villages"
    assert [a.name for a in addition.areas] == ["Yunakivka hromada", "Myropillia hromada"]
    assert len(addition.sources) == 3


def test_a_date_given_overrides_the_sidecar() -> None:
    assert read_file(SEED, dt.date(2025, 3, 16)).article.published == dt.date(2025, 3, 16)


def test_a_broken_sidecar_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Some text.")
    (tmp_path / "a.toml").write_text("published = ")
    with pytest.raises(InputError, match=r"facts file .*a\.toml cannot be used"):
        read_file(tmp_path / "a.txt")


def test_a_page_gives_its_article_title_and_date(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    body = "<p>Shells fell on Goma on Friday, residents said, and several houses burned down before rain put the fires out.</p>" * 4
    path.write_text(
        "<html lang=en><head><title>Shells fall on Goma</title><meta property='article:published_time' content='2024-05-04'>"
        f"</head><body><nav>Home About</nav><article><h1>Shells fall on Goma</h1>{body}</article><script>alert(1)</script></body></html>"
    )
    given = read_file(path)
    assert given.text_extracted
    assert "Shells fell on Goma on Friday" in given.article.text
    assert "alert" not in given.article.text
    assert given.article.published == dt.date(2024, 5, 4)
    assert given.article.title == "Shells fall on Goma"


def test_a_page_without_an_article_is_told(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><body><script>1</script></body></html>")
    with pytest.raises(InputError, match="No article text was found"):
        read_file(path)


def test_a_folder_gives_its_texts_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "c.toml", "d.png"):
        (tmp_path / name).write_text("x")
    assert [p.name for p in files_in(tmp_path)] == ["a.html", "b.txt"]


def test_a_bad_line_is_told_by_its_number_and_the_others_are_kept() -> None:
    lines = [
        json.dumps({"doc": "a", "text": "One.", "published": "2024-05-04"}),
        "{broken",
        json.dumps({"doc": "b"}),
        json.dumps({"doc": "c", "text": "Two.", "published": "4 May"}),
        json.dumps({"doc": "d", "text": "Four.", "spans": [[0, 99]]}),
        "",
        json.dumps({"doc": "e", "text": "Five.", "spans": [[0, 4]]}),
    ]
    results = list(read_jsonl(lines))
    good = [r for r in results if isinstance(r, Given)]
    bad = [str(r) for r in results if not isinstance(r, Given)]
    assert [g.article.doc for g in good] == ["a", "e"]
    assert good[1].spans == ((0, 4),)
    assert [b.split()[1].rstrip(":") for b in bad] == ["2", "3", "4", "5"]


json_values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda v: st.lists(v, max_size=3), max_leaves=5)


@given(st.dictionaries(st.sampled_from(["doc", "text", "published", "spans", "title"]), json_values))
def test_any_json_object_gives_an_article_or_a_sentence(row: dict[str, Any]) -> None:
    (result,) = read_jsonl([json.dumps(row)])
    assert isinstance(result, Given) or str(result).startswith("Line 1")


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_a_sentence(data: bytes) -> None:
    try:
        assert decode(data, "x").strip()
    except InputError as error:
        assert str(error).startswith("x ")
