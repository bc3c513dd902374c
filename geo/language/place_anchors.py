"""The places that the words around an event or a claim give it."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geo.language.clauses import clause_head, governors, inside, is_answered, told_as_earlier, without_joined
from geo.language.dateline import dateline_end
from geo.language.parse import LONGEST_DATELINE
from geo.language.states import load_states

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Span as DocSpan
    from spacy.tokens import Token

    from geo.language.parse import Paragraph, ParsedText
    from geo.records import Claim, Event, Place, PlaceMention, Span

AFTER_NAMES = re.compile(r"(?:, [\w. ]{3,20})?\s*(?:\([^)]{1,40}\)\s*(?:-{1,2}|:)?|-{1,2}|:)\s")
"""What follows the place names of a dateline: a date, an agency, a dash or colon."""
DATELINE_TOKENS = 30
SPECIFIC = ("facility", "settlement", "group", "admin2", "admin1", "area", "country")
NOT_THERE = 3
"""Rank of a place that only names an organisation ("Sumy Regional Military Administration")."""
NEAR = "own:near:"
"""How the ids of places begin that a distance and a bearing give."""
STEM = 5
"""Letters by which "encirclement" points back to "encircled"."""
NEAR_SENTENCES = 3
POINTING = ("the", "this", "that", "these", "those")


@lru_cache(maxsize=1)
def anchor_words() -> dict[str, Any]:
    """Return the word lists of `rules/anchoring.toml`."""
    return tomllib.loads((files("geo.language") / "rules" / "anchoring.toml").read_text("utf-8"))


class PlaceAnchors:
    """The resolved places of an article, by paragraph, ready to be asked for the place of a passage."""

    def __init__(self, parsed: ParsedText, mentions: Sequence[PlaceMention]) -> None:
        self.parsed = parsed
        self.words = anchor_words()["place"]
        self._number = {p.offset: i for i, p in enumerate(parsed.paragraphs)}
        self.roots: dict[int, list[tuple[Token, PlaceMention]]] = {}
        for mention in mentions:
            if mention.metonym or mention.place is None:
                continue
            paragraph = parsed.paragraph_at(mention.start)
            tokens = paragraph.tokens(mention.start, mention.end) if paragraph else None
            if paragraph is None or tokens is None or _in_dateline(paragraph, mention):
                continue
            self.roots.setdefault(paragraph.offset, []).append((tokens.root, mention))

    def of_event(self, event: Event) -> list[Place]:
        """Return the places of an event, main place first."""
        found = self._told_at(event.trigger, event)
        paragraph, trigger = self._token(event.trigger)
        vain = paragraph is not None and trigger is not None and self._named_in_vain(paragraph, trigger)
        for span in event.spans if found or not vain else ():
            if found and found[0].kind not in ("country", "area"):
                break
            other = self._told_at(span, event)
            if other and (not found or other[0].kind not in ("country", "area")):
                found = [*other, *(p for p in found if p not in other)]
        if (
            event.type in ("DISPLACE", "RETREAT")
            and found
            and paragraph is not None
            and trigger is not None
            and self._only_toward(paragraph, trigger)
        ):
            origin = self._before(paragraph, trigger.sent)  # "have since fled into Rwanda": from the town just told of
            return [*origin, *(p for p in found if p not in origin)]
        if found or vain or paragraph is None or trigger is None or event.status == "planned":
            return found
        if event.type in self.words["scenic"]:
            return self._before(paragraph, trigger.sent)
        if event.type in ("REJECT", "ACCUSE"):
            words = list(inside(trigger))
            if any(t.lemma_ in self.words["tellings"] and any(c.lower_ in POINTING[1:] for c in t.children) for t in words):
                return self._before(paragraph, trigger.sent)
            return self._pointed_back(paragraph, inside(trigger, bounded=False))
        return []

    def of_claim(self, claim: Claim) -> list[Place]:
        """Return the places that a claim is about: those of its content, its cue's sentence, or what it points back to."""
        for start, end in claim.content:
            paragraph = self.parsed.paragraph_at(start)
            tokens = paragraph.tokens(start, end) if paragraph else None
            if paragraph is None or tokens is None:
                continue
            found = self._ranked(paragraph, tokens, tokens.root, ())
            if found:
                return found
        paragraph, cue = self._token(claim.cue)
        if paragraph is None or cue is None:
            return []
        content = [t for s, e in claim.content for p in [self.parsed.paragraph_at(s)] if p for t in p.tokens(s, e) or ()]
        found = self._noun_reference(paragraph, content)
        if found:
            return found
        if claim.stance in anchor_words()["claim"]["placeless"]:
            return []
        told = set(content)
        around = [t for t in cue.sent if t not in told]
        if not self._points_back(content):  # "officials in Kharkiv said": not where a speech was held, but whose matter it is
            around = [t for t in around if t.head.dep_ == "prep" and t.head.head.pos_ == "NOUN"]
            return self._ranked(paragraph, around, cue, (), worst=2)
        found = self._ranked(paragraph, around, cue, ())
        if found:
            return found
        return self._before(paragraph, cue.sent, worst=1)

    def _told_at(self, span: Span, event: Event) -> list[Place]:
        """Return the places of the passage itself: phrase, clause, then as much of the sentence as its type may use."""
        paragraph, trigger = self._token(span)
        if paragraph is None or trigger is None:
            return []
        spoken = event.type in self.words["spoken"]
        origin = self.words["origin"] if event.type in ("RETREAT", "DISPLACE") else ()
        head = clause_head(trigger)
        static = event.type == "ASSAULT"
        own = 0 if spoken and event.type not in ("CONSULT", "AID") else NOT_THERE
        scopes = [(words, own, static) for words in (without_joined(trigger), list(inside(trigger)), list(inside(head)))]
        if not spoken and event.status != "planned" and head.dep_ == "conj" and head.head.i != head.i:
            scopes.append((list(inside(clause_head(head.head))), own, False))
        if event.status != "planned" and not self._named_in_vain(paragraph, trigger):
            content = [t for t in inside(trigger, bounded=False) if not spoken or t.i > trigger.i]
            scopes.append((content, 0, static))
            if not spoken and not told_as_earlier(head):
                scopes.append((_without_telling(trigger, self.words["telling"]), 0, static))
        for words, worst, fixed in scopes:
            found = self._ranked(paragraph, words, trigger, origin, worst=worst, static=fixed, spoken=spoken) or self._noun_reference(
                paragraph, words
            )
            if found:
                return found
        if spoken:
            for above in governors(head):
                if head.dep_ not in ("ccomp", "xcomp"):
                    break
                if above == clause_head(above):
                    head = above
                    found = self._ranked(paragraph, list(inside(above)), trigger, origin)
                    if found:
                        return found
        return []

    def _only_toward(self, paragraph: Paragraph, trigger: Token) -> bool:
        """Say whether the clause names only where people went."""
        indices = {t.i for t in inside(clause_head(trigger))}
        ranks = [self._rank(r, m, self.words["origin"]) for r, m in self.roots.get(paragraph.offset, ()) if r.i in indices]
        return bool(ranks) and all(rank in (1, None) for rank in ranks)

    def _named_in_vain(self, paragraph: Paragraph, trigger: Token) -> bool:
        """Say whether the clause names a place that could not be resolved: then no other place may stand in for it."""
        known = {t.i for r, m in self.roots.get(paragraph.offset, ()) for t in paragraph.tokens(m.start, m.end) or ()}
        for token in inside(clause_head(trigger)):
            if (
                token.dep_ == "pobj"
                and token.head.lower_ in self.words["naming"]
                and token.pos_ == "PROPN"
                and token.i not in known
                and token.text[0].isupper()
            ):
                preposition = token.head
                if preposition.head.lemma_ in self.words["nouns"] and preposition.lower_ == "of":
                    return True
                if token.ent_type_ not in ("DATE", "TIME", "PERSON", "NORP", "ORG") and (
                    preposition.lower_ != "of" or preposition.head.lemma_ in self.words["nouns"]
                ):
                    return True
        return False

    def _token(self, span: Span) -> tuple[Paragraph | None, Token | None]:
        paragraph = self.parsed.paragraph_at(span[0])
        tokens = paragraph.tokens(*span) if paragraph else None
        return paragraph, tokens.root if tokens is not None else None

    def _ranked(
        self,
        paragraph: Paragraph,
        words: Iterable[Token],
        trigger: Token,
        origin: Sequence[str],
        *,
        worst: int = NOT_THERE,
        static: bool = False,
        spoken: bool = False,
    ) -> list[Place]:
        """Return the places among the words, surest first; none after rank `worst`; `static`: no destination but the trigger's own."""
        indices = {t.i for t in words}
        rows = []
        for root, mention in self.roots.get(paragraph.offset, ()):
            if root.i not in indices or mention.place is None:
                continue
            rank = self._rank(root, mention, origin)
            if _of_source(root, trigger) or is_answered(root, trigger) or (spoken and self._addressed(root, mention)):
                continue
            if rank == 1 and static and trigger not in (root.head.head, root.head.head.head):
                continue  # "strikes killed people fleeing to Bangladesh"
            if rank is not None and rank <= worst:
                rows.append((rank, SPECIFIC.index(mention.place.kind), abs(root.i - trigger.i), mention.place))
        if not rows:
            return []
        rows.sort(key=lambda r: r[:3])
        if rows[0][0] == NOT_THERE:
            rows = rows[:1]
        chosen = [r[3] for r in rows if r[0] < NOT_THERE or len(rows) == 1]
        return list({p.place_id: p for p in chosen}.values())

    def _addressed(self, root: Token, mention: PlaceMention) -> bool:
        """Say whether a country is spoken to or of rather than where it was said ("called on the United States")."""
        country = mention.place is not None and mention.place.kind == "country"
        while root.dep_ == "conj" and root.head.i != root.i:
            root = root.head
        return country and root.dep_ == "pobj" and root.head.lower_ in self.words["addressing"] and root.head.head.pos_ in ("VERB", "NOUN")

    def _rank(self, root: Token, mention: PlaceMention, origin: Sequence[str]) -> int | None:
        """Return how surely a mention says where: 0 in, at, or struck itself; 1 towards or from; 2 other; `None` for a mere owner."""
        token = root
        while token.dep_ in ("conj", "appos") and token.head.pos_ in ("PROPN", "NOUN") and token.head.i != token.i:
            token = token.head
        if token.dep_ == "poss":
            owned = token.head
            if mention.place is not None and mention.place.kind == "country":
                return None  # "Ukraine's military", "Ukraine's Sumy region": an owner, or told more exactly beside it
            token = owned
        elif token.dep_ == "compound" and token.head.pos_ == "PROPN":
            return NOT_THERE
        elif token.dep_ in ("compound", "amod", "nmod"):
            if mention.place is not None and mention.place.kind == "country":
                return None  # "a U.S. proposal"
            token = token.head
        if token.dep_ == "pobj":
            preposition = token.head.lower_
            if token.head.head.pos_ == "PROPN" and preposition in self.words["seat"] and token.head.head.ent_type_ == "ORG":
                return NOT_THERE  # "the Defence Ministry in Moscow"
            if preposition in self.words["belonging"] and _far_from(token.head, self.words["bearings"]):
                return 0 if mention.place is not None and mention.place.place_id.startswith(NEAR) else NOT_THERE
            if preposition == "of" and token.head.head.lemma_ == "capital" and token.head.head.dep_ == "appos":
                return 2  # "Bukavu, the capital of South Kivu province"
            if preposition in self.words["belonging"] and (token.head.head.ent_type_ == "PERSON" or token.head.head.pos_ == "PROPN"):
                return NOT_THERE  # "Beau Dunn of London"
            if preposition in self.words["at"] or preposition in origin:
                return 0
            return 1 if preposition in self.words["toward"] or preposition in self.words["origin"] else 2
        if any(t.text == "-" for t in token.head.lefts) and token.head.dep_ == "amod" and token.i < token.head.i:
            return None  # "Pakistan-based militants"
        if token.dep_ == "npadvmod" and token.head.lemma_ in self.words["leaving"]:
            return 0  # "fled Zamzam", which the parse may take for an adverb
        if token.dep_ in ("dobj", "nsubjpass"):
            return 2 if token.dep_ == "nsubjpass" and mention.place is not None and mention.place.kind == "country" else 0
        if token.dep_ == "nsubj":
            verb = token.head.lemma_
            return 0 if verb in self.words["suffering"] else None
        return 2

    def _noun_reference(self, paragraph: Paragraph, words: Iterable[Token]) -> list[Place]:
        """Return the place that "the area" or "there" stands for: the nearest one of a fitting kind named before."""
        nouns: dict[str, list[str]] = self.words["nouns"]
        for token in words:
            kinds: Sequence[str] | None = None
            if token.lower_ in self.words["adverbs"] and token.dep_ == "advmod":
                kinds = SPECIFIC
            elif token.lemma_ in nouns and token.tag_ == "NN" and any(c.lower_ in POINTING for c in token.children if c.dep_ == "det"):
                if any(c.dep_ in ("prep", "compound", "relcl", "amod") for c in token.children):
                    continue
                kinds = nouns[token.lemma_]
            if kinds is None:
                continue
            match = self._meant(paragraph, token, kinds)
            if match is not None:
                return [match]
        return []

    def _meant(self, paragraph: Paragraph, token: Token, kinds: Sequence[str]) -> Place | None:
        """Return the place that a definite noun means: one named with that noun, else the nearest that is told as a scene."""
        earlier = self._earlier(paragraph, token.i)
        for root, place, _ in reversed(earlier):
            if token.lemma_ in (root.lemma_.lower(), root.head.lemma_.lower(), root.head.head.lemma_.lower()):
                return place
        capitals = load_states().by_capital if token.lemma_ in self.words["small"] else {}
        fitting = [(place, sure) for _, place, sure in earlier if place.kind in kinds and place.name not in capitals]
        return next((p for p, sure in reversed(fitting) if sure), None)

    def _earlier(self, paragraph: Paragraph, index: int) -> list[tuple[Token, Place, bool]]:
        """Return the places named in the paragraph, and the one before it, in front of a token, and whether each is a scene."""
        at = self._number[paragraph.offset]
        previous = self.parsed.paragraphs[at - 1].offset if at else -1
        found = [*self.roots.get(previous, ()), *((r, m) for r, m in self.roots.get(paragraph.offset, ()) if r.i < index)]
        return [(r, m.place, self._rank(r, m, ()) in (0, 1)) for r, m in found if m.place is not None]

    def _before(self, paragraph: Paragraph, sentence: DocSpan, *, worst: int = 0) -> list[Place]:
        """Return the places of the nearest sentence before in the same paragraph."""
        sentences = [s for s in paragraph.doc.sents if s.start < sentence.start]
        for earlier in reversed(sentences[-NEAR_SENTENCES:]):
            found = self._ranked(paragraph, earlier, earlier.root, (), worst=worst)
            if found:
                return found[:1]
        return []

    def _pointed_back(self, paragraph: Paragraph, words: Iterable[Token]) -> list[Place]:
        """Return the place of the passage that a noun takes up again ("the encirclement reports": they "were encircled in Kursk")."""
        stems = {t.lemma_.lower()[:STEM] for t in words if t.pos_ == "NOUN" and len(t.lemma_) > STEM}
        at = self._number[paragraph.offset]
        for earlier in reversed(self.parsed.paragraphs[max(0, at - 2) : at + 1]):
            for token in reversed(list(earlier.doc)):
                if token.pos_ in ("VERB", "NOUN") and token.lemma_.lower()[:STEM] in stems:
                    found = self._ranked(earlier, list(inside(clause_head(token))), token, ())
                    if found:
                        return found[:1]
        return []

    def _points_back(self, content: Sequence[Token]) -> bool:
        words = anchor_words()["claim"]
        pronouns, nouns = words["pronouns"], words["nouns"]
        return any(t.lower_ in pronouns for t in content) or any(
            t.lower_ in nouns and any(c.lower_ in POINTING for c in [*t.children, *t.head.children]) for t in content
        )


def _without_telling(trigger: Token, telling: Sequence[str]) -> list[Token]:
    """Return the sentence without the words behind the verb that tells it ("..., a spokesman told reporters in Rawalpindi")."""
    away: set[int] = set()
    for above in governors(trigger):
        if above.lemma_ in telling and above.pos_ == "VERB" and above.i > trigger.i:
            own = {t.i for c in above.children if c.i < above.i and trigger in c.subtree for t in c.subtree}
            away |= {t.i for t in above.subtree if t.i > above.i} - own
    aside = [c for a in (trigger, *governors(trigger)) for c in a.children if c.dep_ == "parataxis" and c.lemma_ in telling]
    away |= {t.i for c in aside for t in c.subtree if t.i > c.i}
    return [t for t in trigger.sent if t.i not in away]


def _of_source(root: Token, trigger: Token) -> bool:
    """Say whether a place only tells who says so ("according to medics at Nasser Hospital")."""
    for above in governors(root):
        if above.lower_ == "according":
            return trigger not in above.subtree
        if above == trigger or above.pos_ in ("VERB", "AUX"):
            return False
    return False


def _far_from(preposition: Token, bearings: Sequence[str]) -> bool:
    """Say whether the preposition follows a distance ("60 kilometres west of", "200 km from")."""
    word = preposition.head
    around = [word, *word.children, *(c for n in word.children for c in n.children)]
    return word.lemma_.lower() in bearings and any(t.like_num for t in around)


def dateline_tokens(paragraph: Paragraph) -> int:
    """Return the number of tokens that a paragraph's dateline takes ("JERUSALEM (Reuters) - "), 0 for none."""
    text = paragraph.doc.text
    names = dateline_end(text)
    rest = AFTER_NAMES.match(text, names) if names else None
    return sum(1 for t in paragraph.doc[:DATELINE_TOKENS] if t.idx < rest.end()) if rest is not None else 0


def _in_dateline(paragraph: Paragraph, mention: PlaceMention) -> bool:
    end = mention.end - paragraph.offset
    return end <= LONGEST_DATELINE and end <= dateline_end(paragraph.doc.text) and dateline_tokens(paragraph) > 0
