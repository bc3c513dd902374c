"""The records that flow through `geo`: what an article says, as plain frozen data.

Spans are half-open `(start, end)` Python string indices into `Article.text` exactly as stored.
Dates are closed intervals of days. Unknown is `None`, never `""` or `0`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt

Span = tuple[int, int]

PlaceKind = Literal["country", "admin1", "admin2", "settlement", "facility", "area", "group"]
GeoPrecision = Literal["exact", "settlement", "district", "region", "country"]
DatePrecision = Literal["day", "week", "month", "season", "year", "unknown"]
DateBasis = Literal["clause", "sentence", "paragraph", "story"]
DateType = Literal["DATE", "TIME", "DURATION", "SET"]
ActorKind = Literal["person", "government", "military", "armed group", "organisation", "population", "media"]
EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "REQUEST", "ACCUSE", "REJECT",
    "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "RETREAT", "DISPLACE",
]  # fmt: skip
EventStatus = Literal["happened", "ordered", "planned", "demanded", "denied", "hypothetical"]
Stance = Literal["assert", "deny", "accuse", "demand", "promise", "acknowledge", "assess"]
QuoteKind = Literal["direct", "indirect", "mixed"]
RelationType = Literal["disputes", "supports", "repeats"]

GEO_PRECISION: dict[PlaceKind, GeoPrecision] = {
    "country": "country",
    "admin1": "region",
    "admin2": "district",
    "settlement": "settlement",
    "facility": "exact",
    "area": "region",
    "group": "region",
}


UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
"""What no database and no UTF-8 file can hold: null characters and halves of surrogate pairs."""


@dataclass(frozen=True)
class Article:
    """One text with what is known of its publication; U+FFFD stands for each character that could not be kept."""

    text: str
    doc: str = "-"
    """The path or identifier under which the text was given."""
    published: dt.date | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    """ISO 639-1 code, as recognised."""

    def __post_init__(self) -> None:
        for name in ("text", "doc", "title", "outlet", "url"):
            value = getattr(self, name)
            if value is not None and UNKEEPABLE.search(value):
                object.__setattr__(self, name, UNKEEPABLE.sub("\ufffd", value))

    @cached_property
    def article_id(self) -> str:
        """First 16 hex digits of the SHA-256 of the text in UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Place:
    """A referent on the ground."""

    place_id: str
    """`gn:ID`, `ne:ISO-3166-2`, `iso:CC`, `post:CC:...`, `own:...` or `group:...`."""
    name: str
    kind: PlaceKind
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    admin1: str | None = None
    """`place_id` of the first-level unit that holds the place (`ne:UA-59`)."""
    lat: float | None = None
    """WGS 84 degrees; `None` for groups and unresolved places."""
    lon: float | None = None
    precision_km: float | None = None
    """Radius within which the place lies around (lat, lon)."""
    count: int | None = None
    """Groups only: how many places the article counts."""
    within: str | None = None
    """Groups only: `place_id` of the area they lie in."""


@dataclass(frozen=True, slots=True)
class PlaceSpan:
    """A span that names a place, as recognised and before it is resolved."""

    start: int
    end: int
    text: str
    lookup: str
    """The name to look up: the span's text, or its full form ("Sumy" for "Sumy region")."""
    kind: PlaceKind | None = None
    """The kind that the words ask for ("region" asks for admin1); `None` when they ask for none."""
    metonym: bool = False
    count: int | None = None
    """Groups only ("eight villages")."""
    parent: str | None = None
    """A containing place that the text gives right there ("Sudzha, in Kursk region" -> "Kursk")."""
    point: tuple[float, float] | None = None
    """(lat, lon) where the text itself writes coordinates."""
    offset_km: float | None = None
    """Relative places ("10 km north of Sumy"): the distance from the named place."""
    bearing: float | None = None
    """Relative places: degrees clockwise from north."""
    sure: float | None = None
    """How probable recognition holds it that the words name a place; `None` for spans given from outside."""
    between: tuple[str, ...] | None = None
    """Borders only: the names of the sides that the text gives, two at most."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place considered for a mention, with its score in 0..1 and the evidence in plain words."""

    place: Place
    score: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A span that names a place, the candidates considered, and the one chosen."""

    start: int
    end: int
    text: str
    place: Place | None
    metonym: bool
    confidence: float
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class DateMention:
    """A temporal expression with its TIMEX3 value and the days it covers."""

    start: int
    end: int
    text: str
    type: DateType
    value: str | None
    """ISO 8601 / TIMEX3 value, e.g. `2025-03-14`, `2024-SU`, `P30D`."""
    date_start: dt.date | None = None
    date_end: dt.date | None = None
    precision: DatePrecision = "unknown"


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts or speaks in an article. Its `name` is unique within the article."""

    name: str
    kind: ActorKind
    side: str | None = None
    """Country name in English ("Ukraine"), where there is one."""
    mentions: tuple[Span, ...] = ()
    aliases: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    """Roles in the article's own words ("Russian President")."""
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """The days of an event or claim, how exact they are, and where the text gives them."""

    date_start: dt.date | None = None
    date_end: dt.date | None = None
    precision: DatePrecision = "unknown"
    basis: DateBasis = "story"


TOLL_KINDS = ("killed", "wounded", "displaced", "captured")
"""What a number of victims may count."""


@dataclass(frozen=True, slots=True)
class Toll:
    """A number of victims, as one speaker or the article itself gives it."""

    kind: str
    """One of `TOLL_KINDS`."""
    least: int | None
    """`None` for "up to 30"."""
    most: int | None
    """`None` for "at least 30"."""
    span: Span
    speakers: tuple[str, ...] = ()
    """Names of actors; none where the article says it as its own."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something reported as having happened, ordered, planned or demanded."""

    trigger: Span
    type: EventType
    acled_type: str | None
    sources: tuple[str, ...] = ()
    """Names of actors."""
    targets: tuple[str, ...] = ()
    place_ids: tuple[str, ...] = ()
    """The main place first."""
    geo_precision: GeoPrecision | None = None
    when: When = field(default_factory=When)
    status: EventStatus = "happened"
    count: int | None = None
    means: tuple[str, ...] = ()
    """Weapons and means named in its clause ("drone", "glide bomb")."""
    spans: tuple[Span, ...] = ()
    """Other passages of the article that tell of the same event."""
    tolls: tuple[Toll, ...] = ()
    """Every number of victims given for it, with who gives it."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What a claim does to another claim of the article, given by its index."""

    type: RelationType
    claim: int
    degree: Literal["full", "part"] = "full"


@dataclass(frozen=True, slots=True)
class Claim:
    """A proposition attributed to one or more speakers."""

    cue: Span
    content: tuple[Span, ...]
    speakers: tuple[str, ...]
    """Names of actors."""
    speaker_spans: tuple[Span, ...]
    stance: Stance
    quote: QuoteKind
    addressee: str | None = None
    place_ids: tuple[str, ...] = ()
    geo_precision: GeoPrecision | None = None
    when: When = field(default_factory=When)
    events: tuple[int, ...] = ()
    """Indices of the events that the claim is about."""
    relations: tuple[Relation, ...] = ()
    within: int | None = None
    """Index of the claim whose content holds it: "TASS reported that [Putin said ...]"."""


@dataclass(frozen=True)
class Reading:
    """All that was read from one article."""

    article: Article
    mentions: tuple[PlaceMention, ...] = ()
    dates: tuple[DateMention, ...] = ()
    actors: tuple[Actor, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    sentences: tuple[Span, ...] = ()
    areas: tuple[Place, ...] = ()
    """Places that hold a group and that no mention chose by itself."""

    @cached_property
    def disputed_claims(self) -> frozenset[int]:
        """Indices of the claims that another claim disputes."""
        return frozenset(r.claim for c in self.claims for r in c.relations if r.type == "disputes")

    @cached_property
    def disputed_events(self) -> frozenset[int]:
        """Indices of the events that a disputed claim is about."""
        return frozenset(e for i in self.disputed_claims for e in self.claims[i].events)

    @cached_property
    def places(self) -> dict[str, Place]:
        """Every place chosen for a mention, and the areas around groups, by `place_id`."""
        chosen = {m.place.place_id: m.place for m in self.mentions if m.place is not None}
        return {a.place_id: a for a in self.areas} | chosen

    def row_id(self, layer: str, span: Span) -> str:
        """Return the id `article_id:layer:start-end`, which survives reading the article again."""
        return f"{self.article.article_id}:{layer}:{span[0]}-{span[1]}"


def cover(spans: tuple[Span, ...]) -> Span:
    """Return the smallest span that holds all `spans`."""
    return min(s for s, _ in spans), max(e for _, e in spans)
