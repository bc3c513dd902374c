"""Pages as news sites make them, and as nobody should."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.formats.html import MAX_DEPTH, article_from_html, decode_page, depth_of
from geo.formats.kinds import read_article_file

SENTENCE = "Shells fell on Goma on Friday, residents said, and several houses burned down before rain put the fires out. "
PAGE = (
    "<html lang=en><head><meta charset={charset}><title>{title}</title><meta property='og:site_name' content='Example Times'>"
    "<meta property='article:published_time' content='{day}'></head><body><nav>Home</nav>"
    "<article><h1>{title}</h1><p>{text}</p></article></body></html>"
)


def page(title: str = "Shells fall on Goma", day: str = "2024-05-04", charset: str = "utf-8", text: str = SENTENCE * 4) -> str:
    return PAGE.format(title=title, day=day, charset=charset, text=text)


def test_a_page_says_its_title_outlet_and_day() -> None:
    article, kind = read_article_file(page().encode(), "x.html")
    assert kind == "html"
    assert (article.title, article.outlet, article.published) == ("Shells fall on Goma", "Example Times", dt.date(2024, 5, 4))
    assert article.text.count("Shells fell on Goma on Friday") == 4


def test_a_page_in_an_older_encoding_is_read_as_it_states() -> None:
    text = "Снаряды упали на город Сумы в пятницу, сообщили жители, и несколько домов сгорели. " * 4
    data = page(title="Обстрел Сум", charset="windows-1251", text=text).encode("cp1251")
    assert "Снаряды упали на город Сумы" in read_article_file(data, "x.html")[0].text
    assert "Обстрел Сум" in decode_page(page(title="Обстрел Сум", charset="utf-8").encode("cp1251"), "x", "windows-1251")


@pytest.mark.parametrize("day", ["2024-13-45", "soon", "", "<script>", "99999-01-01"])
def test_a_day_that_is_none_is_left_unknown(day: str) -> None:
    published = article_from_html(page(day=day), "x").published
    assert published is None or published.year <= dt.datetime.now(dt.UTC).year


def test_markup_in_a_title_stays_words() -> None:
    article = article_from_html(page(title="&lt;script&gt;alert(1)&lt;/script&gt; in Goma"), "x")
    assert article.title == "<script>alert(1)</script> in Goma"


@pytest.mark.parametrize("opening", ["<div>", "<div class=a>", "<b><i>"])
def test_elements_far_too_deep_inside_each_other_are_refused_at_once(opening: str) -> None:
    with pytest.raises(InputError, match="more than 1,000 elements inside each other"):
        article_from_html("<html><body>" + opening * 200_000 + SENTENCE, "x")


def test_depth_counts_what_is_open_at_once() -> None:
    assert depth_of("<html><body><p>a<p>b<br><img><ul><li>c<li>d</ul><path d='x'/></body></html>") == 3
    assert depth_of("<div><script>" + "'<div>'" * 5000 + "</SCRIPT></div>") == 2
    assert depth_of("<script>" + "<div>" * 5000) == 1
    assert depth_of("<div></div>" * 5000) == 1
    assert depth_of("<div>" * MAX_DEPTH) == MAX_DEPTH


def test_a_page_may_be_larger_than_its_article_but_not_endless() -> None:
    scripts = "<script>" + "x" * 3_000_000 + "</script>"
    assert "Shells" in read_article_file(page().replace("</head>", scripts + "</head>").encode(), "x.html")[0].text
    with pytest.raises(InputError, match=r"x\.html has 6\.0 MB; such a file may have 5 MB at most"):
        read_article_file(b"<html>" + b"x" * 6_000_000, "x.html")
    with pytest.raises(InputError, match=r"The article in x\.html has"):
        read_article_file(page(text=SENTENCE * 24_000).encode(), "x.html")


@given(st.text(alphabet="<>/abdiv =\"'!-&;p", max_size=400))
def test_any_markup_gives_an_article_or_a_sentence(markup: str) -> None:
    assert depth_of(markup) >= 0
    try:
        assert article_from_html("<html><body>" + markup, "x").text.strip()
    except InputError as error:
        assert "x" in str(error)
