"""Which mentions of an article are one actor: surnames, spellings, titles ("the Russian leader"), abbreviations in brackets."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.language.actor_lexicon import fold, load_actor_lexicon

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from geo.language.actor_lexicon import ActorLexicon, OfficeHolder
    from geo.language.actor_mentions import ActorMention
    from geo.language.parse import ParsedText

SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii"})
PREFIXES = frozenset({"al", "el", "-", "an", "as", "ad", "ar"})
ABBREVIATION = re.compile(r"\s*\(\s*(?:the )?[\"']?([A-Z][A-Za-z0-9&./-]{1,11})[\"']?\s*\)")
KNOWN_AS = re.compile(r",? (?:better |also |widely )?known (?:as|by its acronym) (?:the )?([A-Z][A-Za-z0-9-]{1,11})\b")
INITIALS = 3
"""Letters of an abbreviation that is told only by the initials of a name, at least."""


@dataclass(frozen=True, slots=True)
class Located:
    """A mention with its paragraph."""

    paragraph: int
    mention: ActorMention


@dataclass(eq=False)
class Person:
    """A person of the article while mentions are gathered."""

    words: tuple[str, ...]
    """The full name as the article writes it first."""
    holder: OfficeHolder | None = None
    mentions: list[Located] = field(default_factory=list)
    _facts: tuple[int, tuple[str, ...], str | None] = (-1, (), None)

    def facts(self) -> tuple[tuple[str, ...], str | None]:
        """Return the roles and the side that the mentions so far give; gathered anew only when there are more mentions."""
        count, roles, side = self._facts
        if count != len(self.mentions):
            sides = Counter(m.mention.side for m in self.mentions if m.mention.side)
            roles, side = _roles(self), sides.most_common(1)[0][0] if sides else None
            self._facts = (len(self.mentions), roles, side)
        return roles, side

    @property
    def name(self) -> str:
        """The name to show: that of the list of office holders, so that all spellings in all articles are one actor."""
        return self.holder.person if self.holder is not None else join_words(self.words)

    @property
    def gender(self) -> str | None:
        """Gender as a courtesy title shows it."""
        return next((m.mention.gender for m in self.mentions if m.mention.gender), None)


def join_words(words: Sequence[str]) -> str:
    """Join the words of a name, without spaces around hyphens."""
    return re.sub(r"\s*([-/])\s*", r"\1", " ".join(words))


def plain_words(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a name in lower case without initials, suffixes, hyphens and Arabic articles."""
    return _plain_words(tuple(words))


@lru_cache(maxsize=65536)
def _plain_words(words: tuple[str, ...]) -> tuple[str, ...]:
    out = [fold(w) for w in words if fold(w) not in SUFFIXES and fold(w) not in PREFIXES]
    kept = [w for w in out if not (len(w) <= 2 and w.endswith("."))]  # noqa: PLR2004  ("S.")
    return tuple(kept or out)


def _same_full_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two full names are one person's: one holds the other's words in order, or only the spelling differs."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) > 1 and short[-1] == long[-1] and short[0] == long[0]:
        return True
    rest = iter(long)
    return len(short) > 1 and all(w in rest for w in short)


@lru_cache(maxsize=1)
def _holder_index() -> tuple[dict[tuple[str, ...], list[OfficeHolder]], dict[str, OfficeHolder]]:
    """Return the office holders by the plain words of each full name, and the distinct ones by every last part of a name."""
    full: dict[tuple[str, ...], list[OfficeHolder]] = defaultdict(list)
    part: dict[str, OfficeHolder] = {}
    for holder in load_actor_lexicon().office_holders:
        for name in (holder.person, *holder.aliases):
            words = plain_words(name.replace("-", " ").split())
            if holder not in full[words]:
                full[words].append(holder)
            if holder.distinct:  # of an alias only the last part: "Zelenskiy"
                for size in range(1, len(words) + 1 if name == holder.person else 2):
                    part.setdefault(" ".join(words[-size:]), holder)
    return dict(full), part


class PersonRegister:
    """Gathers the persons of an article."""

    def __init__(self, lexicon: ActorLexicon, published: dt.date | None) -> None:
        self.lexicon = lexicon
        self.published = published
        self.persons: list[Person] = []
        self.by_word: defaultdict[str, list[Person]] = defaultdict(list)

    def _index(self, person: Person) -> None:
        for word in plain_words(person.words):
            if person not in self.by_word[word]:
                self.by_word[word].append(person)

    def _sharing(self, words: Sequence[str]) -> list[Person]:
        """Return the persons whose name shares a word, in order of their first mention."""
        found = {id(p): p for w in words for p in self.by_word.get(w, ())}
        return list(found.values())

    def _holder(self, words: Sequence[str]) -> OfficeHolder | None:
        found = _holder_index()[0].get(plain_words(words), [])
        return next((h for h in found if h.held(self.published)), found[-1] if found else None)

    def add_full(self, located: Located) -> None:
        """Add a mention with first name and surname."""
        words = located.mention.core
        plain, holder = plain_words(words), self._holder(words)
        aliases = (
            (w for n in (holder.person, *holder.aliases) for w in plain_words(n.replace("-", " ").split())) if holder is not None else ()
        )
        for person in self._sharing([*plain, *aliases]):
            same = person.holder is not None and holder is not None and person.holder.person == holder.person
            if same or _same_full_name(plain, plain_words(person.words)):
                person.mentions.append(located)
                if len(plain) > len(plain_words(person.words)):
                    person.words = words
                    self._index(person)
                return
        self.persons.append(Person(words, holder, [located]))
        self._index(self.persons[-1])

    def candidates(self, words: Sequence[str]) -> list[Person]:
        """Return the persons that a part of a name may stand for: by surname, else by any part of it."""
        plain = plain_words(words)
        if not plain:
            return []
        size = len(plain)
        persons = self._sharing(plain)
        by_surname = [p for p in persons if plain_words(p.words)[-size:] == plain]
        if by_surname:
            return by_surname
        family_first = [p for p in persons if plain_words(p.words)[:size] == plain and p.words[0] in self.lexicon.first_names]
        if family_first:
            return family_first
        return [p for p in persons if any(plain_words(p.words)[i : i + size] == plain for i in range(len(plain_words(p.words)) - size + 1))]

    def resolve(self, located: Located) -> Person | None:
        """Return the person that a bare surname means: the one of that name named last before, else first after."""
        mention = located.mention
        found = [p for p in self.candidates(mention.core) if mention.gender is None or p.gender in {None, mention.gender}]
        if len(found) <= 1:
            return found[0] if found else None
        here = (located.paragraph, mention.start)
        before = [
            ((m.paragraph, m.mention.start), i) for i, p in enumerate(found) for m in p.mentions if (m.paragraph, m.mention.start) < here
        ]
        if before:
            return found[max(before)[1]]
        after = [((m.paragraph, m.mention.start), i) for i, p in enumerate(found) for m in p.mentions]
        return found[min(after)[1]]

    def add_part(self, located: Located, *, sure: bool) -> bool:
        """Add a mention by surname alone; return whether it was taken for a person."""
        person = self.resolve(located)
        if person is None:
            plain = plain_words(located.mention.core)
            holder = _holder_index()[1].get(" ".join(plain))
            known = next(
                (p for p in self.persons if holder is not None and p.holder is not None and p.holder.person == holder.person), None
            )
            if known is not None:
                person = known
                person.mentions.append(located)
                return True
            if holder is not None:
                person = Person(tuple(holder.person.split()), holder)
            elif sure:
                person = Person(located.mention.core)
            else:
                return False
            self.persons.append(person)
            self._index(person)
        person.mentions.append(located)
        return True


def _roles(person: Person) -> tuple[str, ...]:
    ordered = sorted(person.mentions, key=lambda m: (m.paragraph, m.mention.start))
    roles = dict.fromkeys(r for m in ordered for r in m.mention.roles)
    return tuple(r for r in roles if r.strip(".").lower() not in {"mr", "mrs", "ms", "miss", "sir"})


def side_of(person: Person) -> str | None:
    """Return the side of a person: what most of the roles say, else the office held."""
    if person.holder is not None and person.holder.state:
        return person.holder.state
    return person.facts()[1]


def find_persons(located: Sequence[Located], published: dt.date | None) -> tuple[list[Person], list[Located]]:
    """Gather the persons of an article.

    Returns
    -------
    tuple[list[Person], list[Located]]
        The persons, and the mentions that turned out not to be persons.
    """
    register = PersonRegister(load_actor_lexicon(), published)
    candidates = [x for x in located if x.mention.form in {"person", "unknown"} or (x.mention.form == "state" and x.mention.core)]
    for item in candidates:
        if item.mention.form == "person" and len(plain_words(item.mention.core)) > 1:
            register.add_full(item)
    left = []
    for item in candidates:
        if item.mention.form == "person" and len(plain_words(item.mention.core)) > 1:
            continue
        if item.mention.form == "state" and not register.candidates(item.mention.core):  # "Washington" after "Denzel Washington"
            left.append(item)
            continue
        sure = item.mention.form == "person" or (item.mention.kind == "person" and item.mention.firm)
        if not register.add_part(item, sure=sure):
            left.append(item)
    return register.persons, left


def person_roles(person: Person) -> tuple[str, ...]:
    """Return the roles that the article gives, in its words and order."""
    return person.facts()[0]


def abbreviations(parsed: ParsedText, located: Sequence[Located]) -> dict[str, tuple[str, ...]]:
    """Return the abbreviations that the article introduces, with the key of the actor they stand for.

    In brackets, by "known as UNIFIL", or by the initials of a name of the article ("the Stability Support Apparatus ... SSA").
    """
    found: dict[str, tuple[str, ...]] = {}
    for item in located:
        if item.mention.form not in {"named", "collective", "unknown"}:
            continue
        doc = parsed.paragraphs[item.paragraph].doc
        end = doc[item.mention.end - 1].idx + len(doc[item.mention.end - 1])
        match = ABBREVIATION.match(doc.text, end) or KNOWN_AS.match(doc.text, end)
        if match is not None and sum(c.isupper() for c in match[1]) >= 2:  # noqa: PLR2004
            found.setdefault(match[1], item.mention.key)
    for item in located:
        words = [w for w in item.mention.name.replace("-", " ").split() if w[:1].isupper()]
        initials = "".join(w[0] for w in words)
        if item.mention.form in {"named", "unknown"} and len(words) >= INITIALS and initials != item.mention.name:
            found.setdefault(initials, item.mention.key)
    return found


def resolve_definite(
    item: Located, persons: Sequence[Person], unnamed: Mapping[str | None, Sequence[Located]], published: dt.date | None
) -> Person | Located | None:
    """Return whom a description means: "the Russian leader", "Ukraine's president", "the minister", "the soldier".

    A person counts when the side fits and a role (or the office held) holds the noun; of several, the one named last before.
    `unnamed` holds the unnamed persons so far, by noun and in order.
    """
    lexicon = load_actor_lexicon()
    mention = item.mention
    here = (item.paragraph, mention.start)
    wanted = lexicon.title_nouns.get(mention.noun or "", (mention.noun or "",))
    fits = []
    for person in persons:
        if mention.side is not None and side_of(person) != mention.side:
            continue
        words = " ; ".join([*person_roles(person), *([person.holder.office] if person.holder is not None else [])]).lower()
        if any(w in words and re.search(rf"(?<![\w-]){re.escape(w)}(?![\w-])", words) for w in wanted):
            before = [(m.paragraph, m.mention.start) for m in person.mentions if (m.paragraph, m.mention.start) < here]
            if before:
                fits.append((max(before), person))
    if fits and (mention.side is not None or here[0] - max(f[0] for f in fits)[0] <= 3):  # noqa: PLR2004
        if mention.side is not None and len(fits) > 1 and mention.noun == "leader":
            heads = [
                f
                for f in fits
                if f[1].holder is not None and re.match(r"(president|prime minister|supreme leader|chancellor)$", f[1].holder.office)
            ]
            fits = heads or fits
        return max(fits, key=lambda f: f[0])[1]
    if mention.side is None:
        same = reversed(unnamed.get(mention.noun, ()))
        return next((u for u in same if (u.paragraph, u.mention.start) < here), None)
    offices = {"leader": ("president", "prime minister", "supreme leader", "chancellor")}.get(mention.noun or "", wanted)
    for office in offices:
        holders = {h.person: h for h in lexicon.office_holders if h.state == mention.side and h.office == office and h.held(published)}
        if len(holders) == 1:
            holder = next(iter(holders.values()))
            return Person(tuple(holder.person.split()), holder, [])
    return None


def regroup(located: Sequence[Located], keys: dict[str, tuple[str, ...]]) -> list[Located]:
    """Give mentions by an abbreviation the key of the long form that introduced it."""
    return [
        replace(x, mention=replace(x.mention, key=keys[text], form="named", firm=True, side=None))
        if (text := join_words(x.mention.core) if x.mention.core else x.mention.name) in keys and x.mention.key != keys[text]
        else x
        for x in located
    ]


def surnames_told(located: Sequence[Located]) -> list[Located]:
    """Make names of what the tagger takes for a common noun and the article has as a surname ("Sylvain Ekenge ... Ekenge said")."""
    full = (x.mention.core for x in located if x.mention.form == "person" and len(plain_words(x.mention.core)) > 1)
    surnames = {core[-1] for core in full}
    return [
        replace(x, mention=replace(x.mention, form="unknown", kind="person", core=(x.mention.name,), key=("unknown", x.mention.name)))
        if x.mention.form == "unnamed" and x.mention.name[:1].isupper() and x.mention.name in surnames
        else x
        for x in located
    ]


INSTITUTIONS = frozenset({"army", "military", "armed forces", "the army"})


def institution_owner(located: Sequence[Located]) -> dict[str, tuple[str, ...]]:
    """Return, for nouns such as "army" or "rebels", the one actor of the article that a bare "the army" means."""
    owners: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    collectives = load_actor_lexicon().collectives
    for x in located:
        mention, key = x.mention, x.mention.key
        if mention.kind == "military" and mention.side and (mention.noun in INSTITUTIONS or key[0] == "named"):
            for noun in INSTITUTIONS:
                owners[noun].add(key)
        if mention.noun is None or key[0] == "phrase":
            continue
        if key[0] == "named" and mention.kind == "armed group":
            group = collectives[mention.noun].group if mention.noun in collectives else None
            for noun in (n for n, c in collectives.items() if group is not None and c.group == group):
                owners[noun].add(key)
        elif key[0] == "group" or (key[0] == "office" and len(key) == 3):  # noqa: PLR2004
            owners[mention.noun].add(key)
    return {noun: next(iter(keys)) for noun, keys in owners.items() if len(keys) == 1}
