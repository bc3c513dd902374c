"""What speaks for and against a stretch of text being the name of a place.

Each piece of evidence has a name and a weight; the weights were fitted by `geo.gazetteer.train` on gold spans and live in
geo/data/place_weights.json, where they can be read and edited. Nothing here looks at which names the gold holds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.language.place_candidates import Candidate, ParagraphNames, called_otherwise, kind_after, kind_before, opens_list
from geo.language.place_facts import NOTHING, FactBook, NameFacts
from geo.language.place_offsets import states_position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer.index import Gazetteer

LABELS = ("GPE", "LOC", "FAC", "ORG", "PERSON", "NORP", "PRODUCT", "EVENT")
Evidence = dict[str, float]
LOCATING = frozenset(
    {
        "after a preposition of place",
        "after a verb of place",
        "after a verb of motion",
        "opens a list of places",
        "before a stated distance",
        "suffers what places suffer",
        "before a word of authority",
        "before a kind word",
        "before a capitalised kind word",
        "after a kind word",
        "after a kind word and 'of'",
        "dateline",
        "followed by what holds it",
        "followed by a region",
    }
)
"""Evidence from the surroundings alone that a name is a place's."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with its evidence."""

    names: ParagraphNames
    candidate: Candidate
    evidence: Evidence
    facts: NameFacts = NOTHING


class Witness:
    """Collects the evidence on the candidates of one article."""

    def __init__(self, paragraphs: Sequence[ParagraphNames], gazetteer: Gazetteer) -> None:
        self.book = FactBook(gazetteer)
        self.paragraphs = paragraphs
        self.persons, self.surnames, self.given, self.named = self._people()
        self.lower_words = {a.low for names in paragraphs for a in names.atoms if not a.capital}

    def _people(self) -> tuple[set[str], set[str], set[str], set[str]]:
        named: set[str] = set()
        persons: set[str] = set()
        surnames: set[str] = set()
        given: set[str] = set()
        for names in self.paragraphs:
            for entity in names.entities:
                if entity.label_ != "PERSON":
                    continue
                first, last = names.atom_range(entity.start_char, entity.end_char)
                parts = [names.atoms[k].low for k in range(first, last + 1) if names.atoms[k].capital]
                parts = [p for p in parts if p not in names.words.titles]
                persons.add(" ".join(parts))
                if len(parts) > 1:
                    surnames.add(parts[-1])
                    given.update(parts[:-1])
            named.update(self._given_names(names))
            called = (a for a in names.atoms if a.capital and called_otherwise(names.text, a.end, persons=True))
            named.update(a.low for a in called if not self.book.of(a.word).wide)  # "Turkey, a NATO member" is a state
        return persons, surnames, given, named

    def _given_names(self, names: ParagraphNames) -> set[str]:
        """Return the doubtful words that a surname follows: "Georgia" of "Georgia Stevens"."""
        words, found = names.words, set()
        for i, atom in enumerate(names.atoms[:-1]):
            if atom.low not in words.doubtful or not atom.capital:
                continue
            follower = names.atoms[i + 1]
            spaced = names.text[atom.end : follower.start] == " "
            plain = follower.low not in words.public_heads | words.bearing_heads | words.kind_after.keys() | words.titles | words.never
            head = names.atoms[names.run(i, i)[1]].low  # "Lincoln Public Schools" is no Mr Public
            plain = plain and head not in words.public_heads | words.bearing_heads
            if spaced and follower.capital and plain and not self.book.of(f"{atom.word} {follower.word}").kind:
                previous = names.before(i)
                if previous is None or previous.low not in words.strong_prepositions:
                    found.add(atom.low)
        return found

    def evidence(self, names: ParagraphNames, candidate: Candidate) -> Evidence:
        """Return the evidence on one candidate that its own surroundings give."""
        found: Evidence = {"bias": 1.0}
        self._model(names, candidate, found)
        self._gazetteer(names, candidate, found)
        self._shape(names, candidate, found)
        self._context(names, candidate, found)
        if not names.headline:
            self._name_around(names, candidate, found)
        self._person(names, candidate, found)
        self._together(candidate, found)
        return found

    def _together(self, candidate: Candidate, found: Evidence) -> None:
        """Add what two pieces of evidence say only together."""
        known = self.book.of(candidate.lookup)
        if known.kind:
            size = "large" if known.population >= 100_000 or known.kind in {"country", "admin1", "area"} else "small"  # noqa: PLR2004
            context = LOCATING & found.keys()
            found[f"{size} and {'in a place context' if context else 'no place context'}"] = 1
            if "gazetteer: only as an alias" in found and size == "small":
                found["small and only as an alias"] = 1
            if "name goes on: public body" in found:
                found[f"{size} and name goes on: public body"] = 1
            if "model: is PERSON" in found:
                found[f"{size} and called a person"] = 1
            if "model: none" in found:
                found[f"{size} and the model sees nothing"] = 1
        elif LOCATING & found.keys():
            found["unknown and in a place context"] = 1

    def _model(self, names: ParagraphNames, candidate: Candidate, found: Evidence) -> None:
        entity = names.entity_at(candidate.start)
        other = names.entity_at(candidate.end - 1)
        if entity is None and other is None:
            found["model: none"] = 1
            return
        if entity is None or other is None or entity.start_char != other.start_char:
            part = entity or other
            label = part.label_ if part is not None and part.label_ in LABELS else "other"
            inside = part is not None and candidate.start <= part.start_char and part.end_char <= candidate.end
            found[f"model: {'holds' if inside else 'partly'} {label}"] = 1
            return
        first, last = names.atom_range(entity.start_char, entity.end_char)
        while first < candidate.first and (names.atoms[first].low in {"the", "a", "an"} or names.atoms[first].low in names.words.modifiers):
            first += 1
        while last > candidate.last and (names.atoms[last].low == "s" or not names.atoms[last].capital):
            last -= 1
        label = entity.label_ if entity.label_ in LABELS else "other"
        exact = first == candidate.first and last == candidate.last
        found[f"model: {'is' if exact else 'inside'} {label}"] = 1
        if label == "ORG" and candidate.first > first:
            found["ends an organisation's name" if candidate.last == last else "within an organisation's name"] = 1

    def _gazetteer(self, names: ParagraphNames, candidate: Candidate, found: Evidence) -> None:
        facts = self.book.of(candidate.lookup)
        found[f"gazetteer: {facts.kind or 'none'}"] = 1
        if facts.kind:
            found["gazetteer: size"] = math.log10(1 + facts.population) / 7
            if facts.kind in {"settlement", "admin2"}:
                found["gazetteer: small"] = max(0.0, 1 - math.log10(1 + facts.population) / 5)
            if not facts.official:
                found["gazetteer: only as an alias"] = 1
            if candidate.last > candidate.first:
                found["gazetteer: several words"] = 1
        if candidate.abbreviation:
            found["abbreviation"] = 1
        # "Springfield, Ohio": what follows a comma holds a bearer of the name.
        follower, preceding = self._comma_neighbours(names, candidate)
        if follower is not None:
            held = self.book.of(follower)
            if held.names & facts.holders:
                found["followed by what holds it"] = 1
            elif held.kind in {"country", "admin1"}:
                found["followed by a region"] = 1
        if preceding is not None and self.book.of(preceding).holders & facts.names:
            found["preceded by what it holds"] = 1

    @staticmethod
    def _comma_neighbours(names: ParagraphNames, candidate: Candidate) -> tuple[str | None, str | None]:
        follower = preceding = None
        right, left = names.atom(candidate.last + 1), names.atom(candidate.first - 1) if candidate.first else None
        if right is not None and right.capital and names.text[candidate.end : right.start].strip(". ") == ",":
            _, last = names.run(candidate.last + 1, candidate.last + 1)
            follower = names.text[right.start : names.atoms[last].end]
            if names.text[names.atoms[last].end : names.atoms[last].end + 1] == "." and follower + "." in names.words.abbreviations:
                follower = names.words.abbreviations[follower + "."]
            follower = names.words.postal.get(follower, follower)
        if left is not None and left.capital and names.text[left.end : candidate.start].strip() == ",":
            first, _ = names.run(candidate.first - 1, candidate.first - 1)
            preceding = names.text[names.atoms[first].start : left.end]
        return follower, preceding

    def _shape(self, names: ParagraphNames, candidate: Candidate, found: Evidence) -> None:
        low = candidate.text.lower()
        letters = [c for c in candidate.text if c.isalpha()]
        if all(c.isupper() for c in letters) and not candidate.abbreviation and not names.shouting:
            found["all capitals"] = 1
            if len(letters) <= 7 and candidate.end > names.dateline:  # noqa: PLR2004  (acronyms)
                found["short and all capitals"] = 1
        if candidate.first == candidate.last:
            found["one word"] = 1
            if low in names.words.doubtful:
                found["doubtful word"] = 1
            if low in self.lower_words:
                found["also written in lower case"] = 1
        article = names.atoms[candidate.first].low == "the" and candidate.last > candidate.first
        token = names.token_at(names.atoms[candidate.first + article].start)
        if token is not None:
            if token.is_sent_start:
                found["starts a sentence"] = 1
            if token.tag_ not in {"NNP", "NNPS"}:
                found["adjective" if token.tag_.startswith("JJ") else "no proper noun"] = 1
        if low in names.words.demonyms:
            found["demonym"] = 1
        atoms = names.atoms
        if candidate.last > candidate.first and atoms[candidate.last].low in names.words.name_words:
            found["ends in a kind word"] = 1
        elif candidate.last > candidate.first and atoms[candidate.last].low in names.words.facilities:
            found["ends in a facility word"] = 1
        if candidate.last > candidate.first and atoms[candidate.first].low in names.words.modifiers:
            found["starts with a modifier"] = 1
        if "-" in candidate.text:
            found["hyphenated"] = 1

    def _context(self, names: ParagraphNames, candidate: Candidate, found: Evidence) -> None:
        words, first = names.words, candidate.first
        while (previous := names.before(first)) is not None and (previous.low in words.modifiers or previous.low == "the"):
            if previous.low == "the":
                found["after 'the'"] = 1
            else:
                part = previous.capital and previous.low not in words.plain_modifiers
                found["after a capitalised modifier" if part else "after a modifier"] = 1
            first -= 1
        if previous is not None and not previous.capital:
            if previous.low in words.strong_prepositions:
                found["after a preposition of place"] = 1
            elif previous.low in words.prepositions:
                found[f"after '{previous.low}'" if previous.low in {"of", "and", "for", "on"} else "after another preposition"] = 1
            elif previous.low in {"a", "an"}:
                found["after 'a'"] = 1
        elif previous is not None and previous.low in words.strong_prepositions:
            found["after a preposition of place"] = 1
        verb = names.token_at(previous.start) if previous is not None else None
        if verb is not None and verb.pos_ == "VERB" and verb.lemma_ in words.verbs:
            found["after a verb of place"] = 1
        kind = kind_after(names, candidate.last)
        if kind is not None:
            capital = names.atoms[candidate.last + 1].capital
            found[
                "before a capitalised kind word"
                if capital
                else "before a kind word"
                if words.kind_after[kind]
                else "before a word of position"
            ] = 1
        self._led_to(names, first, found)
        self._befallen(names, candidate, found)
        if states_position(names.text, candidate.end):
            found["before a stated distance"] = 1
        if opens_list(names, candidate.first):
            found["opens a list of places"] = 1
        if kind_before(names, candidate.first):
            found["after a kind word and 'of'" if names.atoms[candidate.first - 1].low in {"of", "the"} else "after a kind word"] = 1
        tail = names.text[candidate.end : candidate.end + 2]
        if tail == "'s" or (tail[:1] == "'" and candidate.text.endswith("s")):
            found["possessive"] = 1
        elif tail[:1] == ",":
            found["before a comma"] = 1
        elif tail[:1] == "-" and names.after(candidate.last) is not None:
            found["before a hyphen"] = 1
        elif tail[:1] == ")":
            found["before a bracket"] = 1
        if candidate.start and names.text[candidate.start - 1] == "-" and names.before(candidate.first) is not None:
            found["after a hyphen"] = 1
        if candidate.end <= names.dateline:
            found["dateline"] = 1

    @staticmethod
    def _befallen(names: ParagraphNames, candidate: Candidate, found: Evidence) -> None:
        """Judge by what is said to befall the name ("X was shelled", "X has fallen") and whose governor, police or people follow it."""
        words, token = names.words, names.token_at(candidate.end - 1)
        if token is not None:
            head = token.head
            if (token.dep_ == "nsubjpass" and head.lemma_ in words.verbs) or (token.dep_ == "nsubj" and head.lemma_ in words.befall):
                found["suffers what places suffer"] = 1
        right = names.right_of(candidate)
        if right is not None and not right.capital and right.low in words.authorities:
            found["before a word of authority"] = 1

    @staticmethod
    def _led_to(names: ParagraphNames, first: int, found: Evidence) -> None:
        """Judge by the verb or noun that a preposition ties the name to: "fled to X", "the siege of X"."""
        words, previous = names.words, names.before(first)
        if previous is not None and previous.low in {"to", "of"}:
            mover = names.token_at(previous.start)
            mover = mover.head if mover is not None else None
            if mover is not None and mover.lemma_ == "out":
                mover = mover.head
            if mover is not None and mover.pos_ == "VERB" and mover.lemma_ in words.motion:
                found["after a verb of motion"] = 1
        if previous is not None and previous.low in {"of", "for", "on", "over"}:
            noun = names.before(first - 1)
            token = names.token_at(noun.start) if noun is not None else None
            if token is not None and token.pos_ == "NOUN" and token.lemma_.lower() in words.nouns:
                found["after a noun of place"] = 1

    def _name_around(self, names: ParagraphNames, candidate: Candidate, found: Evidence) -> None:
        """Judge by the words of the longer name in which the candidate stands."""
        words, atoms = names.words, names.atoms
        right = names.right_of(candidate)
        joined_by_space = right is not None and names.text[candidate.end : right.start].isspace()
        if right is not None and right.capital and joined_by_space:
            _, last = names.run(candidate.last + 1, candidate.last + 1)
            inner = [atoms[k].low for k in range(candidate.last + 1, last + 1)]
            if atoms[last].low in words.facilities:
                found["name goes on: a site"] = 1
            elif atoms[last].low in words.bearing_heads or inner[0] in words.bearing_heads:
                found["name goes on: what bears a place's name"] = 1
            elif any(w in words.public_heads for w in inner):
                found["name goes on: public body"] = 1
            elif inner[0] in words.titles or inner[0] in words.attributive_people:
                found["name goes on: a title"] = 1
            else:
                found["name goes on"] = 1
        elif right is not None and joined_by_space and not right.capital:
            if right.low in {"virus", "fever", "strain", "disease"}:
                found["name goes on: what bears a place's name"] = 1
            token = names.token_at(candidate.end - 1)
            if token is not None and token.dep_ == "compound":
                found["compound"] = 1
        left = names.before(candidate.first)
        if (
            left is not None
            and left.capital
            and names.text[left.end : candidate.start].isspace()
            and left.low not in words.modifiers | {"the"}
        ):
            token = names.token_at(left.start)
            if (
                left.low in words.strong_prepositions
                or left.low in words.never
                or (token is not None and token.pos_ not in {"PROPN", "NOUN", "ADJ"})
            ):
                pass
            elif left.low in words.titles:
                found["after a title"] = 1
            elif left.low in words.bearing_before:
                found["after what bears a place's name"] = 1
            elif left.low in words.public_heads:
                found["after a public body's word"] = 1
            else:
                found["inside a longer name"] = 1
        if left is not None and left.low == "of" and candidate.first > 1:
            head = names.before(candidate.first - 1)
            if head is not None and head.capital:
                kind = (
                    "public body"
                    if head.low in words.of_public or head.low in words.public_heads
                    else "certain bearer"
                    if head.low in words.of_bearing
                    else "bearer"
                    if head.low in words.bearing_heads
                    else "name"
                )
                found[f"after 'of' of a {kind}"] = 1
        elif left is not None and left.low == "of":
            head = names.before(candidate.first - 1)
            if head is not None:
                found["after 'of'"] = 1

    def _person(self, names: ParagraphNames, candidate: Candidate, found: Evidence) -> None:
        low = candidate.text.lower()
        if candidate.first == candidate.last:
            if low in self.named:
                found["a person's by the article's own words"] = 1
            if low in self.surnames:
                found["surname in the article"] = 1
            elif low in self.given:
                found["given name in the article"] = 1
            elif low in self.persons:
                found["called a person elsewhere"] = 1
        elif low in self.persons:
            found["called a person elsewhere"] = 1
        previous = names.atom(candidate.first - 1) if candidate.first else None
        if previous is not None and previous.low in names.words.titles and names.text[previous.end : candidate.start] in {" ", ". "}:
            found["after a title"] = 1
        if names.text.startswith((", who ", ", whose ", ", whom ", " who ", " whose "), candidate.end):
            found["before 'who'"] = 1
        before = names.atom(candidate.first - 1) if candidate.first else None
        if before is not None and before.low in names.words.kin and names.text[before.end : candidate.start] in {" ", ", "}:
            found["after a word of kinship"] = 1
        if not self.book.of(candidate.lookup).wide and called_otherwise(names.text, candidate.end):
            found["called something else"] = 1
        token = names.token_at(candidate.end - 1)
        if token is not None and token.dep_ == "nsubj" and token.head.lemma_ in {"say", "tell", "add", "ask", "think", "recall", "explain"}:
            found["subject of saying"] = 1
