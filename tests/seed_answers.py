"""What a careful reader finds in the seed article: the project's own answers, by the article's words.

Each words-key is the words with, after `#`, which of their occurrences is meant (from 1) where there are several.
"""

from __future__ import annotations

from dataclasses import dataclass

Words = str


@dataclass(frozen=True)
class ExpectedEvent:
    trigger: Words
    types: tuple[str, ...]
    sources: tuple[str, ...]
    place: str | None
    dates: tuple[str | None, str | None]


@dataclass(frozen=True)
class ExpectedClaim:
    cue: Words
    content: Words
    speakers: tuple[str, ...]
    stance: str


PUTIN, TRUMP, ZELENSKYY = "Vladimir Putin", "Donald Trump", "Volodymyr Zelenskyy"
KURSK, SUMY = "Kursk Oblast", "Sumy Oblast"
FRIDAY = ("2025-03-14", "2025-03-14")
UNDATED = (None, None)
UNTIL_FRIDAY = (None, "2025-03-14")

# name, kind, metonym, mentions
PLACES: tuple[tuple[str, str, bool, tuple[Words, ...]], ...] = (
    ("Moscow", "settlement", False, ("Moscow#1", "Moscow#2")),
    (KURSK, "admin1", False, ("Kursk#1", "Kursk#2", "Kursk#3", "Kursk#4", "Kursk#5")),
    (SUMY, "admin1", False, ("Sumy#1", "Sumy#2")),
    ("Kremlin", "facility", True, ("Kremlin",)),
    ("Ukraine", "country", False, ("Ukraine#1", "Ukraine#2", "Ukraine#3")),
    ("United States", "country", True, ("US#2",)),
    ("eight villages", "group", False, ("eight villages",)),
)

DATES: tuple[tuple[Words, str, str, str], ...] = (
    ("Friday#1", "2025-03-14", "2025-03-14", "day"),
    ("last summer", "2024-06-01", "2024-08-31", "season"),
    ("Friday#2", "2025-03-14", "2025-03-14", "day"),
    ("Friday#3", "2025-03-14", "2025-03-14", "day"),
    ("earlier in the week", "2025-03-10", "2025-03-13", "week"),
    ("Thursday", "2025-03-13", "2025-03-13", "day"),
)

EVENTS: tuple[ExpectedEvent, ...] = (
    ExpectedEvent("called for", ("REQUEST",), (PUTIN,), KURSK, FRIDAY),
    ExpectedEvent("urged Putin", ("REQUEST",), (TRUMP,), KURSK, FRIDAY),
    ExpectedEvent("incursion", ("ASSAULT",), ("Ukrainian forces",), KURSK, ("2024-06-01", "2024-08-31")),
    ExpectedEvent("refuting", ("REJECT",), ("Ukraine’s military",), KURSK, FRIDAY),
    ExpectedEvent("accused", ("ACCUSE",), (ZELENSKYY,), None, UNDATED),
    ExpectedEvent("recent gains", ("ASSAULT",), ("Russian forces",), KURSK, UNTIL_FRIDAY),
    ExpectedEvent("urged Russian troops", ("MOBILIZE", "REQUEST"), (PUTIN,), KURSK, UNDATED),
    ExpectedEvent("evacuations were ordered", ("DISPLACE",), ("Sumy Regional Military Administration",), SUMY, UNTIL_FRIDAY),
    ExpectedEvent("aerial attacks", ("ASSAULT",), ("Russian forces",), SUMY, UNTIL_FRIDAY),
    ExpectedEvent("mandatory evacuation of eight villages", ("DISPLACE",), ("Volodymyr Artiukhin",), SUMY, UNTIL_FRIDAY),
    ExpectedEvent("offering a 30-day unconditional ceasefire", ("REQUEST", "AGREE"), ("Ukraine", "United States"), None, UNTIL_FRIDAY),
    ExpectedEvent("demand further conditions", ("REQUEST",), (PUTIN,), None, FRIDAY),
    ExpectedEvent("met with", ("CONSULT",), (PUTIN,), "Moscow", ("2025-03-13", "2025-03-13")),
    ExpectedEvent("phone call", ("CONSULT",), (PUTIN,), None, UNDATED),
)

CLAIMS: tuple[ExpectedClaim, ...] = (
    ExpectedClaim("saying", "I have strongly requested to President Putin", (TRUMP,), "assert"),
    ExpectedClaim("revealed#1", "that he had urged Putin to spare the lives", (TRUMP,), "assert"),
    ExpectedClaim("stated", "that for Trump’s request to be effective", (PUTIN,), "demand"),
    ExpectedClaim("claimed", "that Ukrainian forces were encircled in Kursk", (PUTIN, TRUMP), "assert"),
    ExpectedClaim("rejected", "these claims", ("Ukrainian officials", "independent analysts"), "deny"),
    ExpectedClaim("refuting", "the encirclement reports", ("Ukraine’s military",), "deny"),
    ExpectedClaim("acknowledged", "that the situation was “bad", ("a Ukrainian soldier (anonymous)",), "acknowledge"),
    ExpectedClaim("denied", "it was as dire as Trump had suggested", ("a Ukrainian soldier (anonymous)",), "deny"),
    ExpectedClaim("admitted", "the situation was challenging", (ZELENSKYY,), "acknowledge"),
    ExpectedClaim("accused", "Putin of sabotaging diplomatic efforts", (ZELENSKYY,), "accuse"),
    ExpectedClaim("stating", "Putin cannot get out of this war", (ZELENSKYY,), "accuse"),
    ExpectedClaim("comments#2", "“very good and productive discussions”", (TRUMP,), "assert"),
    ExpectedClaim("expressed optimism", "about the prospects of ending", (TRUMP,), "assess"),
    ExpectedClaim("believed", "a resolution could be reached soon", (TRUMP,), "assess"),
    ExpectedClaim("announced", "the mandatory evacuation of eight villages", ("Volodymyr Artiukhin",), "assert"),
    ExpectedClaim("expressed “cautious optimism”", "about the ongoing negotiations", ("Russian officials", "US officials"), "assess"),
    ExpectedClaim("revealed#2", "that Putin had shared additional information", ("Kremlin",), "assert"),
    ExpectedClaim("indicated", "that the outcome of the talks would become clearer", ("Dmitri S. Peskov",), "assess"),
    ExpectedClaim("told Fox News", "Of course, both sides are going to have their demands", ("Michael Waltz",), "assess"),
)

# cue of the claim that disputes, cue of the disputed one, degree
DISPUTES: tuple[tuple[Words, Words, str], ...] = (
    ("rejected", "claimed", "full"),
    ("refuting", "claimed", "full"),
    ("denied", "claimed", "part"),
)
