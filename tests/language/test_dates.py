from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.language.date_grammar import expressions
from geo.language.dates import find_dates
from geo.language.parse import parse

if TYPE_CHECKING:
    from geo.records import DateMention

SATURDAY = dt.date(2025, 3, 15)


@cache
def dates_of(text: str, published: dt.date | None = SATURDAY) -> tuple[DateMention, ...]:
    return tuple(find_dates(parse(text), published))


def only(text: str, published: dt.date | None = SATURDAY) -> DateMention:
    (mention,) = dates_of(text, published)
    return mention


def interval(text: str) -> tuple[str | None, str | None, str]:
    m = only(text)
    return (m.date_start and m.date_start.isoformat(), m.date_end and m.date_end.isoformat(), m.precision)


@pytest.mark.parametrize(
    ("sentence", "words", "value"),
    [
        ("The convoy was hit on 7 October 2023.", "7 October 2023", "2023-10-07"),
        ("The truce began on Nov. 24, 2023.", "Nov. 24, 2023", "2023-11-24"),
        ("The ministers met on Tuesday, March 4.", "Tuesday, March 4", "2025-03-04"),
        ("The army entered Bukavu in February 2025.", "February 2025", "2025-02"),
        ("The junta seized power in 2021.", "2021", "2021"),
        ("The rebels took the town in early December.", "early December", "2024-12"),
        ("The bridge was blown up in mid-June last year.", "mid-June last year", "2024-06"),
        ("Residents left in the late 1990s.", "the late 1990s", "199"),
        ("The log gives 2024-11-02 as the day.", "2024-11-02", "2024-11-02"),
    ],
)
def test_calendar_dates(sentence: str, words: str, value: str) -> None:
    mention = only(sentence)
    assert (mention.text, mention.value) == (words, value)


@pytest.mark.parametrize(
    ("sentence", "start", "end", "precision"),
    [
        ("The mayor resigned on Friday.", "2025-03-14", "2025-03-14", "day"),
        ("The mayor resigned on Saturday.", "2025-03-15", "2025-03-15", "day"),
        ("The mayor resigned last Saturday.", "2025-03-08", "2025-03-08", "day"),
        ("The town was shelled yesterday.", "2025-03-14", "2025-03-14", "day"),
        ("The army took the dam last week.", "2025-03-03", "2025-03-09", "week"),
        ("The army took the dam last month.", "2025-02-01", "2025-02-28", "month"),
        ("The front collapsed last summer.", "2024-06-01", "2024-08-31", "season"),
        ("The front collapsed last winter.", "2024-12-01", "2025-02-28", "season"),
        ("The coup took place three years ago.", "2022-01-01", "2022-12-31", "year"),
        ("The ship sank ten days ago.", "2025-03-05", "2025-03-05", "day"),
        ("Rebels crossed the river earlier this month.", "2025-03-01", "2025-03-14", "month"),
        ("The depot burned in November.", "2024-11-01", "2024-11-30", "month"),
        ("Shells fell over the past two weeks.", "2025-03-01", "2025-03-15", "week"),
    ],
)
def test_relative_dates_are_the_latest_not_after_the_published_day(sentence: str, start: str, end: str, precision: str) -> None:
    assert interval(sentence) == (start, end, precision)


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("The envoys will meet on Monday.", "2025-03-17"),
        ("The envoys are due to meet in Doha on Monday.", "2025-03-17"),
        ("The envoys are set to meet in Doha on Monday.", "2025-03-17"),
        ("The envoys are likely to meet in Doha on Monday.", "2025-03-17"),
        ("The envoys were due to meet in Doha on Monday.", "2025-03-10"),
        ("The two sides plan to sign the accord on Thursday.", "2025-03-20"),
        ("Elections are due next month.", "2025-04"),
        ("The force will leave by June.", "2025-06"),
        ("The deadline expires tomorrow.", "2025-03-16"),
    ],
)
def test_a_tense_or_word_that_points_ahead_gives_a_date_ahead(sentence: str, value: str) -> None:
    assert only(sentence).value == value


@pytest.mark.parametrize(
    ("sentence", "words", "start", "end"),
    [
        ("Twelve people died between 1 and 3 May 2024.", "1 and 3 May 2024", "2024-05-01", "2024-05-03"),
        ("Twelve people died from 1 to 3 May 2024.", "1 to 3 May 2024", "2024-05-01", "2024-05-03"),
        ("Twelve people died on May 1-3, 2024.", "May 1-3, 2024", "2024-05-01", "2024-05-03"),
        ("Drones hit the port overnight into Tuesday.", "overnight into Tuesday", "2025-03-10", "2025-03-11"),
        ("Clashes went on Friday night into Saturday.", "Friday night into Saturday", "2025-03-14", "2025-03-15"),
        ("Drones hit the port overnight.", "overnight", "2025-03-14", "2025-03-15"),
        ("The camp grew during the 2014-2015 war.", "2014-2015", "2014-01-01", "2015-12-31"),
    ],
)
def test_ranges_are_one_closed_interval(sentence: str, words: str, start: str, end: str) -> None:
    mention = only(sentence)
    assert mention.text == words
    assert (str(mention.date_start), str(mention.date_end)) == (start, end)


def test_earlier_in_the_week_ends_before_the_day_told_of() -> None:
    friday, earlier = dates_of("She repeated the demand on Friday, after hinting at it earlier in the week.")
    assert friday.date_start == dt.date(2025, 3, 14)
    assert (earlier.date_start, earlier.date_end, earlier.precision) == (dt.date(2025, 3, 10), dt.date(2025, 3, 13), "week")


def test_two_days_earlier_counts_from_the_date_before_it() -> None:
    _, earlier = dates_of("The militia seized Mubi on 20 February. Two days earlier, it had burned a village nearby.")
    assert earlier.value == "2025-02-18"


def test_a_bare_day_of_the_month_falls_into_the_month_told_of() -> None:
    assert only("Police said the van was found on the 13th.").value == "2025-03-13"
    assert dates_of("The 13th brigade fought on.") == ()


@pytest.mark.parametrize(
    ("sentence", "words", "kind", "value"),
    [
        ("They agreed on a 30-day truce.", "30-day", "DURATION", "P30D"),
        ("The siege lasted three months.", "three months", "DURATION", "P3M"),
        ("It was the heaviest raid in weeks.", "weeks", "DURATION", "PXW"),
        ("Power fails for 2 1/2 hours.", "2 1/2 hours", "DURATION", "PT2H30M"),
        ("Shells fall every day.", "every day", "SET", "P1D"),
        ("Prayers are held each July.", "each July", "SET", "XXXX-07"),
        ("A bomb went off at 10:30 p.m. on Wednesday.", "10:30 p.m. on Wednesday", "TIME", "2025-03-12T22:30"),
        ("The raid began on Thursday evening.", "Thursday evening", "TIME", "2025-03-13TEV"),
    ],
)
def test_durations_sets_and_times_are_kept_apart(sentence: str, words: str, kind: str, value: str) -> None:
    mention = only(sentence)
    assert (mention.text, mention.type, mention.value) == (words, kind, value)


def test_recent_is_open_at_its_start() -> None:
    mention = only("The army made recent gains.")
    assert (mention.value, mention.date_start, mention.date_end) == ("PAST_REF", None, SATURDAY)


def test_without_a_published_day_relative_dates_are_found_and_unresolved() -> None:
    friday, month, absolute = dates_of("On Friday they fled. In March they returned. The war began on 24 February 2022.", None)
    assert (friday.text, friday.value, friday.date_start) == ("Friday", None, None)
    assert (month.value, month.date_start) == ("XXXX-03", None)
    assert absolute.date_start == dt.date(2022, 2, 24)


@pytest.mark.parametrize(
    "sentence",
    [
        "Theresa May said the march would go ahead.",
        "About 2000 soldiers marched through the town.",
        "The fall of Goma shocked the region.",
        "The 48-year-old driver was unhurt.",
        "Unit 1024 shot down a drone.",
        "It was the second attack on the post.",
    ],
)
def test_words_that_only_look_like_dates_are_left_alone(sentence: str) -> None:
    assert dates_of(sentence) == ()


def test_spans_are_the_articles_own_words() -> None:
    text = "“On Friday,” she said – “and in late\u00a0May – we fled.”"
    for mention in dates_of(text):
        assert (
            text[mention.start : mention.end] == mention.text.replace(" ", text[mention.start + 4])
            or text[mention.start : mention.end] == mention.text
        )


@given(
    st.lists(
        st.sampled_from(
            [
                "one",
                "two",
                "May",
                "3",
                "1990",
                "the",
                "of",
                "last",
                "week",
                "-",
                ",",
                ".",
                "year's",
                "p.m.",
                "10:30",
                "and",
                "a",
                "Friday",
                "early",
                "13th",
                "in",
                "99999999999",
                "0",
                "31",
                "February",
            ]
        ),
        max_size=40,
    )
)
@settings(max_examples=200, deadline=None)
def test_the_grammar_takes_any_run_of_time_words(words: list[str]) -> None:
    text = " ".join(words)
    end = 0
    for expression in expressions(text):
        assert end <= expression.start < expression.end <= len(text)
        end = expression.end


def test_times_in_front_of_a_day_belong_to_that_day() -> None:
    found = dates_of("Bombs fell at about 10am local time (03:30 GMT) on 12 March. Rescuers came at 11:00.")
    assert [m.value for m in found] == ["2025-03-12T10:00", "2025-03-12T03:30", "2025-03-12", "2025-03-12T11:00"]


def test_dawn_is_that_of_the_day_just_told_of() -> None:
    found = dates_of("Rebels took the town on Thursday.\n\nFighting resumed at dawn.")
    assert [m.value for m in found] == ["2025-03-13", "2025-03-13TMO"]
    assert only("Fighting resumed at dawn.").value == "2025-03-15TMO"


@pytest.mark.parametrize(("words", "value", "start"), [("the past day", "P1D", "2025-03-14"), ("the past 24 hours", "PT24H", "2025-03-14")])
def test_the_hours_gone_by_are_a_duration_with_days(words: str, value: str, start: str) -> None:
    (found,) = dates_of(f"Two people were killed in {words}.")
    assert (found.type, found.value, str(found.date_start), str(found.date_end)) == ("DURATION", value, start, "2025-03-15")
    assert found.precision == "day"


def test_a_point_may_part_hours_and_minutes() -> None:
    assert only("The shelling began at 6.30am.").value == "2025-03-15T06:30"
    assert only("The shelling began at 6.30pm on Friday.").value == "2025-03-14T18:30"
    assert dates_of("The rate rose to 2.5 am I told.") == ()


def test_now_in_a_compound_is_no_date() -> None:
    assert dates_of("He led the now-defunct militia.") == ()


@given(st.text(alphabet="0123456789:/.,-() apmGMTJanuary'snext lastoday", max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_dates_in_order_that_read_back(text: str) -> None:
    parsed, end = parse(text), 0
    for mention in find_dates(parsed, SATURDAY):
        assert end <= mention.start < mention.end <= len(text)
        assert parsed.plain[mention.start : mention.end] == mention.text
        assert mention.date_start is None or mention.date_end is None or mention.date_start <= mention.date_end
        end = mention.end


def test_impossible_dates_do_not_stop_the_reading() -> None:
    assert dates_of("It happened on 31 February 2024, in year 0000, on 99/99/9999 and 3000000 years ago.") is not None


def test_a_long_run_of_numbers_is_read_in_linear_time() -> None:
    assert len(list(expressions("two " * 20000))) == 0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The prime minister is to meet the US ambassador on Wednesday.", "2025-04-02"),
        ("The union offered to host the talks in May.", "2025-05"),
        ("Kyiv offered to free them on Thursday.", "2025-04-03"),
        ("The company agreed to sell its unit in March.", "2025-03"),
    ],
)
def test_what_is_to_be_and_what_is_offered_lies_ahead(text: str, value: str) -> None:
    assert [d.value for d in find_dates(parse(text), dt.date(2025, 4, 1))] == [value]


def test_dawn_is_that_of_the_day_told_of_two_paragraphs_before() -> None:
    text = "Drones struck the port on Monday.\n\nThe group has not commented.\n\nFlights stopped after the airport was hit at dawn."
    assert [d.value for d in find_dates(parse(text), dt.date(2025, 4, 2))][-1] == "2025-03-31TMO"


def test_the_number_of_a_resolution_is_no_year() -> None:
    assert [d.value for d in dates_of("It cited Resolution 1701 of 2006 and the 1967 war.")] == ["2006", "1967"]
