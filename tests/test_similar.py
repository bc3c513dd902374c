"""Kept articles that share much of their words with a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from geo.records import Article, Reading
from geo.similar import Sketches, runs

if TYPE_CHECKING:
    from geo.store import Store

NOUNS = ("army", "village", "convoy", "bridge", "market", "school", "river", "airport", "drone", "council")
VERBS = ("shelled", "entered", "left", "crossed", "closed", "guarded", "burned", "repaired", "watched", "searched")


def story(seed: int, sentences: int = 40) -> list[str]:
    """Sentences that differ from those of any other seed."""
    made = []
    for i in range(sentences):
        n = seed * 7919 + i * 104_729
        made.append(
            f"On day {n % 97} of report {seed} the {NOUNS[n % 10]} {VERBS[n // 10 % 10]} the {NOUNS[n // 100 % 10]} near post {n % 9973}."
        )
    return made


def keep(store: Store, *sentences: str, title: str | None = None) -> str:
    article = Article(" ".join(sentences), title=title, outlet="Example Times")
    store.add_reading(Reading(article))
    return article.article_id


def test_the_same_story_in_other_dress_is_found(store: Store) -> None:
    kept = keep(store, *story(1), title="The first")
    for seed in range(2, 30):
        keep(store, *story(seed))
    sketches = Sketches()
    again = "\n\n".join(s.upper() for s in story(1)) + "\nAll rights reserved."
    (alike,) = sketches.alike(store, again)
    assert (alike.article_id, alike.title, alike.outlet) == (kept, "The first", "Example Times")
    assert alike.shared > 0.97
    assert alike.covered > 0.97


def test_how_much_of_which_is_shared_is_told(store: Store) -> None:
    keep(store, *story(1))
    sketches = Sketches()
    (alike,) = sketches.alike(store, " ".join(story(1)[:20]))  # a shorter version
    assert alike.shared > 0.97
    assert 0.4 < alike.covered < 0.6
    (alike,) = sketches.alike(store, " ".join(story(1) + story(2)))  # an update
    assert 0.4 < alike.shared < 0.6
    assert alike.covered > 0.97


def test_another_story_of_the_same_kind_is_not_alike(store: Store) -> None:
    keep(store, *story(1))
    assert Sketches().alike(store, " ".join(story(2))) == []
    assert Sketches().alike(store, " ".join(story(2) + story(1)[:5])) == []


def test_what_is_kept_later_is_looked_at_too_and_the_text_itself_is_left_out(store: Store) -> None:
    sketches = Sketches()
    text = " ".join(story(3))
    assert sketches.alike(store, text) == []
    kept = keep(store, *story(3))
    assert [a.article_id for a in sketches.alike(store, text)] == [kept]
    assert sketches.alike(store, text, without=kept) == []


def test_an_empty_or_short_text_is_like_nothing(store: Store) -> None:
    keep(store, *story(1))
    sketches = Sketches()
    for text in ("", "...", "On day", "the army shelled the bridge"):
        assert sketches.alike(store, text) == []


@given(st.text(), st.text())
def test_case_and_space_do_not_matter(one: str, other: str) -> None:
    text = f"{one} {other}"
    assert runs(text) == runs(f"{one}\n\t{other}  ")
    assert runs(text.casefold()) == runs(text)
