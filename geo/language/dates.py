"""Dates, times, durations and sets of an article, resolved against the day it was published."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from geo.language.date_grammar import Expression, context, expressions
from geo.language.date_reference import Reference, is_dated
from geo.language.date_resolution import resolve
from geo.records import DateMention

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from spacy.tokens import Span as DocSpan
    from spacy.tokens import Token

    from geo.language.parse import Paragraph, ParsedText

CLIMB = 2
"""Verbs to climb from a date in search of the tense that governs it."""
CLOCKS = 3
"""Clock times in a row that one day can date ("10am local time (03:30 GMT) on 12 May")."""
SCENE_DAYS = 2
"""Days before publication within which "at dawn" may be that of the day told of before."""
SCENE_REACH = 2
"""Paragraphs without a day over which it may."""
GAP = 24
"""Characters between a clock time and the day that it belongs to."""
GAP_WORDS = re.compile(r"\w+|[^\w\s]")


def find_dates(parsed: ParsedText, published: dt.date | None) -> list[DateMention]:
    """Find the temporal expressions of a text.

    Parameters
    ----------
    parsed : ParsedText
        The article.
    published : datetime.date or None
        Day of publication. Without it relative expressions are found and stay unresolved.

    Returns
    -------
    list of DateMention
        In order, not overlapping. A date is the latest that fits and is not after `published`, unless the tense
        or the words ("next") point ahead.
    """
    mentions: list[DateMention] = []
    quarter: dt.date | None = None
    scene: dt.date | None = None
    since = 0
    for paragraph in parsed.paragraphs:
        found = _paragraph_dates(paragraph, published, quarter, scene)
        days = [m.date_start for m in found if m.precision == "day" and m.date_start is not None]
        if days:
            scene = days[-1] if published is not None and 0 <= (published - days[-1]).days <= SCENE_DAYS else None
            since = 0
        else:
            since += 1
            scene = scene if since <= SCENE_REACH else None
        quarter = next((m.date_start for m in reversed(found) if m.value and "-Q" in m.value and m.date_start), quarter)
        mentions += found
    return mentions


def _paragraph_dates(paragraph: Paragraph, published: dt.date | None, quarter: dt.date | None, scene: dt.date | None) -> list[DateMention]:
    mentions: list[DateMention] = []
    focus: dt.date | None = None
    focus_day: dt.date | None = None
    year: int | None = None
    year_sentence = -9
    text = paragraph.doc.text
    found = list(expressions(text))
    if not found:
        return []
    sentence_of = {t.i: n for n, s in enumerate(paragraph.doc.sents) for t in s}
    for index, e in enumerate(found):
        tokens = paragraph.doc.char_span(e.start, e.end, alignment_mode="expand")
        if tokens is None or not _stands(e, tokens, text):
            continue
        sentence = sentence_of[tokens.start]
        known_year = year if sentence == year_sentence else None
        tense = tense_of(tokens, e.before)
        reference = Reference(published, focus, focus_day, known_year, tense == "future", tense == "past", quarter)
        day = _day_named_after(found, index, text, reference)
        if day is None and focus_day is None and tense == "past" and e.reading in ("bare_part", "clock"):
            day = scene
        period = resolve(e, replace(reference, focus_day=day) if day is not None else reference)
        if period is None:
            continue
        start = e.words[1].start if e.reading == "duration" and e.has("HYPHEN") and e.words[0].kind == "A" else e.start
        mentions.append(
            DateMention(
                paragraph.offset + start,
                paragraph.offset + e.end,
                text[start : e.end],
                period.type,
                period.value,
                period.start,
                period.end,
                period.precision,
            )
        )
        if period.type in ("DATE", "TIME") and period.start is not None and period.precision != "unknown":
            focus = period.start
            focus_day = period.start if period.precision == "day" else focus_day
            if period.value and "-Q" in period.value:
                quarter = period.start
            if e.has("Y"):
                year, year_sentence = period.start.year, sentence
    return mentions


def _day_named_after(found: Sequence[Expression], index: int, text: str, reference: Reference) -> dt.date | None:
    """Return the day that a clock time belongs to, named behind it ("at 10am local time (03:30 GMT) on 12 May")."""
    if found[index].reading != "clock" or is_dated(found[index]):
        return None
    for before, after in pairwise(found[index : index + CLOCKS + 1]):
        gap = text[before.end : after.start].lower()
        if len(gap) > GAP or any(not w.isdigit() and w not in context("clock_joins") for w in GAP_WORDS.findall(gap)):
            return None
        if after.reading in ("calendar", "weekday", "deictic_day"):
            period = resolve(after, reference)
            return period.start if period is not None and period.precision == "day" else None
        if after.reading != "clock":
            return None
    return None


def _stands(e: Expression, tokens: DocSpan, text: str) -> bool:
    """Say whether words that may mean something else mean a date here."""
    last = tokens[-1]
    month = e.first("MONTH", "MABBR")
    if month is not None and not month.text[0].isupper():
        return False
    if month is not None and e.reading == "calendar" and len(e.words) == 1:
        token = tokens[-1]
        if month.kind == "MABBR" or (month.text in context("ambiguous_months") and token.pos_ not in ("PROPN", "NOUN")):
            return False
        named = token.ent_type_ == "PERSON" or token.dep_ == "nsubj" or (token.i > 0 and token.nbor(-1).pos_ == "PROPN")
        return month.text not in context("personal_months") or not named
    if e.reading == "weekday" and not e.words[-1].text[0].isupper():
        return False
    if e.reading == "weekday" and last.ent_type_ == "PERSON" and e.before not in context("person_day_before"):
        return False
    if e.reading == "calendar" and e.has("Y") and month is None:
        return _is_year(e, last, text)
    if e.reading == "month_day":
        return last.dep_ not in ("amod", "nummod", "compound", "det") and not (
            last.i + 1 < len(last.doc) and last.nbor().pos_ in ("NOUN", "PROPN", "ADJ")
        )
    if e.reading == "duration" and text[e.end : e.end + 4] in ("-old", " old") and str(e.words[-1].value) == "Y":
        return False
    if e.reading == "set" and e.has("SETWORD"):
        return last.pos_ == "ADV"
    if e.reading == "reference" and e.words[0].kind == "NOW":
        if text[e.end : e.end + 1] == "-":
            return False  # "the now-defunct group"
        return e.after != "that" and last.pos_ == "ADV"
    if e.reading == "reference" and e.words[0].kind == "CURRENT":
        return e.words[0].text.lower() == "current" and last.pos_ == "ADJ"
    if e.reading in ("season", "bare_season"):
        season = e.first("SEASON", "FALL")
        return season is not None and (season.text.islower() or e.has("Y") or e.has("LAST", "NEXT", "THIS"))
    return True


def _is_year(e: Expression, token: Token, text: str) -> bool:
    """Say whether four digits are a year and not a number of things."""
    number = next(int(w.value) for w in e.words if w.kind == "Y")
    if not 1700 <= number < 2100 and e.before not in context("year_before"):  # noqa: PLR2004
        return False
    if e.has("FISCAL"):
        return True
    if e.before in context("not_year_before"):
        return False
    if text[e.end : e.end + 1] in "%$-/" and text[e.end : e.end + 1]:
        return text[e.end] == "-" and e.before in context("year_modifier_before")
    follower = token.nbor() if token.i + 1 < len(token.doc) else None
    if (
        token.dep_ == "nummod"
        and token.head.i > token.i
        and token.head.tag_ in ("NNS", "NNPS")
        and e.before not in context("year_modifier_before")
    ):
        return False
    return not (follower is not None and follower.tag_ == "NNS" and e.before not in context("year_modifier_before"))


def tense_of(tokens: DocSpan, before: str = "") -> Literal["past", "future"] | None:
    """Return where in time the verb that governs a date lies; `None` where it does not say.

    Parameters
    ----------
    tokens : spacy.tokens.Span
        The date.
    before : str
        The word in front of it, lower case: "until" and the like name a day to come.
    """
    if before in context("deadlines"):
        return "future" if before in context("open_deadlines") else None
    token = tokens.root
    for climbed in range(CLIMB):
        while token.pos_ not in ("VERB", "AUX") and token.head.i != token.i:
            if token.pos_ == "ADJ" and token.dep_ == "acomp" and token.lemma_ in context("plans") and token.head.tag_ != "VBD":
                return "future"  # "are due to meet on Saturday"
            token = token.head
        if token.pos_ not in ("VERB", "AUX"):
            return None
        auxiliaries = {c.lower_ for c in token.children if c.dep_ in ("aux", "auxpass")}
        if auxiliaries & context("future_auxiliaries"):
            return "future"
        if auxiliaries & context("past_auxiliaries") and token.lemma_ not in context("plans"):
            return "past"
        if token.tag_ == "VB" and "to" in auxiliaries and token.dep_ == "xcomp":
            above = token.head
            if (above.lemma_ == "be" and above.tag_ in ("VBZ", "VBP")) or above.lemma_ in context("offers"):
                return "future"  # "is to meet him on Wednesday", "offered to host them in March"
        if token.lemma_ == "go" and token.tag_ == "VBG" and any(c.dep_ == "xcomp" for c in token.children):
            return "future"
        if token.lemma_ in context("plans") and token.tag_ == "VBD" and climbed == 0 and not auxiliaries:
            return "past"  # "they planned it on Friday"
        if token.lemma_ in context("plans") and not auxiliaries & {"had", "did"} and token.dep_ not in ("advcl", "amod"):
            return "future"
        if token.tag_ == "VBD" or "had" in auxiliaries:
            return "past"
        if token.dep_ not in ("xcomp", "ccomp", "conj", "advcl", "acl", "relcl", "pcomp") or token.head.i == token.i:
            return None
        token = token.head
    return None
