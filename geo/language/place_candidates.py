"""Stretches of a paragraph that may name a place: gazetteer names, the model's entities, capitalised runs.

Generous on purpose: geo.language.place_evidence says which of them are places.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from geo.language.dateline import dateline_end
from geo.language.place_words import place_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Span as DocSpan
    from spacy.tokens import Token

    from geo.gazetteer.index import Gazetteer
    from geo.language.parse import Paragraph
    from geo.records import PlaceKind

MAX_ATOMS = 7
"""Words in the longest name looked up ("Democratic Republic of the Congo" has five)."""
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_ATOM = re.compile(r"[^\W_]+(?:'(?![sS]\b)[^\W_]+)*'?(?<=[^\W_])")
_ABBREVIATED = frozenset({"st", "ste", "mt", "ft", "sto", "sta", "dr"})


@dataclass(frozen=True, slots=True)
class Atom:
    """One word of a paragraph; hyphens and possessives part words."""

    start: int
    end: int
    word: str
    low: str
    capital: bool
    joined: bool
    """Nothing but a space, hyphen or apostrophe parts it from the atom before."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch `[first, last]` of a paragraph's atoms that may name a place."""

    start: int
    """Index into the paragraph's text."""
    end: int
    first: int
    last: int
    text: str
    lookup: str
    known: bool
    """The gazetteer bears the name."""
    abbreviation: bool = False


def _capital(word: str) -> bool:
    if word[0].isupper():
        return True
    mark = word.find("'")
    return 0 < mark <= 2 and word[mark + 1 : mark + 2].isupper()  # d'Ivoire, l'Aquila  # noqa: PLR2004


class ParagraphNames:
    """A paragraph's words and entities, indexed by character for the many questions asked of them."""

    def __init__(self, paragraph: Paragraph) -> None:
        self.paragraph = paragraph
        self.text = paragraph.doc.text
        self.words = place_words()
        atoms: list[Atom] = []
        for match in _ATOM.finditer(self.text):
            gap = self.text[atoms[-1].end : match.start()] if atoms else ","
            joined = gap in {"-", "'"} or (gap.isspace() and len(gap) <= 2) or (gap in {". ", "."} and atoms[-1].low in _ABBREVIATED)  # noqa: PLR2004
            word = match.group()
            atoms.append(Atom(match.start(), match.end(), word, word.lower(), _capital(word), joined))
        self.atoms = atoms
        self._starts = [a.start for a in atoms]
        self._ends = [a.end for a in atoms]

    @cached_property
    def shouting(self) -> bool:
        """Whether the paragraph is all capitals, as headlines of agencies are."""
        letters = [c for c in self.text if c.isalpha()]
        return len(letters) > 12 and sum(c.isupper() for c in letters) > 0.9 * len(letters)  # noqa: PLR2004

    @cached_property
    def headline(self) -> bool:
        """Whether the paragraph is a headline whose capitals say nothing: "Drones Hit Kursk Region as Talks Stall in Riyadh"."""
        long = [a for a in self.atoms if len(a.word) > 3]  # noqa: PLR2004
        titled = len(long) > 3 and sum(a.capital for a in long) > 0.8 * len(long)  # noqa: PLR2004
        return self.shouting or (titled and self.text[-1:] not in ".!?\"'" and len(self.atoms) < 25)  # noqa: PLR2004

    @cached_property
    def dateline(self) -> int:
        """End of the dateline that the paragraph opens with; 0 where there is none."""
        return dateline_end(self.text)

    @cached_property
    def entities(self) -> list[DocSpan]:
        """The model's entities."""
        return list(self.paragraph.doc.ents)

    @cached_property
    def _entity_at(self) -> dict[int, DocSpan]:
        return {i: entity for entity in self.entities for i in range(entity.start_char, entity.end_char)}

    @cached_property
    def _token_at(self) -> dict[int, Token]:
        return {i: token for token in self.paragraph.doc for i in range(token.idx, token.idx + len(token))}

    def entity_at(self, index: int) -> DocSpan | None:
        """Return the entity that covers a character of the paragraph."""
        return self._entity_at.get(index)

    def token_at(self, index: int) -> Token | None:
        """Return the token that covers a character of the paragraph."""
        return self._token_at.get(index)

    def atom_range(self, start: int, end: int) -> tuple[int, int]:
        """Return the indices `[first, last]` of the atoms inside the characters `[start, end)`."""
        return bisect_left(self._starts, start), bisect_left(self._ends, end + 1) - 1

    def atom(self, index: int) -> Atom | None:
        """Return the atom at an index, `None` past either end."""
        return self.atoms[index] if 0 <= index < len(self.atoms) else None

    def after(self, last: int) -> Atom | None:
        """Return the atom joined to the right of the atom `last`."""
        atom = self.atom(last + 1)
        return atom if atom is not None and atom.joined else None

    def before(self, first: int) -> Atom | None:
        """Return the atom joined to the left of the atom `first`."""
        return self.atom(first - 1) if first > 0 and self.atoms[first].joined else None

    def right_of(self, candidate: Candidate) -> Atom | None:
        """Return the word right after a candidate in the same sentence, the stops of an abbreviation passed over."""
        atom = self.atom(candidate.last + 1)
        if atom is None:
            return None
        gap = self.text[candidate.end : atom.start]
        if not (gap == "-" or (gap.isspace() and len(gap) <= 2)):  # noqa: PLR2004
            return None
        token = self.token_at(atom.start)
        return None if token is not None and token.is_sent_start else atom

    def run(self, first: int, last: int) -> tuple[int, int]:
        """Return the maximal run of joined capitalised atoms around `[first, last]`."""
        while (atom := self.before(first)) is not None and atom.capital and self.text[atom.end : self.atoms[first].start] != "'":
            first -= 1
        while (atom := self.after(last)) is not None:
            if atom.capital:
                last += 1
                continue
            inner = self.after(last + 1)  # Port-au-Prince, Deir al-Balah
            hyphened = inner is not None and inner.capital and self.text[atom.end : inner.start] == "-" and atom.low in self.words.particles
            if not hyphened:
                break
            last += 2
        return first, last

    def make(self, first: int, last: int, *, known: bool) -> Candidate:
        """Return the candidate over the atoms `[first, last]`."""
        start, end = self.atoms[first].start, self.atoms[last].end
        return Candidate(start, end, first, last, self.text[start:end], self.text[start:end], known)


@lru_cache(maxsize=1)
def _abbreviation_pattern() -> re.Pattern[str]:
    forms = sorted(place_words().abbreviations, key=len, reverse=True)
    return re.compile(r"(?<![\w.$])(?:" + "|".join(map(re.escape, forms)) + r")(?!\w)(?!\.\w)")


@lru_cache(maxsize=1)
def _postal_pattern() -> re.Pattern[str]:
    return re.compile(r"(?<=, )(?:" + "|".join(place_words().postal) + r")(?![\w.])")


def _abbreviations(names: ParagraphNames) -> Iterator[Candidate]:
    for pattern, table in ((_abbreviation_pattern(), names.words.abbreviations), (_postal_pattern(), names.words.postal)):
        for match in pattern.finditer(names.text):
            start, end = match.span()
            first, last = names.atom_range(start, end)
            full = table[match.group()]
            if first <= last:
                yield Candidate(start, end, first, last, match.group(), full, known=True, abbreviation=True)


def _gazetteer_names(names: ParagraphNames, gazetteer: Gazetteer) -> Iterator[Candidate]:
    """Yield every run of words that the gazetteer bears and that starts and ends with a capital."""
    words, atoms, text = names.words, names.atoms, names.text
    for i, head in enumerate(atoms):
        article = head.low in words.particles and _is_article(names, i)
        if not (head.capital or article):
            continue
        for j in range(i, min(i + MAX_ATOMS, len(atoms))):
            atom = atoms[j]
            if j > i and not atom.joined:
                break
            if not atom.capital:
                if j > i and (atom.low in words.particles or atom.word.isdigit()):
                    continue
                if not (j == i and article):
                    break
                continue
            if j > i and head.low == "the" and text[head.start : atom.end].lower() not in words.with_article:
                continue
            if j == i and (atom.low in words.never or len(atom.word) < 3):  # noqa: PLR2004
                continue
            if gazetteer.has(text[head.start : atom.end]):
                yield names.make(i, j, known=True)


def _is_article(names: ParagraphNames, index: int) -> bool:
    """Return whether a word is an article joined to the name by a hyphen ("al-Fashir")."""
    atom = names.atoms[index]
    return len(atom.word) <= 3 and names.text[atom.end : atom.end + 1] == "-"  # noqa: PLR2004


def _trim(names: ParagraphNames, first: int, last: int, gazetteer: Gazetteer) -> tuple[int, int] | None:
    """Strip articles, modifiers and kind words that do not belong to the name."""
    words, atoms, text = names.words, names.atoms, names.text
    while first <= last and not atoms[first].capital and not _is_article(names, first):
        first += 1
    while first <= last and not atoms[last].capital and not atoms[last].word.isdigit():
        last -= 1
    while first < last:
        low = atoms[first].low
        whole = gazetteer.has(text[atoms[first].start : atoms[last].end])
        if low == "the" or (low in words.modifiers and not whole):
            first += 1
        elif (low in {"city", "town", "village", "county", "state", "province"}) and atoms[first + 1].low == "of" and first + 2 <= last:
            first += 2
        elif atoms[last].low in words.kind_after and atoms[last].low not in words.name_words | words.facilities and not whole:
            last -= 1
        elif not atoms[first].capital and not whole and text[atoms[first].end : atoms[first].end + 1] != "-":
            first += 1
        else:
            break
    return (first, last) if first <= last and atoms[first].low not in words.never else None


def _model_names(names: ParagraphNames, gazetteer: Gazetteer) -> Iterator[Candidate]:
    """Yield the model's places, trimmed to the bare name."""
    for entity in names.entities:
        if entity.label_ not in PLACE_LABELS:
            continue
        first, last = names.atom_range(entity.start_char, entity.end_char)
        # "the Dominican Republic or Jamaica" is two names to us and one to the model.
        start = first
        for k in range(first, last + 2):
            if k == last + 1 or not names.atoms[k].joined or names.atoms[k].low in {"and", "or"}:
                trimmed = _trim(names, start, k - 1, gazetteer) if start <= k - 1 else None
                if trimmed:
                    yield _checked(names, *trimmed, gazetteer)
                start = k + 1 if k <= last and names.atoms[k].joined else k


def _capitalised_runs(names: ParagraphNames, gazetteer: Gazetteer) -> Iterator[Candidate]:
    """Yield every capitalised run, and the parts of it that kind words and modifiers mark as names of their own.

    Most are no places; villages that neither gazetteer nor model knows are among them ("Kurilovka village", "in Kampungu").
    """
    words, atoms = names.words, names.atoms
    i = 0
    while i < len(atoms):
        if not atoms[i].capital or atoms[i].low in words.never - words.modifiers:
            i += 1
            continue
        _, last = names.run(i, i)
        for k in range(i + 1, last + 1):  # "Laurel County" of "Laurel County Detention Center"
            if atoms[k].low in words.name_words | words.facilities and k < last:
                yield _checked(names, i, k, gazetteer)
        if trimmed := _trim(names, i, last, gazetteer):
            yield _checked(names, *trimmed, gazetteer)
        for k in range(i, last):  # "Northern Europe", "South West England"
            if atoms[k].low in words.modifiers:
                m = k + 1
                while m < last and atoms[m].low in words.modifiers:
                    m += 1
                if gazetteer.has(atoms[m].word) and atoms[m].low not in words.modifiers:
                    yield _checked(names, k, m, gazetteer)
        i = last + 1


def _checked(names: ParagraphNames, first: int, last: int, gazetteer: Gazetteer) -> Candidate:
    text = names.text[names.atoms[first].start : names.atoms[last].end]
    return names.make(first, last, known=gazetteer.has(text))


def kind_before(names: ParagraphNames, first: int) -> PlaceKind | None:
    """Return the kind that the words before a name ask for ("the city of Kursk", "the town Goma")."""
    table = names.words.kind_before
    if first >= 2 and names.atoms[first].joined and names.atoms[first - 1].joined:  # noqa: PLR2004
        phrase = f"{names.atoms[first - 2].low} {names.atoms[first - 1].low}"
        if phrase in table:
            return table[phrase]
        if names.atoms[first - 1].low == "the" and first >= 3 and names.atoms[first - 2].low == "of":  # noqa: PLR2004
            return table.get(f"{names.atoms[first - 3].low} of")
    previous = names.before(first)
    if previous is not None and not previous.capital and previous.low in table:
        return table[previous.low]
    return None


def opens_list(names: ParagraphNames, first: int) -> bool:
    """Return whether a plural kind word just before opens a list of names ("four villages: X, Y", "the towns, X and Y")."""
    if first == 0:
        return False
    previous = names.atoms[first - 1]
    gap = names.text[previous.end : names.atoms[first].start]
    return (
        previous.low.endswith("s")
        and previous.low in names.words.kind_after
        and gap.strip() in {":", "-", "--", ","}
        and not previous.capital
    )


def kind_after(names: ParagraphNames, last: int) -> str | None:
    """Return the kind word after a name ("region" of "the Kursk region")."""
    follower = names.after(last)
    return follower.low if follower is not None and follower.low in names.words.kind_after else None


def candidates(names: ParagraphNames, gazetteer: Gazetteer) -> list[Candidate]:
    """Return every candidate of a paragraph, each stretch once, in order of start and then of length.

    Parameters
    ----------
    names
        The paragraph.
    gazetteer
        Says which runs of words are names of places.

    Returns
    -------
    list of Candidate
        Overlapping ones included.
    """
    found: dict[tuple[int, int], Candidate] = {}
    for source in (
        _abbreviations(names),
        _gazetteer_names(names, gazetteer),
        _model_names(names, gazetteer),
        _capitalised_runs(names, gazetteer),
    ):
        for candidate in source:
            found.setdefault((candidate.start, candidate.end), candidate)
    short = [c for c in found.values() if c.abbreviation]
    articled = [c for c in found.values() if c.text.lower() in names.words.with_article]
    short.extend(articled)
    kept = (c for c in found.values() if c in short or not any(s.start <= c.start and c.end <= s.end for s in short))
    return sorted(kept, key=lambda c: (c.start, c.end))


@lru_cache(maxsize=2)
def _apposition(*, persons: bool) -> re.Pattern[str]:
    words = place_words()
    nouns = words.person_nouns if persons else words.person_nouns | words.thing_nouns
    heads = "|".join(sorted(map(re.escape, nouns), key=len, reverse=True))
    age = r"\d{1,2}(?:,|\.| of\b)"
    return re.compile(rf", (?:{age}|(?:an?|the|his|her|their) (?:[\w-]+ ){{0,3}}?(?:{heads})\b)")


def called_otherwise(text: str, end: int, *, persons: bool = False) -> bool:
    """Return whether the words right after a name say that it is no place's: "Jackson, a teacher", "The Irrawaddy, a magazine"."""
    return text[end : end + 1] == "," and _apposition(persons=persons).match(text, end) is not None
