"""What a denial points back to: "these claims", "the army's account", "this", "any such order", "as Trump had suggested"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.language.claim_cues import load_cues
from geo.language.claim_views import AIMED_REACH, OFFICIAL, OWNED_REACH, REACH, TARGET_STANCES
from geo.language.propositions import content_words, load_derivations, overlap, same_family
from geo.language.states import load_states

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.language.claim_views import ClaimView, ClaimViews
    from geo.language.parse import Paragraph

GIVEN = frozenset({"given", "made", "provided", "published", "issued", "released", "cited", "announced", "reported", "claimed"})
POINTING_ROLES = frozenset({"dobj", "pobj", "nsubj", "nsubjpass", "ROOT", "appos", "attr", "compound", "conj", "dep", "nmod", "npadvmod"})
TIMELESS = frozenset(
    {"earlier", "latest", "previous", "initial", "such", "other", "recent", "own", "same", "similar", "official", "early", "russian"}
)
"""Modifiers of "claims" that do not say what they are about."""
DEGREE = frozenset({"RBR", "JJR"})
OWNED_SHARE, SHARE = 0.3, 0.6
"""Part of the words of "the encirclement reports" that a claim shares, where its owner is named and where not."""


def anaphor(view: ClaimView) -> Token | None:
    """Return the noun or pronoun by which a denial points to a claim."""
    cues = load_cues()
    for token in view.tokens:
        if token.lower_ in cues.anaphoric_nouns and token.pos_ == "NOUN" and token.dep_ in POINTING_ROLES:
            if token.dep_ == "compound" or not _near_root(token, view):
                continue
            return token
    first = view.tokens[0]
    if first.lower_ in {"this", "that", "these", "those"} and first.dep_ == "nsubj" and first.head.lemma_ == "be":
        return first  # "These are lies"
    if len(view.tokens) <= 2 and first.lower_ in cues.anaphoric_pronouns:  # noqa: PLR2004
        return first
    if first.lower_ in cues.anaphoric_pronouns and first.dep_ in {"dobj", "nsubj"} and first.head.i < first.i:
        return first  # "called it a fabrication": the subject of a small clause
    return None


def referred(view: ClaimView) -> Token | None:
    """Return the noun to which a denial is said to refer: "These are lies, he added, referring to the army's statement"."""
    cue = view.paragraph.tokens(*view.claim.cue)
    clauses = (c for t in cue or () for c in t.children if c.dep_ == "advcl" and c.lemma_ == "refer")
    nouns = (n for c in clauses for p in c.children if p.lower_ == "to" for n in p.children if n.dep_ == "pobj")
    return next((n for n in nouns if n.lower_ in load_cues().anaphoric_nouns), None)


def _near_root(token: Token, view: ClaimView) -> bool:
    inside = {t.i for t in view.tokens}
    steps, at = 0, token
    while at.head.i in inside and at.head.i != at.i:
        at = at.head
        steps += 1
    return steps <= 3  # noqa: PLR2004  (subject, object, "evidence to support the assertion")


def _owners(views: ClaimViews, noun: Token, paragraph: Paragraph) -> tuple[set[str], set[str]]:
    """Return the actors and the sides whose claim a noun names ("the army's account", "Russian claims", "claims by the RSF")."""
    names: set[str] = set()
    sides: set[str] = set()
    states = load_states()
    for child in noun.children:
        if child.dep_ == "poss":
            names |= set(views.actors.names_of(paragraph, child))
            state = states.any(child.text)
            if state is not None:
                sides.add(state.name)
        elif child.dep_ in {"amod", "compound", "nmod"} and child.i < noun.i:
            state = states.by_adjective.get(child.text)
            if state is not None:
                sides.add(state.name)
            else:
                names |= set(views.actors.names_of(paragraph, child)) if child.pos_ == "PROPN" else set()
        elif (child.dep_ == "prep" and child.lower_ in {"by", "from"}) or (child.dep_ == "acl" and child.lower_ in GIVEN):
            agents = (c for c in child.children if c.dep_ == "agent") if child.dep_ == "acl" else (child,)
            for target in (t for agent in agents for t in agent.children):  # "the figure given by the army"
                names |= set(views.actors.names_of(paragraph, target))
    return names, sides


def _about(noun: Token, owners: set[str], view: ClaimView) -> list[str]:
    """Return the words that say what the claims are about that a noun names ("the encirclement reports")."""
    cues = load_cues()
    states = load_states()
    idle = TIMELESS | cues.denial_adjectives
    modifiers = [
        c
        for c in noun.children
        if c.dep_ in {"compound", "amod", "nmod"} and c.i < noun.i and states.any(c.text) is None and c.lower_ not in idle
    ]
    tokens = [t for m in modifiers for t in m.subtree if not any(t.text in o for o in owners)]
    cue = view.paragraph.tokens(*view.claim.cue)
    for child in noun.children:
        if cue is not None and child.i == cue[0].i:
            continue  # "a claim that the government rejected"
        if child.dep_ in {"acl", "relcl"} or (child.dep_ == "prep" and child.lower_ in {"of", "about", "on"} and child.i > noun.i):
            tokens += [t for t in child.subtree if t.i != child.i or child.dep_ != "prep"]
    inside = {t.i for t in view.tokens}
    return content_words(t for t in tokens if t.i in inside and t.lower_ not in cues.denial_adjectives)


def best(scored: list[tuple[float, ClaimView]]) -> list[ClaimView]:
    """Return the claims with the highest score."""
    if not scored:
        return []
    top = max(part for part, _ in scored)
    return [c for part, c in scored if part >= top - 0.01]


def by_noun(views: ClaimViews, view: ClaimView, noun: Token) -> list[ClaimView]:
    """Return the claims that "these claims", "the army's account", "the encirclement reports" mean."""
    lists = load_derivations()
    if noun.lower_ in lists.not_true_or_false:
        return []
    names, sides = _owners(views, noun, view.paragraph)
    about = _about(noun, names, view)
    owned = bool(names or sides)
    accusing = noun.lower_ in lists.accusations
    aimed = accusing and not (owned or about)
    reach = OWNED_REACH if owned or about else AIMED_REACH if aimed else REACH
    candidates = views.eligible(view, before=not (owned and about), reach=reach)
    if owned:
        candidates = [c for c in candidates if set(c.claim.speakers) & names or views.sides(c.claim.speakers) & sides]
    if accusing and owned:  # "Petro's accusation" is what he accused of, not what he said next
        candidates = [c for c in candidates if c.claim.stance == "accuse"] or candidates
    if about:
        floor = OWNED_SHARE if owned else SHARE
        least = min(2, len(about))  # one word of many may be shared by chance
        scored = [(overlap(about, c.words), c) for c in candidates]
        return best([(part, c) for (count, part), c in scored if count >= least and part >= floor])
    if noun.lower_ in lists.numbers:
        candidates = [c for c in candidates if c.numeric]
    if any(c.lower_ in {"a", "an"} for c in noun.children) or (noun.i and noun.nbor(-1).lower_ in {"a", "an"}):
        return [c for c in candidates if c.sentence == view.sentence][:1]  # "..., an allegation that the group rejects"
    if accusing and not owned:
        candidates = [c for c in candidates if aimed_at(views, c, view)]
    if not candidates:
        return []
    nearest = [c for c in candidates if c.sentence == candidates[0].sentence]
    outer = [c for c in nearest if not any(o is not c and o.holds(c) for o in nearest)]
    return outer if noun.tag_ == "NNS" else outer[:1]


def by_pronoun(views: ClaimViews, view: ClaimView) -> ClaimView | None:
    """Return the claim that "it", "this", "that" means: the last one before, in the same sentence or the one before it.

    It may itself be a denial by the speaker's own side, to which "called it a fabrication" then adds.
    """
    earlier = views.window(view.sentence - 1, view.sentence)
    before = [o for o in earlier if o.index < view.index and o.claim.content[-1][1] <= view.claim.content[0][0]]
    others = [o for o in before if o.claim.speakers and not set(o.claim.speakers) & set(view.claim.speakers)]
    return max(others, key=lambda o: (o.sentence, o.claim.cue), default=None)


def is_told(view: ClaimView) -> bool:
    """Tell whether a claim is one that "this" may mean: something said to be so, or promised."""
    return view.claim.stance in {*TARGET_STANCES, "promise"}


def aimed_at(views: ClaimViews, accusation: ClaimView, view: ClaimView) -> bool:
    """Tell whether a claim accuses the one who denies, or the forces of the denier's side."""
    own = views.own(view.claim.speakers)
    if views.names_in(accusation) & own:
        return True
    speakers = [a for n in view.claim.speakers if (a := views.actors.get(n)) is not None]
    if views.names_state(accusation, {a.side for a in speakers if a.side and a.kind in OFFICIAL}):
        return True
    if accusation.claim.stance != "accuse" or views.sides(view.claim.speakers):
        return False
    accused = [a for n in views.actors.names_at(*accusation.claim.content[0]) if (a := views.actors.get(n)) is not None][:1]
    return any(a.kind in OFFICIAL and a.side is None for a in accused)


def compared(views: ClaimViews, view: ClaimView) -> tuple[list[ClaimView], bool]:
    """Return the claim of whom a denial names: "not as dire as Trump had suggested"; and whether it denies the degree only."""
    comparing = load_derivations().comparing
    for token in view.tokens:
        if token.lemma_ not in comparing or token.pos_ != "VERB" or not any(c.dep_ == "mark" and c.lower_ == "as" for c in token.children):
            continue
        subject = next((c for c in token.children if c.dep_ == "nsubj"), None)
        names = set(views.actors.names_of(view.paragraph, subject)) if subject is not None else set()
        degree = any(t.lower_ == "as" and t.dep_ == "advmod" for t in view.tokens) or any(t.tag_ in DEGREE for t in view.tokens)
        theirs = [
            c
            for c in views.eligible(view, before=True, reach=OWNED_REACH)
            if set(c.claim.speakers) & names and c.claim.stance in {"assert", "accuse", "assess"}
        ]
        about = [w for w in view.words if not any(same_family(w, n.lower()) for name in names for n in name.split()) and w not in comparing]
        shared = [c for c in theirs if overlap(about, c.words)[0] >= 1]
        return (shared or theirs)[:1], degree
    return [], False


def such(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the claim just before that "any such assurance", "no such order" means."""
    if not any(t.lower_ == "such" and t.head.pos_ == "NOUN" and t.head.i > t.i for t in view.tokens):
        return []
    return [o for o in views.eligible(view, before=True, reach=1) if not o.holds(view)][:1]
