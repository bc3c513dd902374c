"""Pronouns, where safe: he, she, they and it stand for the last subject before them that they can mean."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.language.actor_lexicon import load_actor_lexicon
from geo.language.quotations import find_quotations
from geo.language.states import load_states
from geo.records import Actor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Span as DocSpan
    from spacy.tokens import Token

    from geo.language.actors import ActorTable
    from geo.language.parse import Paragraph, ParsedText

SINGULAR = {"he": "m", "she": "f", "his": "m", "her": "f"}
PLURAL = frozenset({"they", "their"})
BODY = frozenset({"it", "its"})
BODIES = frozenset({"government", "organisation", "military", "armed group", "media"})
REACH = 4
"""Paragraphs over which "she said" may reach back to the last woman who spoke."""
SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def _subjects(sentence: DocSpan) -> list[Token]:
    """Return the subjects of a sentence, that of its root first, the others from the last to the first."""
    found = [t for t in sentence if t.dep_ in SUBJECTS]
    roots = [t for t in found if t.head.dep_ == "ROOT"]
    return roots + [t for t in reversed(found) if t not in roots]


def _governing(token: Token) -> Iterator[Token]:
    """Yield the subjects of the clauses above a pronoun's own, nearest first, that stand before it."""
    verb = token.head if token.dep_ in SUBJECTS else token
    for ancestor in verb.ancestors:
        for child in ancestor.children:
            if child.dep_ in SUBJECTS and child.i < token.i:
                yield child
    if token.dep_ == "poss":
        for ancestor in token.ancestors:
            for child in ancestor.children:
                if child.dep_ in SUBJECTS and child.i < token.i and child is not token:
                    yield child


def _courtesy(actor: Actor) -> str | None:
    """Return the gender that an actor's roles show ("Mrs", "spokeswoman", "fisherman")."""
    lexicon = load_actor_lexicon()
    words = {w for role in actor.roles for w in role.split()}
    if words & lexicon.female or any(
        w.lower().endswith("woman") or w.lower() in {"mother", "wife", "widow", "daughter", "sister", "actress"} for w in words
    ):
        return "f"
    if words & lexicon.male or any(
        w.lower() in {"father", "husband", "son", "brother", "fisherman", "businessman", "congressman"} for w in words
    ):
        return "m"
    return None


class _Resolver:
    def __init__(self, parsed: ParsedText, table: ActorTable) -> None:
        self.parsed = parsed
        self.actors = {a.name: a for a in table.actors}
        self.heads = dict(table.heads)
        self.live = replace(table, heads=self.heads)
        """The table that sees the pronouns resolved so far."""
        self.table = table
        self.quoted = [span for quotation in find_quotations(parsed) for span in quotation.parts]
        self.verbs = load_actor_lexicon().speech_verbs
        given = load_actor_lexicon().genders
        self.genders: dict[str, str] = {
            a.name: given[a.name.split()[0]] for a in table.actors if a.kind == "person" and a.name.split()[0] in given
        }
        self.genders |= {a.name: g for a in table.actors if a.kind == "person" and (g := _courtesy(a)) is not None}
        self.nouns = load_actor_lexicon().pointing
        self.fighters = load_actor_lexicon().fighters
        self.groups: set[str] = set()
        """Armed groups named so far: "the rebels" are the only one."""
        self.last: dict[str, tuple[int, str]] = {}
        self.spoke: list[tuple[int, tuple[str, ...]]] = []
        """Subjects of speech so far, with their paragraph."""

    def _in_quotation(self, index: int) -> bool:
        at = bisect_right(self.quoted, (index, len(self.parsed.text) + 1)) - 1
        return at >= 0 and self.quoted[at][0] <= index < self.quoted[at][1]

    def _names(self, paragraph: Paragraph, token: Token) -> tuple[str, ...]:
        return self.live.names_of(paragraph, token)

    def _fits(self, pronoun: str, names: tuple[str, ...]) -> bool:
        actors: list[Actor] = [self.actors[n] for n in names if n in self.actors]
        if not actors:
            return False
        if pronoun in SINGULAR:
            return (
                len(actors) == 1 and actors[0].kind == "person" and self.genders.get(actors[0].name, SINGULAR[pronoun]) == SINGULAR[pronoun]
            )
        if pronoun in PLURAL:
            return len(actors) > 1 or (actors[0].kind != "person" and actors[0].kind != "media")
        return len(actors) == 1 and actors[0].kind in BODIES

    def _antecedent(self, index: int, paragraph: Paragraph, sentence: DocSpan, token: Token) -> tuple[str, ...]:
        pronoun = token.lower_
        governed = False
        for subject in _governing(token):
            governed = True
            names = self._names(paragraph, subject)
            if subject.lower_ not in SINGULAR and names and self._fits(pronoun, names):
                return names
            if subject.lower_ == pronoun and names:
                return names
        if pronoun not in SINGULAR and governed:  # "Smotrich threatened to topple the government if it agreed": not safe
            return ()
        if pronoun == "it" and token.head.lemma_ not in self.verbs:
            return ()
        if pronoun in SINGULAR:
            here = {
                n
                for t in sentence
                if t.i < token.i
                and (n := self.heads.get(paragraph.offset + t.idx))
                and not self._in_quotation(paragraph.offset + t.idx)
                and self._fits(pronoun, n)
            }
            if len(here) == 1 and not governed:
                return next(iter(here))
        sentences = [s for s in paragraph.doc.sents if s.start < sentence.start][-2:]
        before: list[tuple[Paragraph, DocSpan]] = [(paragraph, s) for s in reversed(sentences)]
        if len(sentences) < 2 and index > 0:  # noqa: PLR2004
            previous = self.parsed.paragraphs[index - 1]
            before += [(previous, s) for s in reversed(list(previous.doc.sents)[-2:])]
        for where, earlier in before:
            for subject in _subjects(earlier):
                if self._in_quotation(where.offset + subject.idx):
                    continue
                names = self._names(where, subject)
                if self._fits(pronoun, names):
                    return names
            others = {
                n
                for t in earlier
                if (n := self.heads.get(where.offset + t.idx))
                and t.pos_ in {"PROPN", "NOUN"}
                and not self._in_quotation(where.offset + t.idx)
                and self._fits(pronoun, n)
            }
            if len(others) == 1:
                return next(iter(others))
            if others and pronoun not in SINGULAR:
                return ()
        if pronoun in SINGULAR and token.dep_ in SUBJECTS and token.head.lemma_ in self.verbs:  # "she said" after paragraphs of her words
            return next((n for at, n in reversed(self.spoke) if index - at <= REACH and self._fits(pronoun, n)), ())
        return ()

    def run(self) -> ActorTable:
        for index, paragraph in enumerate(self.parsed.paragraphs):
            for sentence in paragraph.doc.sents:
                for token in sentence:
                    lower = token.lower_
                    self._remember(paragraph, token)
                    if lower in self.nouns and token.tag_ == "NN" and any(c.lower_ == "the" for c in token.children):
                        self._point_back(index, paragraph, token)
                        continue
                    if lower in self.fighters and self._bare(token) and len(self.groups) == 1:
                        self._rename(paragraph, token, next(iter(self.groups)))
                        continue
                    if token.dep_ in SUBJECTS and token.head.lemma_ in self.verbs and lower not in SINGULAR:
                        named = self.heads.get(paragraph.offset + token.idx) or (
                            self._names(paragraph, token) if token.pos_ in {"NOUN", "PROPN"} else ()
                        )
                        if named:
                            self.spoke.append((index, named))
                    if not (lower in SINGULAR or lower in PLURAL or lower == "its" or (lower == "it" and token.dep_ in SUBJECTS)):
                        continue
                    if self._in_quotation(paragraph.offset + token.idx):
                        continue
                    names = self._antecedent(index, paragraph, sentence, token)
                    if names:
                        self.heads[paragraph.offset + token.idx] = names
                        if token.dep_ == "poss":
                            self._owned(paragraph, token.head, names)
                        if lower in SINGULAR and len(names) == 1:
                            self.genders.setdefault(names[0], SINGULAR[lower])
        return replace(self.table, heads=self.heads, actors=tuple(self.actors.values()))

    def _remember(self, paragraph: Paragraph, token: Token) -> None:
        """Keep the named body mentioned last, by kind."""
        for name in self.table.heads.get(paragraph.offset + token.idx, ()):
            actor = self.actors.get(name)
            if actor is not None and actor.kind in BODIES and name[:1].isupper():
                self.last[actor.kind] = (paragraph.offset + token.idx, name)
                if actor.kind == "armed group" and not name.endswith(tuple(self.fighters)):
                    self.groups.add(name)

    @staticmethod
    def _bare(token: Token) -> bool:
        """Tell whether a noun stands with no more than "the"."""
        return [c.lower_ for c in token.children if c.i < token.i] == ["the"] and not any(
            c.dep_ in {"prep", "relcl"} for c in token.children
        )

    def _point_back(self, index: int, paragraph: Paragraph, token: Token) -> None:
        """Let "the group" denote the armed group (or the organisation) named last, within the paragraph or the one before."""
        found = [self.last[k] for k in self.nouns[token.lower_] if k in self.last]
        since = self.parsed.paragraphs[max(index - 1, 0)].offset
        if not found or found[0][0] < since:
            return
        self._rename(paragraph, token, found[0][1])

    def _rename(self, paragraph: Paragraph, token: Token, name: str) -> None:
        """Let a noun phrase denote a body named before, and nothing else."""
        at = paragraph.offset + token.idx
        span = paragraph.span(paragraph.doc[token.left_edge.i : token.i + 1])
        for old in self.heads.get(at, ()):
            if old == name or old not in self.actors:
                continue
            left = tuple(s for s in self.actors[old].mentions if s != span)
            if left:
                self.actors[old] = replace(self.actors[old], mentions=left)
            else:
                del self.actors[old]
        self.heads[at] = (name,)
        self.actors[name] = replace(self.actors[name], mentions=tuple(sorted({*self.actors[name].mentions, span})))

    def _owned(self, paragraph: Paragraph, noun: Token, names: tuple[str, ...]) -> None:
        """Let "its forces" denote the forces of the side that "its" stands for; a group's own fighters are the group."""
        rule = load_actor_lexicon().collectives.get(noun.lower_)
        if rule is None or len(names) != 1 or noun.tag_ not in {"NN", "NNS"} or rule.kind not in {"military", "armed group"}:
            return
        owner = self.actors[names[0]]
        if owner.kind == "person" and (led := self._group_of(owner)) is not None:
            owner = led  # "his fighters" are the group that he leads
        at = paragraph.offset + noun.idx
        span = paragraph.span(paragraph.doc[noun.left_edge.i : noun.i + 1])
        if owner.kind in {"armed group", "military"}:
            name = owner.name
        else:
            state = next((s for s in load_states().all if s.name == owner.side), None)
            if state is None or not state.adjectives:
                return
            nouns = [
                n
                for n, c in load_actor_lexicon().collectives.items()
                if (c.group is not None and c.group == rule.group) or n == noun.lower_
            ]
            name = next(
                (f"{a} {n}" for a in state.adjectives for n in nouns if f"{a} {n}" in self.actors), f"{state.adjectives[0]} {noun.lower_}"
            )
            self.actors.setdefault(name, Actor(name, rule.kind, state.name))
        actor = self.actors[name]
        if name != owner.name:
            self.actors[name] = replace(actor, mentions=tuple(sorted({*actor.mentions, span})))
        self.heads[at] = (name,)

    def _group_of(self, person: Actor) -> Actor | None:
        """Return the armed group that a person's roles name."""
        told = " ".join(person.roles)
        groups = (a for a in self.actors.values() if a.kind == "armed group" and a.name in self.groups)
        return next((a for a in groups if any(n in told for n in (a.name, *a.aliases) if n[:1].isupper())), None)


def resolve_pronouns(parsed: ParsedText, table: ActorTable) -> ActorTable:
    """Return the table with the pronouns that safely stand for an actor.

    A pronoun takes the subject of the clause above it ("Trump revealed that he had"), else the subject of the sentence before, in
    its paragraph or the one before. Pronouns within quotation marks are left alone.
    """
    return _Resolver(parsed, table).run()
