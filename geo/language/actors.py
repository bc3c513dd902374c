"""Who acts and speaks in an article: one list of actors, and for any noun phrase the actors it denotes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from geo.language.actor_coreference import (
    Located,
    Person,
    abbreviations,
    find_persons,
    institution_owner,
    join_words,
    person_roles,
    regroup,
    resolve_definite,
    side_of,
    surnames_told,
)
from geo.language.actor_lexicon import load_actor_lexicon
from geo.language.actor_mentions import speaks
from geo.language.actor_pairs import resolve_pairs
from geo.language.actor_phrases import find_mentions
from geo.language.actor_pronouns import resolve_pronouns
from geo.language.dateline import story_start
from geo.language.parse import LONGEST_DATELINE
from geo.language.states import load_states
from geo.records import Actor

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from spacy.tokens import Doc, Token

    from geo.language.actor_mentions import ActorMention
    from geo.language.parse import Paragraph, ParsedText
    from geo.records import ActorKind, PlaceMention, Span


LONGEST_BYLINE = 15
"""Words of "By Jane Okello in Kampala | 3 March 2024", at most."""
LONGEST_MENTION = 200
"""Characters of the longest mention of an actor."""


@dataclass(frozen=True)
class ActorTable:
    """The actors of an article and where they stand."""

    actors: tuple[Actor, ...]
    heads: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Names by the article's index at which the head word of a noun phrase begins, resolved pronouns included."""
    inner: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """The same for every word of a mention."""
    spans: Mapping[int, Span] = field(default_factory=dict)
    """The span of the noun phrase by the same index."""

    def names_of(self, paragraph: Paragraph, token: Token) -> tuple[str, ...]:
        """Return the actors denoted by the noun phrase that `token` heads, those joined to it by "and" included."""
        names = list(self.heads.get(paragraph.offset + token.idx, ()) or self.inner.get(paragraph.offset + token.idx, ()))
        for child in token.children:
            if (child.dep_ == "conj" and child.i > token.i) or (child.dep_ == "appos" and not names):
                names += self.names_of(paragraph, child)
        return tuple(dict.fromkeys(names))

    def names_at(self, start: int, end: int) -> tuple[str, ...]:
        """Return the actors mentioned in the article's span `[start, end)`, in order."""
        first = bisect_left(self._ends, start + 1)
        found = []
        for span, name in self._mentions[first:]:
            if span[0] >= end + LONGEST_MENTION:
                break
            if span[0] < end and start < span[1]:
                found.append((span, name))
        return tuple(dict.fromkeys(name for _, name in sorted(found)))

    @cached_property
    def _mentions(self) -> list[tuple[Span, str]]:
        return sorted(((s, a.name) for a in self.actors for s in a.mentions), key=lambda m: (m[0][1], m[0][0]))

    @cached_property
    def _ends(self) -> list[int]:
        return [span[1] for span, _ in self._mentions]

    @cached_property
    def _by_name(self) -> dict[str, Actor]:
        return {a.name: a for a in self.actors}

    def span_of(self, paragraph: Paragraph, token: Token) -> Span | None:
        """Return the article's span of the actor mention that `token` heads."""
        return self.spans.get(paragraph.offset + token.idx)

    def get(self, name: str) -> Actor | None:
        """Return the actor of that name."""
        return self._by_name.get(name)


@dataclass
class _Gathered:
    """One actor while its mentions are gathered."""

    name: str
    kind: ActorKind
    side: str | None
    anonymous: bool = False
    mentions: list[Located] = field(default_factory=list)
    roles: tuple[str, ...] = ()


def _gather(located: Sequence[Located]) -> dict[tuple[str, ...], _Gathered]:
    """Put the mentions that are not persons together by key."""
    gathered: dict[tuple[str, ...], _Gathered] = {}
    for item in located:
        mention = item.mention
        actor = gathered.get(mention.key)
        if actor is None:
            actor = gathered[mention.key] = _Gathered(mention.name, mention.kind, mention.side)
        if mention.key[0] == "group" and mention.noun == mention.key[2]:
            actor.name = mention.name  # the plainest name of the group that the article uses
        if (
            mention.key[0] == "named"
            and mention.form == "named"
            and mention.noun in {None, "paramilitaries"}
            and len(mention.name) > len(actor.name)
        ):
            actor.name = mention.name  # the fullest form of a name
        if mention.key[0] == "office" and actor.name == mention.noun:
            actor.name = mention.name  # "Lebanon's health ministry", not the headline's "health ministry"
        actor.side = actor.side or mention.side
        actor.anonymous = actor.anonymous or mention.anonymous
        actor.mentions.append(item)
    return gathered


def _country_near(parsed: ParsedText, mentions: Sequence[PlaceMention]) -> dict[str, str]:
    """Return the country of each place name: as resolved, and as the text itself says ("Ukraine's Sumy region")."""
    states, lexicon = load_states(), load_actor_lexicon()
    by_code = {s.code: s.name for s in states.all}
    found = {m.text: by_code[m.place.country] for m in mentions if m.place is not None and m.place.country in by_code}
    for paragraph in parsed.paragraphs:
        doc = paragraph.doc
        for token in doc:
            state = states.by_name.get(token.text) if token.text[0].isupper() else None
            if state is None or token.i + 2 >= len(doc) or doc[token.i + 1].tag_ != "POS":
                continue
            place = doc[token.i + 2]
            if (
                place.tag_ == "NNP"
                and place.text[0].isupper()
                and place.text not in lexicon.titles
                and place.text not in lexicon.name_words
            ):
                found.setdefault(place.text, state.name)
    return found


def _unique(name: str, used: set[str]) -> str:
    number, unique = 1, name
    while unique in used:
        number += 1
        unique = f"{name} ({number})"
    used.add(unique)
    return unique


def _located(parsed: ParsedText, mentions: Sequence[PlaceMention]) -> Iterator[Located]:
    """Yield the mentions outside datelines, those of places left out or made the government that the place stands for."""
    mentions = sorted(mentions, key=lambda m: m.start)
    starts = [m.start for m in mentions]
    by_code = {s.code: s for s in load_states().all}
    platforms = load_actor_lexicon().platforms
    for number, paragraph in enumerate(parsed.paragraphs):
        if _is_byline(paragraph.doc):
            continue
        body = story_start(paragraph.doc.text[:LONGEST_DATELINE])
        for mention in find_mentions(paragraph.doc):
            head = paragraph.doc[mention.head]
            if head.idx < body or (
                mention.name in platforms and head.dep_ == "pobj" and head.head.lower_ in {"on", "via", "over", "through"}
            ):
                continue
            at = bisect_right(starts, paragraph.offset + head.idx) - 1
            place = mentions[at] if at >= 0 and mentions[at].end > paragraph.offset + head.idx else None
            if place is None or not _names_place(paragraph, mention, place):
                yield Located(number, mention)
            elif place.metonym and place.place is not None and (state := by_code.get(place.place.country or "")) is not None:
                key = ("state", state.name)
                yield Located(number, replace(mention, form="state", kind="government", name=state.name, key=key, side=state.name))


def _is_byline(doc: Doc) -> bool:
    """Tell whether a paragraph says no more than who wrote the article: "By Jane Okello in Kampala"."""
    if doc[0].text not in {"By", "BY"} or len(doc) > LONGEST_BYLINE or doc[-1].text == ".":
        return False
    return not any(t.pos_ in {"VERB", "AUX"} for t in doc)


def _names_place(paragraph: Paragraph, mention: ActorMention, place: PlaceMention) -> bool:
    """Tell whether a mention that may be a person or body is no more than the name of a place."""
    if mention.form not in {"unknown", "person", "named"} or mention.titled:
        return False
    doc = paragraph.doc
    first = mention.start + (doc[mention.start].lower_ == "the")
    covered = place.start <= paragraph.offset + doc[first].idx and paragraph.span(doc[mention.end - 1])[1] <= place.end
    if not covered or (mention.key[0] == "named" and mention.key[1] in load_actor_lexicon().named):
        return False
    return place.metonym or mention.form == "person" or not speaks(doc[mention.head], load_actor_lexicon().speech_verbs)


def _locate(parsed: ParsedText, mentions: Sequence[PlaceMention]) -> list[Located]:
    """Find all mentions and settle abbreviations and bare institutions."""
    located = surnames_told(list(_located(parsed, mentions)))
    located = regroup(located, abbreviations(parsed, located))
    owners = institution_owner(located)
    keys: dict[tuple[str, ...], tuple[str, ...]] = {("phrase", noun): key for noun, key in owners.items() if key != ("phrase", noun)}

    def bare(x: Located) -> bool:
        definite = parsed.paragraphs[x.paragraph].doc[x.mention.start].lower_ == "the"
        return x.mention.key in keys and (definite or keys[x.mention.key][0] == "office")

    return [Located(x.paragraph, _with_key(x.mention, keys[x.mention.key])) if bare(x) else x for x in located]


def _with_key(mention: ActorMention, key: tuple[str, ...]) -> ActorMention:
    return replace(mention, key=key, side=mention.side or (key[1] if key[0] in {"office", "group"} else None))


def find_actors(parsed: ParsedText, published: dt.date | None = None, mentions: Sequence[PlaceMention] = ()) -> ActorTable:
    """Find the actors of an article.

    Parameters
    ----------
    parsed : ParsedText
        The parsed article.
    published : date, optional
        Day of publication: picks the office holder meant by "the Russian leader" where the article does not introduce the person.
    mentions : sequence of PlaceMention, optional
        Resolved places: give the side of "head of the Sumy Regional Military Administration".

    Returns
    -------
    ActorTable
        Every actor once, under a name unique in the article, in order of first mention.
    """
    located = _locate(parsed, mentions)
    persons, rest = find_persons(located, published)
    rest_ids = {id(x) for x in rest}
    tried = {"person", "unknown", "definite"}
    others = [x for x in located if not (x.mention.form in tried or (x.mention.form == "state" and x.mention.core)) or id(x) in rest_ids]
    firm_keys = {x.mention.key for x in others if x.mention.firm}
    others = [x for x in others if x.mention.key in firm_keys]
    unnamed: defaultdict[str | None, list[Located]] = defaultdict(list)
    for item in others:
        if item.mention.form == "unnamed":
            unnamed[item.mention.noun].append(item)
    added: dict[str, Person] = {}
    for item in (x for x in located if x.mention.form == "definite"):
        meant = resolve_definite(item, persons, unnamed, published)
        if isinstance(meant, Person):
            if meant not in persons and item.mention.firm:
                meant = added.setdefault(meant.name, meant)
                persons.append(meant)
            if any(meant is p for p in persons):
                meant.mentions.append(item)
        elif isinstance(meant, Located):
            others.append(Located(item.paragraph, _with_same(item.mention, meant.mention)))
        elif item.mention.firm:
            others.append(item)
            unnamed[item.mention.noun].append(item)
    return _table(parsed, persons, list(_gather(others).values()), _country_near(parsed, mentions))


def _with_same(mention: ActorMention, meant: ActorMention) -> ActorMention:
    return replace(mention, key=meant.key, name=meant.name, side=meant.side, anonymous=meant.anonymous)


def _table(parsed: ParsedText, persons: Sequence[Person], gathered: Sequence[_Gathered], countries: Mapping[str, str]) -> ActorTable:
    all_actors = list(gathered)
    for person in persons:
        side = side_of(person)
        roles = person_roles(person)
        if side is None:
            side = next((countries[w] for role in roles for w in role.split() if w in countries), None)
        all_actors.append(_Gathered(person.name, "person", side, mentions=person.mentions, roles=roles))
    for actor in gathered:
        if actor.side is None and actor.kind in {"government", "military", "armed group"}:
            actor.side = next((countries[w] for w in actor.name.split() if w in countries), None)
    all_actors = [a for a in all_actors if a.mentions]
    all_actors.sort(key=lambda a: min((m.paragraph, m.mention.start) for m in a.mentions))
    used: set[str] = set()
    heads: dict[int, list[str]] = defaultdict(list)
    inner: dict[int, list[str]] = defaultdict(list)
    spans: dict[int, Span] = {}
    actors = []
    for actor in all_actors:
        name = _unique(actor.name, used)
        found: set[Span] = set()
        surfaces: list[str] = []
        for item in sorted(actor.mentions, key=lambda m: (m.paragraph, m.mention.start)):
            paragraph = parsed.paragraphs[item.paragraph]
            span = paragraph.span(paragraph.doc[item.mention.start : item.mention.end])
            found.add(span)
            at = paragraph.offset + paragraph.doc[item.mention.head].idx
            spans[at] = span
            heads[at].append(name)
            for token in paragraph.doc[item.mention.start : item.mention.end]:
                inner[paragraph.offset + token.idx].append(name)
            surface = (
                join_words(item.mention.core)
                if item.mention.core
                else parsed.text[span[0] : span[1]].removeprefix("the ").removeprefix("The ")
            )
            surfaces.append(" ".join(surface.split()))
        same = {n.casefold().replace("’", "'") for n in (name, name.removesuffix(" (anonymous)"))}
        if actor.mentions[0].mention.key[0] == "named" and actor.mentions[0].mention.key[1] not in surfaces:
            surfaces.append(actor.mentions[0].mention.key[1])
        aliases = tuple(
            s for s in dict.fromkeys(surfaces) if s.casefold().replace("’", "'") not in same and not s.casefold().startswith("both ")
        )
        actors.append(Actor(name, actor.kind, actor.side, tuple(sorted(found)), aliases, actor.roles, actor.anonymous))
    table = ActorTable(
        tuple(actors), {k: tuple(dict.fromkeys(v)) for k, v in heads.items()}, {k: tuple(dict.fromkeys(v)) for k, v in inner.items()}, spans
    )
    return resolve_pairs(parsed, resolve_pronouns(parsed, table))
