"""Who does what to whom: the subject, object and agent of a verb or a noun that tells of an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.language.clauses import SUBJECTS, inside
from geo.language.event_lexicon import grammar, load_lexicon
from geo.language.states import load_states

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from spacy.tokens import Token

    from geo.language.actors import ActorTable
    from geo.language.parse import Paragraph
    from geo.records import Actor, PlaceMention

ARMED = ("military", "armed group")


@dataclass(frozen=True)
class Scene:
    """One paragraph with what is known of its actors and places, by token."""

    paragraph: Paragraph
    actors: ActorTable
    by_name: Mapping[str, Actor]
    places: Mapping[int, PlaceMention]
    """The place mention that each token belongs to."""
    body: int = 0
    """Token after the dateline, whose agency acts in no event."""
    dated: frozenset[int] = frozenset()
    """Tokens of dates, times and durations: they count nothing and nobody."""

    def actor_names(self, tokens: Iterable[Token]) -> tuple[str, ...]:
        """Return the actors that noun phrases denote, states named as countries included."""
        found: list[str] = []
        for token in tokens:
            if token.i < self.body:
                continue
            names = self.actors.names_of(self.paragraph, token)
            found += names or self._state(token)
        return tuple(dict.fromkeys(found))

    def _state(self, token: Token) -> tuple[str, ...]:
        mention = self.places.get(token.i)
        if mention is None or mention.place is None:
            return ()
        if mention.place.kind == "country":
            return (mention.place.name,)
        seat = load_states().by_capital.get(mention.text)
        return (seat.name,) if seat is not None and token.dep_ == "nsubj" else ()

    def side_actor(self, word: str, *, armed: bool) -> tuple[str, ...]:
        """Return the actor that an adjective stands for ("Russian strikes"): a force of that side, else the state."""
        state = load_states().any(word)
        if state is None:
            return ()
        kinds = ("military", "armed group") if armed else ("government",)
        for actor in self.actors.actors:
            if actor.side == state.name and actor.kind in kinds and (armed or actor.name == state.name):
                return (actor.name,)
        return (state.name,)

    def is_armed(self, names: Iterable[str]) -> bool:
        """Say whether one of the actors is a force or an armed group."""
        return any(n in self.by_name and self.by_name[n].kind in ARMED for n in names)

    def kinds(self, names: Iterable[str]) -> set[str]:
        """Return the kinds of the actors; a state that is no actor of the article counts as a government."""
        return {self.by_name[n].kind if n in self.by_name else "government" for n in names}


def children(token: Token, *deps: str) -> list[Token]:
    """Return the children with one of the dependency labels."""
    return [c for c in token.children if c.dep_ in deps]


def prepositional(token: Token, prepositions: Iterable[str]) -> list[Token]:
    """Return the nouns that hang on the token by one of the prepositions."""
    wanted = set(prepositions)
    return [p for c in token.children if c.dep_ in ("prep", "agent", "dative") and c.lower_ in wanted for p in children(c, "pobj")]


def is_passive(verb: Token) -> bool:
    """Say whether the verb is a passive, bare participles included ("a depot hit by drones")."""
    if children(verb, "auxpass", "nsubjpass"):
        return True
    return verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod", "advcl") and not children(verb, "aux", "nsubj")


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Return the nouns that are the verb's grammatical subject, found through conjunction, control and relative clauses."""
    if depth > 4:  # noqa: PLR2004  (a chain of verbs longer than that is a list)
        return []
    own = [_antecedent(s, verb) for s in children(verb, *SUBJECTS) if s.dep_ != "expl"]
    if own:
        return _counted_nouns(own)
    head = verb.head
    if verb.dep_ == "conj" and verb.tag_ == "VBD" and head.tag_ in ("VBG", "VB"):
        finite = next((a for a in head.ancestors if a.tag_ in ("VBD", "VBZ", "VBP")), None)
        if finite is not None:  # "accused X of backing rebels and called on Y": joined to "accused"
            return subjects(finite, depth + 1)
    if verb.dep_ == "advcl" and head.lemma_ in grammar("saying") and (told := _told_before(verb, head)) is not None:
        return subjects(told, depth + 1)
    if verb.dep_ in ("conj", "advcl", "pcomp") and head.i != verb.i:
        if verb.dep_ == "pcomp" and head.pos_ in ("ADP", "SCONJ") and (own := [p for p in children(head, "pobj") if p.i < verb.i]):
            return own  # "despite Ukraine offering a truce"
        up = head.head if verb.dep_ == "pcomp" and head.pos_ in ("ADP", "SCONJ") else head
        if verb.dep_ == "advcl" and up.pos_ in ("VERB", "AUX") and is_passive(up) and not is_passive(verb):
            return subjects(up, depth + 1) if not children(up, "agent") else [p for a in children(up, "agent") for p in children(a, "pobj")]
        if verb.dep_ == "pcomp" and up.pos_ in ("NOUN", "PROPN"):
            return []
        if up.pos_ in ("VERB", "AUX"):
            if verb.dep_ == "advcl" and verb.tag_ == "VBG" and up.lemma_ in grammar("blaming") and _charged(verb, up):
                return children(up, "dobj")  # "accused the coast guard of ramming a boat, injuring four"
            if verb.dep_ == "pcomp" and up.lemma_ in grammar("blaming"):
                return children(up, "dobj", "nsubjpass")
            return subjects(up, depth + 1)
    if verb.dep_ in ("xcomp", "ccomp") and head.pos_ in ("VERB", "AUX"):
        if verb.tag_ == "VBG" and head.lemma_ in grammar("perceiving"):
            return []  # "heard shelling"
        controllers = children(head, "dobj") if head.lemma_ in grammar("object_control") else []
        return controllers or subjects(head, depth + 1)
    if verb.dep_ == "xcomp" and head.pos_ == "ADJ" and head.dep_ == "acomp":
        return subjects(head.head, depth + 1)  # "are due to attend"
    if verb.dep_ in ("acl", "relcl") and head.pos_ in ("NOUN", "PROPN", "PRON"):
        if verb.tag_ == "VB":
            return []  # "a plan to attack": whose plan is not in the tree
        if head.dep_ == "dobj" and head.head.lemma_ in grammar("issuing"):
            return subjects(head.head, depth + 1)  # "issued a statement refuting"
        return [head]
    return []


def _charged(verb: Token, accusing: Token) -> bool:
    """Say whether a participle stands behind what someone is accused of."""
    return any(p.lower_ in ("of", "for") and p.i < verb.i for c in (accusing, *children(accusing, "dobj")) for p in children(c, "prep"))


def _told_before(verb: Token, saying: Token) -> Token | None:
    """Return the clause that a trailing participle goes on with ("the rebels took the town, officials said, breaking a truce")."""
    if verb.tag_ != "VBG" or verb.i < saying.i:
        return None
    return next((c for c in children(saying, "ccomp") if c.i < saying.i), None)


def _counted_nouns(nouns: Sequence[Token]) -> list[Token]:
    """Return the nouns with what a word of number counts ("hundreds of people": the people)."""
    return [n for noun in nouns for n in ([*prepositional(noun, ("of",)), noun] if noun.lemma_.lower() in grammar("counting") else [noun])]


def _antecedent(subject: Token, verb: Token) -> Token:
    """Return what a relative pronoun stands for."""
    if subject.tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
        return verb.head
    return subject


def verb_participants(
    verb: Token, scene: Scene, *, motion: bool = False
) -> tuple[tuple[str, ...], tuple[str, ...], list[Token], list[Token]]:
    """Return sources, targets, and the tokens of doers and of those affected; with `motion` no preposition leads to a target."""
    grammatical, objects = subjects(verb), _counted_nouns(children(verb, "dobj", "dative"))
    if not motion:
        for particle in children(verb, "dative", "prep"):
            if particle.lower_ in grammar("target_prepositions"):
                objects += children(particle, "pobj")
        objects += [p for o in children(verb, "dobj") for p in prepositional(o, ("on", "against"))]
        objects = [o for o in objects if o.i not in scene.dated]
    agents = [p for a in children(verb, "agent") for p in children(a, "pobj")]
    if not agents and is_passive(verb):
        agents = [p for p in prepositional(verb, ("by",)) if p.ent_type_ not in ("DATE", "TIME")]
    harmed = verb.lemma_ in load_lexicon().kill | load_lexicon().harm
    if harmed and verb.tag_ == "VBN" and grammatical and not objects and not children(verb, "aux"):
        affected, doers = grammatical, agents  # "with 101 others injured"
    elif is_passive(verb):
        affected = grammatical if not (verb.dep_ == "acl" and not grammatical) else [verb.head]
        doers = agents
    else:
        doers, affected = grammatical, objects
    targets = scene.actor_names(t for t in affected if t.lower_ != "it")  # "it" mostly is a thing
    if not targets:
        military = load_lexicon().objects["military"]
        targets = tuple(dict.fromkeys(n for t in affected if t.lemma_.lower() in military for n in modifiers_side(t, scene)))
    return _with_sides(doers, scene), targets, doers, affected


def _with_sides(tokens: Sequence[Token], scene: Scene) -> tuple[str, ...]:
    """Return the actors of noun phrases; "Russian drones" stand for the side that flies them."""
    names = scene.actor_names(tokens)
    if names or not tokens:
        return names
    return tuple(dict.fromkeys(n for t in tokens for n in modifiers_side(t, scene)))


def modifiers_side(noun: Token, scene: Scene) -> tuple[str, ...]:
    """Return the actors that stand before a noun: "Russian shelling", "RSF attack", "Putin's demand"."""
    found: list[str] = []
    for child in noun.children:
        if child.i < noun.i and child.dep_ == "amod" and child.lower_ in grammar("led"):
            found += [n for c in child.lefts if c.text[0].isupper() for n in _led_by(c, scene)]
            continue
        if child.i > noun.i or child.dep_ not in ("amod", "compound", "poss", "nmod", "nummod"):
            continue
        if child.dep_ == "poss":
            found += scene.actor_names([child]) or (() if child.i in scene.places else scene.side_actor(child.text, armed=True))
            continue
        names = scene.actors.names_of(scene.paragraph, child) if child.pos_ in ("PROPN", "NOUN") and child.i not in scene.places else ()
        found += names or (scene.side_actor(child.text, armed=True) if child.text[0].isupper() else ())
        for joined in children(child, "conj"):
            found += scene.side_actor(joined.text, armed=True) if joined.text[0].isupper() else ()
    return tuple(dict.fromkeys(found))


def _led_by(name: Token, scene: Scene) -> tuple[str, ...]:
    """Return the actor of a compound like "Hamas-led attack" or "Saudi-led strikes"."""
    return scene.actors.names_of(scene.paragraph, name) or scene.side_actor(name.text, armed=True)


def noun_participants(noun: Token, scene: Scene) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return sources and targets that the noun phrase itself gives.

    "shelling of X by Y", "clashes between A and B", "attack on X", "Putin's demand", "talks with Z".
    """
    before = modifiers_side(noun, scene)
    undergone = noun.lemma_ in load_lexicon().undergone  # "Karlov's assassination": he is its victim
    sources = ([] if undergone else list(before)) + list(scene.actor_names(prepositional(noun, ("by", "from"))))
    sides = prepositional(noun, ("between", "among"))  # "between the Armed Forces (SAF) and the RSF": joined to the abbreviation
    sides += [j for p in sides for a in children(p, "appos") for j in children(a, "conj")]
    pair = scene.actor_names(sides)
    if pair:
        sources += pair[:1]
    targets = [*pair[1:], *(before if undergone else ())]
    targets += [n for n in scene.actor_names(prepositional(noun, grammar("noun_targets"))) if "media" not in scene.kinds((n,))]
    for preposition in children(noun, "prep"):  # "talks between A and B" parsed as one noun with two prepositions
        if preposition.lower_ == "for" and noun.lemma_ in grammar("asking_nouns"):
            targets += [n for p in children(preposition, "pobj") for n in modifiers_side(p, scene)] + list(
                scene.actor_names(children(preposition, "pobj"))
            )
    return tuple(dict.fromkeys(sources)), tuple(n for n in dict.fromkeys(targets) if n not in sources)


def complement_targets(verb: Token, scene: Scene) -> tuple[str, ...]:
    """Return the actors that are asked to do something: "called for X to surrender", "demanded that X withdraw"."""
    found: list[Token] = []
    for child in verb.children:
        if child.dep_ == "dobj":
            found += children(child, "poss")
        elif child.dep_ in ("advcl", "ccomp", "xcomp", "acl") and verb.lemma_ not in grammar("judging"):
            found += children(child, "nsubj", "nsubjpass")
        elif child.dep_ == "prep" and child.lower_ in grammar("complement_prepositions"):
            for noun in children(child, "pobj"):
                found.append(noun)
                found += prepositional(noun, ("by", "from", "of"))
                found += children(noun, "poss")
            for clause in children(child, "pcomp", "ccomp", "advcl"):
                found += children(clause, "nsubj")
    return scene.actor_names(found)


def means_of(tokens: Iterable[Token]) -> tuple[tuple[str, ...], bool]:
    """Return the weapons named among the words and whether one of them works from afar."""
    lexicon = load_lexicon()
    ordered = sorted(tokens, key=lambda t: t.i)
    found: list[str] = []
    remote = False
    skip = -1
    for i, token in enumerate(ordered):
        if i <= skip:
            continue
        for length in (3, 2, 1):
            key = tuple(t.lemma_.lower() for t in ordered[i : i + length])
            if len(key) == length and ordered[i + length - 1].i == token.i + length - 1 and key in lexicon.means:
                name, far = lexicon.means[key]
                found += [name] if name else []
                remote = remote or far
                skip = i + length - 1
                break
    return tuple(dict.fromkeys(found)), remote


def number_of(noun: Token) -> int | None:
    """Return the number that counts a noun ("at least 1,200 people", "two dozen villages"); `None` for none or a vague one."""
    if noun.tag_ == "CD":
        return _number([noun, *[c for c in noun.children if c.tag_ == "CD"]])
    for child in noun.children:
        if child.dep_ == "nummod" or (child.tag_ == "CD" and child.dep_ in ("compound", "quantmod", "amod")):
            number = _number([*[c for c in child.subtree if c.tag_ == "CD" or c.lemma_ in load_lexicon().numbers]])
            if number is not None:
                return number // 2 if _halved(child) else number
    return None


def _halved(number: Token) -> bool:
    """Tell whether a number is halved: "half a million", not "one and a half million"."""
    half = next((c for c in number.children if c.lower_ == "half"), None)
    following = number.doc[half.i + 1 : number.i] if half is not None else ()
    return half is not None and all(t.lower_ in {"a", "-"} for t in following) and not any(c.tag_ == "CD" for c in number.children)


def _number(tokens: Sequence[Token]) -> int | None:
    total, current, seen = 0.0, 0.0, False
    for token in sorted(tokens, key=lambda t: t.i):
        word = token.lower_.replace(",", "")
        try:
            value = float(word) if word[:1].isdigit() else float(load_lexicon().numbers[word])
        except (KeyError, ValueError):
            continue
        seen = True
        if value in (12, 100, 1000, 1_000_000) and not word[0].isdigit():
            if value >= 1000:  # noqa: PLR2004
                total, current = total + max(current, 1) * value, 0
            else:
                current = max(current, 1) * value
        else:
            current += value
    result = total + current
    return int(result) if seen and result < 10**9 else None


def bounded_words(token: Token) -> list[Token]:
    """Return the words of the event's own phrase."""
    return list(inside(token))
