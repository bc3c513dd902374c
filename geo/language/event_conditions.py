"""The conditions that a row of the event lexicon may set, by the names used in `rules/event_lexicon.csv`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.language.clauses import clause_head, inside
from geo.language.event_arguments import Scene, children, means_of, number_of, prepositional, subjects
from geo.language.event_lexicon import Entry, grammar, load_lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from spacy.tokens import Token

    from geo.records import EventStatus, PlaceMention


@dataclass
class Candidate:
    """A word that may tell of an event, while its arguments are gathered."""

    scene: Scene
    token: Token
    entry: Entry
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    doers: list[Token]
    affected: list[Token]
    means: tuple[str, ...] = ()
    remote: bool = False
    status: EventStatus = "happened"
    count: int | None = None
    extra: list[tuple[int, int]] = field(default_factory=list)
    """Spans in the article of other words that tell of the same event."""
    paragraph_index: int = 0

    @property
    def is_noun(self) -> bool:
        """Whether the trigger is a noun."""
        return self.entry.pos == "noun"

    @property
    def words(self) -> list[Token]:
        """The words of the event's own phrase, clauses inside it left out."""
        return list(inside(self.token))


def companion_holds(candidate: Candidate, companion: str) -> bool:
    """Say whether a particle, preposition or kind of object stands with the trigger."""
    if companion.startswith("object:"):
        return object_in(candidate, companion.removeprefix("object:"))
    token = candidate.token
    near = [
        *token.children,
        *(
            g
            for c in token.children
            if c.dep_ in ("prep", "prt", "advcl", "ccomp", "xcomp")
            for g in c.children
            if c.dep_ in ("prep", "prt") or g.dep_ == "mark"
        ),
    ]
    return any(c.lower_ == companion and not _before_date(c) for c in near if c.i > token.i)


def _before_date(preposition: Token) -> bool:
    """Say whether a preposition only leads to a date ("agreed on Wednesday")."""
    nouns = children(preposition, "pobj")
    return bool(nouns) and all(n.ent_type_ in ("DATE", "TIME") for n in nouns)


def object_in(candidate: Candidate, kind: str) -> bool:
    """Say whether one of those affected is named by a noun of the kind."""
    lemmas = load_lexicon().objects[kind]
    nouns = list(candidate.affected)
    if candidate.is_noun:
        nouns = [*prepositional(candidate.token, ("of", "for", "on", "against")), *children(candidate.token, "compound", "amod")]
    extended = [*nouns, *(j for n in nouns for j in children(n, "conj")), *(p for n in nouns for p in prepositional(n, ("of",)))]
    return any(n.lemma_.lower() in lemmas for n in extended)


def object_in_nouns(nouns: Iterable[Token], kind: str) -> bool:
    """Say whether one of the nouns is of the kind."""
    return any(n.lemma_.lower() in load_lexicon().objects[kind] for n in nouns)


def place_of(candidate: Candidate, token: Token) -> PlaceMention | None:
    """Return the place, not a metonym, that the token belongs to."""
    mention = candidate.scene.places.get(token.i)
    return mention if mention is not None and not mention.metonym else None


def _has_place(c: Candidate) -> bool:
    scope = c.words if c.is_noun else inside(clause_head(c.token))
    return any(place_of(c, t) is not None for t in scope)


def _territory(c: Candidate) -> bool:
    unnamed = any(d.lemma_.lower() in grammar("unnamed_forces") for d in c.doers)
    passive_or_named = bool(c.sources) or not c.doers or unnamed
    nouns = prepositional(c.token, ("of",)) if c.is_noun else c.affected
    if not passive_or_named:
        return False
    if any(place_of(c, n) is not None for n in nouns) or (object_in(c, "territory") and (bool(c.sources) or unnamed)):
        return True
    return c.scene.is_armed(c.sources) and any(place_of(c, t) is not None for n in nouns for t in n.subtree)


def _force(c: Candidate) -> bool:
    names = (*c.sources, *c.targets)
    if c.scene.is_armed(names):
        return True
    states = c.scene.kinds(c.sources) & {"government"}
    return bool(states) and (bool(c.targets) or any(place_of(c, t) is not None for t in c.affected) or object_in(c, "target"))


def _light(c: Candidate) -> bool:
    """Say whether a light verb lends the noun a subject, and take that subject over ("Russian forces making gains")."""
    noun = c.token
    if noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lemma_ in grammar("waves"):
        noun = noun.head.head
    verb = noun.head
    light = load_lexicon().light
    if (
        noun.dep_ == "pobj"
        and noun.head.lower_ == "for"
        and noun.head.head.lemma_ in grammar("claiming_nouns")
        and noun.head.head.dep_ == "dobj"
    ):
        c.sources = c.sources or c.scene.actor_names(s for s in subjects(noun.head.head.head) if not _none(s))
        return True  # "claimed responsibility for the bombing"
    if noun.dep_ == "pobj" and noun.head.dep_ in ("prep", "agent"):
        verb = noun.head.head
        undergone = noun.head.lower_ == "in" and verb.lemma_ in grammar("undergoing")
        if (verb.lemma_ not in grammar("carried") and not undergone) or verb.pos_ != "VERB":
            return False
    elif noun.dep_ == "conj":
        return False
    if verb.pos_ != "VERB":
        return False
    if noun.dep_ in ("dobj", "pobj"):
        names = c.scene.actor_names(s for s in subjects(verb) if not _none(s))
        if verb.lemma_ in light["target"] and not (verb.lemma_ == "come" and noun.head.lower_ != "under"):
            c.targets = c.targets or names
            return True
        if c.entry.type == "AGREE" and verb.lemma_ in grammar("undoing"):
            return False
        announced = verb.lemma_ in light["not_assault"] and (c.entry.type == "ASSAULT" or points_back(c))
        if verb.lemma_ in light["source"] and not announced:
            c.sources = c.sources or names
            if c.entry.type == "ASSAULT":
                c.targets = c.targets or tuple(n for n in c.scene.actor_names(prepositional(verb, ("against", "on"))) if n not in c.sources)
            return bool(c.sources) or c.entry.type == "ASSAULT"
    if noun.dep_ in ("nsubj", "nsubjpass"):
        agents = [p for a in children(verb, "agent") for p in children(a, "pobj")]
        c.sources = c.sources or c.scene.actor_names(agents)
        return verb.lemma_ in light["happen"] or (noun.dep_ == "nsubjpass" and verb.lemma_ in light["source"])
    return False


def _none(noun: Token) -> bool:
    """Say whether the noun means nobody ("no group has admitted the attack")."""
    return noun.lower_ in load_lexicon().nobody or any(d.lower_ in load_lexicon().nobody for d in children(noun, "det"))


def _counted(c: Candidate) -> bool:
    people = load_lexicon().people
    found = next((number_of(n) for n in prepositional(c.token, ("of",)) if n.lemma_ in people and number_of(n)), None)
    c.count = c.count or found
    return found is not None


def _population(c: Candidate) -> bool:
    people = load_lexicon().people
    return (
        "population" in c.scene.kinds(c.sources)
        or any(d.tag_ == "NNPS" for d in c.doers)
        or any(d.lemma_.lower() in people for d in c.doers)
    )


def _violent(c: Candidate) -> bool:
    entries = load_lexicon().entries
    if any(number_of(d) is not None and object_in_nouns((d,), "force") for d in c.doers):
        return True  # "50 mercenaries died": in war news not in their beds
    people = load_lexicon().people
    if any((number_of(d) or 0) > 1 and (d.lemma_ in people or d.tag_ == "CD") for d in c.doers) and _amid_violence(c.token):
        return True  # "53 people had died" in a paragraph that tells of an attack
    head = clause_head(c.token)
    words = list(inside(head))
    if head.dep_ in ("relcl", "advcl", "conj"):
        words += inside(clause_head(head.head))
    words += [w for w in head.children if w.dep_ in ("advcl", "conj")]
    words += [w for v in head.children if v.dep_ == "advcl" for w in inside(v)]
    if any(w.pos_ == "VERB" and w.lemma_ in grammar("violent") for w in words) or means_of(words)[0]:
        return True
    return bool(c.means) or any(
        (w.lemma_.lower(), "noun") in entries and entries[w.lemma_.lower(), "noun"][0].type == "ASSAULT" for w in words
    )


def _amid_violence(token: Token) -> bool:
    """Say whether the paragraph tells of violence and of no mishap or disease."""
    lexicon = load_lexicon()
    lemmas = {t.lemma_.lower() for t in token.doc if t.i != token.i}
    deadly = lexicon.kill - {"die", "perish"} | lexicon.harm | lexicon.generic | grammar("violent") | grammar("warlike")
    return bool(lemmas & deadly) and not lemmas & lexicon.accidents


def _under_fire(c: Candidate) -> bool:
    """Say whether someone comes under fire, and take over whom: "the patrol came under fire"."""
    verb = c.token.head.head if c.token.dep_ == "pobj" and c.token.head.lower_ == "under" else None
    if verb is None or verb.lemma_ != "come":
        return False
    c.targets = c.targets or c.scene.actor_names(s for s in subjects(verb) if not _none(s))
    return True


def _sourcenoun(c: Candidate) -> bool:
    return (bool(c.sources) or (_light(c) and bool(c.sources))) and c.token.dep_ != "compound"


def _own_force(c: Candidate) -> bool:
    """Say whether someone tells forces of his own side what to do."""
    sides = {c.scene.by_name[n].side for n in c.sources if n in c.scene.by_name} - {None}
    return any(n in c.scene.by_name and c.scene.by_name[n].side in sides and c.scene.is_armed((n,)) for n in c.targets)


def _foreign(c: Candidate) -> bool:
    sides = {c.scene.by_name[n].side for n in c.sources if n in c.scene.by_name}
    return bool(c.sources) and any(n in c.scene.by_name and c.scene.by_name[n].side not in sides for n in c.targets)


CONDITIONS: dict[str, Callable[[Candidate], bool]] = {
    "any": lambda _: True,
    "who": lambda c: bool(c.sources or c.targets),
    "source": lambda c: bool(c.sources),
    "target": lambda c: bool(c.targets),
    "collective": lambda c: any(d.lemma_.lower() in grammar("collectives") and d.tag_ == "NNS" for d in c.doers),
    "both": lambda c: bool(c.sources and c.targets),
    "bothactors": lambda c: bool(c.sources and c.targets),
    "bothperson": lambda c: bool(c.sources and c.targets) and "person" in c.scene.kinds((*c.sources, *c.targets)),
    "partner": lambda c: bool(c.sources and c.targets) or len(c.sources) > 1,
    "sourceobject": lambda c: bool(c.sources) and (object_in(c, "person") or any(a.ent_type_ in ("PERSON", "NORP") for a in c.affected)),
    "subjectmunition": lambda c: any(d.lemma_.lower() in load_lexicon().objects["munition"] for d in c.doers),
    "objectperson": lambda c: (
        bool({"person", "population"} & c.scene.kinds(c.targets))
        or any(a.ent_type_ in ("PERSON", "NORP") or a.lemma_.lower() in load_lexicon().people or a.tag_ == "CD" for a in c.affected)
    ),
    "threatening": lambda c: (
        bool(c.sources)
        and c.token.dep_ != "acl"
        and (bool(c.targets) or bool(children(c.token, "xcomp", "ccomp")) or any(p.lower_ == "with" for p in children(c.token, "prep")))
    ),
    "agreeto": lambda c: bool(c.sources) and bool(children(c.token, "xcomp")),
    "operation": lambda c: (
        (
            any(m.lower_ in grammar("operations") for m in children(c.token, "amod", "compound"))
            and (_light(c) or bool(c.sources) or _has_place(c))
        )
        or (_light(c) and c.scene.is_armed(c.sources))
    ),
    "plural": lambda c: (
        len(c.sources) > 1
        or ((bool(c.sources) or _has_place(c)) and any(d.tag_ == "NNS" and object_in_nouns((d,), "person") for d in c.doers))
    ),
    "person": lambda c: bool({"person", "government"} & c.scene.kinds(c.sources)),
    "sourcetarget": lambda c: bool(c.sources and c.targets),
    "targetforce": lambda c: bool(c.sources) and c.scene.is_armed(c.targets),
    "targetown": _own_force,
    "targetforeign": _foreign,
    "place": _has_place,
    "whoplace": lambda c: bool(c.sources or c.targets) and _has_place(c),
    "placesubject": lambda c: any(place_of(c, d) is not None for d in c.doers),
    "territory": _territory,
    "force": _force,
    "means": lambda c: bool(c.means),
    "light": _light,
    "underfire": _under_fire,
    "count": _counted,
    "population": _population,
    "violent": _violent,
    "sourcenoun": _sourcenoun,
    "callfor": lambda c: _sourcenoun(c) and bool(prepositional(c.token, ("for",))),
    "effect": lambda c: c.token.dep_ in ("nsubj", "nsubjpass") and c.token.head.lemma_ in load_lexicon().light["happen"],
    "military": lambda c: any(m.lower_ in grammar("drills") for m in children(c.token, "amod", "compound")),
    "aid": lambda c: object_in(c, "aid"),
    "captive": lambda c: object_in(c, "captive"),
    "captiveof": lambda c: object_in(c, "captive"),
    "truceof": lambda c: object_in(c, "truce"),
}


def points_back(candidate: Candidate) -> bool:
    """Say whether the trigger is a noun that points back."""
    if not candidate.is_noun:
        return False
    if any(c.dep_ == "poss" for c in candidate.token.children):
        return candidate.entry.type in ("REQUEST", "ACCUSE", "REJECT", "THREATEN", "CONSULT") or any(
            c.tag_ == "PRP$" for c in candidate.token.children
        )
    determiners = {c.lower_ for c in candidate.token.children if c.dep_ == "det"}
    if determiners == {"the"} and any(c.dep_ in ("prep", "relcl") and c.lower_ != "in" for c in candidate.token.children):
        return False  # "the evacuation of eight villages" says itself which
    return bool(determiners & load_lexicon().anaphora)


def holds(candidate: Candidate) -> bool:
    """Say whether the lexicon row's companion and one of its conditions hold; `light` is tried where it can lend a subject."""
    entry = candidate.entry
    if entry.companions and not any(companion_holds(candidate, c) for c in entry.companions):
        return False
    if candidate.is_noun and not candidate.sources:
        _light(candidate)
    if entry.type == "ASSAULT" and entry.lemma in load_lexicon().generic and points_back(candidate):
        return True  # "the attack": one told of before, or else it is dropped when nothing is found
    results = [
        object_in(candidate, n.removeprefix("object:"))
        if n.startswith("object:")
        else object_in_nouns(candidate.doers, n.removeprefix("subject:"))
        if n.startswith("subject:")
        else CONDITIONS[n](candidate)
        for n in entry.needs
    ]
    return any(results)
