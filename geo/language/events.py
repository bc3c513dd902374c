"""Events of an article: verbs, nominalisations and light-verb phrases that a lexicon names, with who did what to whom."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, TypeVar

from geo.language.clauses import clause_head, inside
from geo.language.event_arguments import (
    Scene,
    children,
    complement_targets,
    is_passive,
    means_of,
    noun_participants,
    number_of,
    prepositional,
    subjects,
    verb_participants,
)
from geo.language.event_conditions import CONDITIONS, Candidate, holds, object_in
from geo.language.event_lexicon import grammar, load_lexicon
from geo.language.event_merging import merge_in_article, merge_in_sentences
from geo.language.event_status import future_infinitive, in_quotes, status_of
from geo.language.place_anchors import dateline_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from geo.language.actors import ActorTable
    from geo.language.event_lexicon import Entry
    from geo.language.parse import Paragraph, ParsedText
    from geo.records import DateMention, Event, PlaceMention

Mention = TypeVar("Mention", "DateMention", "PlaceMention")
NO_HEADCOUNT = ("DATE", "TIME", "PERCENT", "QUANTITY")
"""Kinds of expression whose numbers count no people; of money only where a currency stands ("12 million" is often taken for it)."""
SPEECH = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "SUPPORT", "AGREE", "CONSULT", "COOPERATE", "CONCEDE", "AID"})
PLANNABLE = frozenset(
    {"CONSULT", "AGREE", "MOBILIZE", "RETREAT", "DISPLACE", "ASSAULT", "PROTEST", "CONCEDE", "AID", "SANCTION", "COERCE", "COOPERATE"}
)


def find_events(parsed: ParsedText, actors: ActorTable, dates: Sequence[DateMention], mentions: Sequence[PlaceMention]) -> list[Event]:
    """Find the events that an article tells of.

    Parameters
    ----------
    parsed : ParsedText
        The article.
    actors : ActorTable
        Who acts in it.
    dates : sequence of DateMention
        Its dates: two tellings with different dates are two events.
    mentions : sequence of PlaceMention
        Its places; metonyms are actors here, never places.

    Returns
    -------
    list of Event
        In order of their triggers, each told once with its other passages in `spans`, not yet placed or dated
        (`geo.language.anchoring` does that).
    """
    by_name = {a.name: a for a in actors.actors}
    dates, mentions = sorted(dates, key=lambda d: d.start), sorted(mentions, key=lambda m: m.start)
    candidates: list[Candidate] = []
    for index, paragraph in enumerate(parsed.paragraphs):
        scene = Scene(
            paragraph, actors, by_name, places_by_token(paragraph, mentions), dateline_tokens(paragraph), _dated(paragraph, dates)
        )
        found = [c for t in paragraph.doc for c in [_candidate(t, scene)] if c is not None]
        for c in found:
            c.paragraph_index = index
        candidates += merge_in_sentences(found)
    return merge_in_article(candidates, dates)


def _within(paragraph: Paragraph, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """Return those of an article's mentions, in order of their beginnings, that begin in a paragraph."""
    first = bisect_left(mentions, paragraph.offset, key=lambda m: m.start)
    return mentions[first : bisect_left(mentions, paragraph.end, lo=first, key=lambda m: m.start)]


def places_by_token(paragraph: Paragraph, mentions: Sequence[PlaceMention]) -> dict[int, PlaceMention]:
    """Return the place mention that each token of a paragraph belongs to."""
    found = {}
    for mention in _within(paragraph, mentions):
        span = paragraph.tokens(mention.start, mention.end)
        if span is not None:
            found.update({t.i: mention for t in span})
    return found


def _dated(paragraph: Paragraph, dates: Sequence[DateMention]) -> frozenset[int]:
    """Return the tokens of a paragraph that belong to a date."""
    inner = _within(paragraph, dates)
    return frozenset(t.i for d in inner for t in paragraph.tokens(d.start, d.end) or ())


def _noun_like(token: Token) -> bool:
    """Say whether a gerund is used as a noun ("killed in fighting between the army and rebels")."""
    return (
        token.tag_ == "VBG"
        and token.dep_ in ("pobj", "pcomp", "nsubj", "nsubjpass", "dobj")
        and not children(token, "nsubj", "dobj", "aux")
        and any(c.dep_ == "prep" and c.lower_ in ("between", "of", "by", "among", "in") for c in token.children)
        and (token.lower_, "noun") in load_lexicon().entries
    )


def _candidate(token: Token, scene: Scene) -> Candidate | None:
    """Return the event that a word tells of, if it does."""
    pos = "verb" if token.pos_ in ("VERB", "AUX") else "noun" if token.pos_ == "NOUN" else None
    if pos is None or token.i in scene.places:
        return None
    if pos == "verb" and _noun_like(token):
        entries: tuple[Entry, ...] | None = load_lexicon().entries[token.lower_, "noun"]
    else:
        entries = load_lexicon().entries.get((token.lemma_.lower(), pos))
    if entries is None or (pos == "noun" and token.dep_ == "compound" and token.head.lemma_ != "order"):
        return None
    if pos == "verb" and token.dep_ == "amod":
        return None
    for entry in entries:
        candidate = _arguments(token, entry, scene)
        if holds(candidate):
            return _judged(candidate)
    return None


def _arguments(token: Token, entry: Entry, scene: Scene) -> Candidate:
    if entry.pos == "verb":
        motion = entry.type in ("DISPLACE", "RETREAT", "MOBILIZE")
        sources, targets, doers, affected = verb_participants(token, scene, motion=motion)
        if entry.type in ("REQUEST", "ACCUSE", "REJECT", "MOBILIZE"):
            targets = targets or tuple(n for n in complement_targets(token, scene) if n not in sources)
    else:
        sources, targets = noun_participants(token, scene)
        doers, affected = [], prepositional(token, ("of", "on"))
        if token.dep_ == "dobj" and token.head.lemma_ == "blame" and not sources and prepositional(token, ("on",)):
            sources, targets = targets, ()  # "blamed the attack on the rebels"
    if len(sources) > 1:
        sources = tuple(n for n in sources if scene.kinds((n,)) != {"media"}) or sources
    if entry.lemma in grammar("losing"):
        sources, targets = (), sources
    targets = tuple(n for n in targets if n not in sources)
    candidate = Candidate(scene, token, entry, sources, targets, doers, affected)
    candidate.means, candidate.remote = means_of(_means_scope(candidate))
    candidate.count = _count(candidate)
    return candidate


def _means_scope(candidate: Candidate) -> list[Token]:
    """Return the words in which a weapon would be this event's own."""
    words = candidate.words
    if candidate.entry.lemma in grammar("downing"):
        return [t for t in words if not any(t == a or a.is_ancestor(t) for a in candidate.affected)]
    if candidate.entry.pos == "verb" and candidate.entry.type == "ASSAULT" and "object:munition" not in candidate.entry.companions:
        struck = {t.i for a in candidate.affected if a.dep_ in ("dobj", "nsubjpass") for t in (a, *a.lefts)}  # "hit a tank": not by a tank
        return [t for t in words if t.i not in struck]
    if candidate.entry.pos == "verb" or candidate.entry.type != "ASSAULT":
        return words
    return [*words, *[t for t in inside(clause_head(candidate.token)) if t.dep_ == "pobj" and t.head.lower_ in grammar("instrument")]]


def _count(candidate: Candidate) -> int | None:
    """Return how many were killed, wounded, displaced, freed: the number of those affected."""
    people, token = load_lexicon().people, candidate.token
    if candidate.is_noun and (toll := _toll(token)) is not None:
        return toll
    if "down" in candidate.entry.companions or candidate.entry.needs == ("territory",):
        return None  # a town is taken, whoever else is freed there
    nouns = [
        n
        for n in candidate.affected
        if n.i not in candidate.scene.dated and n.ent_type_ not in NO_HEADCOUNT and not any(c.is_currency for c in n.children)
    ]
    if candidate.entry.type in ("DISPLACE", "RETREAT", "PROTEST") and candidate.entry.pos == "verb":
        nouns += candidate.doers
    if candidate.entry.lemma in load_lexicon().kill and not is_passive(token):
        nouns = nouns or (candidate.doers if candidate.entry.lemma in ("die", "perish") else [])
    for noun in nouns:
        if candidate.entry.type == "ASSAULT" and noun.lemma_ in grammar("places_counted") | load_lexicon().objects["munition"]:
            continue
        if (
            noun.lemma_.lower() in people
            or noun.tag_ == "NNPS"
            or candidate.entry.lemma in load_lexicon().kill | load_lexicon().harm
            or (noun.tag_ == "CD" and all(p.lemma_ in people for p in prepositional(noun, ("of",))))
        ):
            number = number_of(noun)
            if number is not None:
                return number
    return None


def _toll(noun: Token) -> int | None:
    """Return the number of dead that a sentence about a toll gives ("the death toll from the strikes rose to 31")."""
    head = noun.head.head if noun.dep_ == "pobj" else noun
    if head.lemma_ not in grammar("tolls") or head.head.pos_ not in ("VERB", "AUX"):
        return None
    return next((n for p in prepositional(head.head, ("to", "at")) if (n := number_of(p)) is not None), None)


def _no_event(candidate: Candidate) -> bool:
    """Say whether words beside the trigger show that nothing of the kind happened, or nothing that concerns a conflict."""
    lexicon, token, kind = load_lexicon(), candidate.token, candidate.entry.type
    if any(
        n.lower_ in lexicon.nobody or any(c.lower_ in lexicon.nobody for c in children(n, "det", "neg"))
        for n in (*candidate.doers, *candidate.affected)
    ):
        return True
    if (children(token, "oprd") and kind == "CONSULT") or any(n.lower_.endswith(("self", "selves")) for n in candidate.affected):
        return True  # "called her a champion", "shot himself"
    if token.tag_ in ("VBN", "VBD") and (children(token, "det") or (children(token, "nummod") and not subjects(token))):
        return True  # "the wounded": people
    if (
        candidate.entry.lemma in lexicon.kill | lexicon.harm
        and not candidate.sources
        and any(t.lemma_.lower() in lexicon.accidents and (t.pos_ == "NOUN" or t.lemma_ != "storm") for t in token.sent)
    ):
        return True
    if kind == "SUPPORT" and token.dep_ in ("acl", "amod"):
        return True  # "police backed by troops"
    if candidate.is_noun and kind in ("AID", "CONSULT") and token.dep_ == "dobj" and token.head.lemma_ in grammar("halting"):
        return True  # "halted deliveries": the halt is the event
    if kind == "CONSULT" and token.dep_ == "relcl" and token.tag_ in ("VBZ", "VBP") and not children(token, "aux"):
        return True  # "Egypt, which mediates": what one does in general
    if candidate.entry.lemma == "seek" and any(n.lemma_ in grammar("refuges") for n in candidate.affected):
        return True  # "sought shelter in a church": nobody is asked
    if kind == "REJECT" and any(c.lemma_ in lexicon.trivial for c in children(token, "xcomp")):
        return True
    if kind in SPEECH - {"AGREE", "AID"}:
        names = (*candidate.sources, *candidate.targets) if kind == "CONSULT" else candidate.sources
        return bool(names) and not any(_public(n, candidate) for n in names)
    return False


def _public(name: str, candidate: Candidate) -> bool:
    """Say whether an actor acts for more than himself: an office, a force, a body, a people, or a person with a role or side."""
    actor = candidate.scene.by_name.get(name)
    return actor is None or actor.kind != "person" or bool(actor.roles) or actor.side is not None


def _gerund_of_talk(token: Token, kind: str) -> bool:
    """Say whether the verb is a gerund under a preposition that tells what talk is about ("talks about ending the war")."""
    if token.tag_ != "VBG" or token.dep_ != "pcomp" or token.head.lower_ not in grammar("talk_prepositions") or children(token, "nsubj"):
        return False
    return token.head.head.pos_ in ("NOUN", "ADJ") or kind in SPEECH or token.head.lower_ in grammar("only_talk")


def _told_of_enemy(candidate: Candidate) -> bool:
    """Say whether a quotation tells of an attack by someone whom only the speaker could name ("the enemy attacked our positions")."""
    forces = grammar("unnamed_forces")
    return (
        candidate.entry.type == "ASSAULT"
        and candidate.token.tag_ == "VBD"
        and any(d.lemma_.lower() in forces for d in candidate.doers)
        and any(object_in(candidate, kind) for kind in ("target", "military", "territory"))
    )


def _judged(candidate: Candidate) -> Candidate | None:
    """Give the candidate its status, and drop what is only talk."""
    token, kind = candidate.token, candidate.entry.type
    status = status_of(token)
    if status is None or status == "hypothetical" or (status == "denied" and candidate.is_noun and kind in SPEECH):
        return None
    if (
        status == "ordered"
        and kind == "DISPLACE"
        and not candidate.is_noun
        and not is_passive(token)
        and token.head.lemma_ in load_lexicon().status["ordered"]
    ):
        candidate.sources, candidate.targets = (
            tuple(candidate.scene.actor_names(subjects(token.head))),
            candidate.sources or candidate.targets,
        )
    if _no_event(candidate):
        return None
    quoted = in_quotes(token)
    if quoted and not (candidate.sources or candidate.targets or _told_of_enemy(candidate)):
        return None
    if quoted and (kind in SPEECH or status == "planned"):
        return None
    if future_infinitive(token) and status == "happened":
        actual = load_lexicon().status["actual_infinitive"]
        if not (token.dep_ == "xcomp" and token.head.lemma_ in actual):
            return None
    told = candidate.sources or candidate.targets or CONDITIONS["place"](candidate) or CONDITIONS["captive"](candidate)
    if status == "planned" and (kind not in PLANNABLE or not told):
        return None
    if not candidate.is_noun and _gerund_of_talk(token, kind):
        return None
    if kind in SPEECH and not candidate.is_noun and not candidate.sources and not subjects(token) and kind != "AGREE":
        return None
    candidate.status = "ordered" if "targetown" in candidate.entry.needs and status == "happened" else status
    return candidate
