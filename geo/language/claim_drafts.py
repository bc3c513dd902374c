"""Drafts of claims: every cue of a paragraph with its speaker and the content that stands in its clause."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.language.actor_lexicon import load_actor_lexicon
from geo.language.actor_mentions import listed_speaker
from geo.language.claim_contents import clause_content, inserted_content, neighbouring_content, noun_content, passive_content
from geo.language.claim_cues import Cue, load_cues
from geo.language.claim_speakers import NOT_SPEAKERS, find_speaker, is_passive, owner_of
from geo.language.claim_stance import negated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from geo.language.actors import ActorTable
    from geo.language.claim_cues import CueLexicon
    from geo.language.parse import Paragraph
    from geo.language.quotations import Quotation
    from geo.records import Actor

IRREAL = frozenset({"if", "unless", "whether"})
MODALS = frozenset({"would", "could", "should", "may", "might", "must", "can"})
POINTING = frozenset({"this", "that", "these", "those", "such", "no", "any"})
SUPPORT_REACH = 6
"""Tokens from a supporting verb to its noun ("expressed deep and growing concern")."""
PARTICLE_REACH = 4
ANSWERER = 6
"""Words of "but the state's spokesman denied" before its verb, at most."""
LABEL = 5
"""Tokens within which the colon of "Name: words" stands."""


@dataclass(eq=False)
class Draft:
    """A claim in the making."""

    paragraph: Paragraph
    cue: Cue
    cue_tokens: list[Token]
    head: Token
    """The verb, noun or adjective that attributes."""
    speaker: Token | None
    content: list[Token] = field(default_factory=list)
    quotes: list[Quotation] = field(default_factory=list)
    frame: str = ""
    added: list[Quotation] = field(default_factory=list)
    """Quotations that follow an indirect claim and go on with it."""


@dataclass(frozen=True)
class DraftReader:
    """Finds the drafts of a paragraph."""

    actors: ActorTable
    cues: CueLexicon
    paragraph: Paragraph

    def drafts(self) -> Iterator[Draft]:
        """Yield the drafts of the paragraph in the order of their heads."""
        for token in self.paragraph.doc:
            draft = None
            if token.lower_ == "according":
                draft = self._according(token)
            elif token.pos_ == "VERB" or (token.pos_ in {"NOUN", "ADJ"} and token.tag_.startswith("VB")):
                draft = self._from_verb(token)
            elif token.pos_ == "NOUN":
                draft = self._from_noun(token)
            elif token.pos_ == "ADJ":
                draft = self._from_adjective(token)
            if draft is not None:
                yield draft

    def verb_cue(self, verb: Token) -> tuple[Cue, list[Token]] | None:
        """Return the cue that a verb is, with its tokens."""
        lemma = "hope" if verb.lower_ in {"hoped", "hoping"} else verb.lemma_.lower()  # the model's lemma is "hop"
        for cue in self.cues.phrasal.get(lemma, ()):
            reach = PARTICLE_REACH * (2 if "obj" in cue.frames else 1)  # "put the number of dead at five"
            part = next((c for c in verb.children if c.lower_ == cue.particle and verb.i < c.i <= verb.i + reach), None)
            if part is None and verb.i + 1 < len(verb.doc) and verb.nbor(1).lower_ == cue.particle:
                part = verb.nbor(1)
            if part is None and "obj" in cue.frames and (thing := next((c for c in verb.children if c.dep_ == "dobj"), None)) is not None:
                counted = (t for t in thing.subtree if t.lower_ == cue.particle and verb.i < t.i <= verb.i + reach)
                part = next((t for t in counted if any(c.tag_ == "CD" for c in t.children)), None)  # "the number of children killed at two"
            if part is not None:
                return cue, [verb, part] if part.i == verb.i + 1 else [verb]
        plain = self.cues.verbs.get(lemma)
        return (plain, [verb]) if plain is not None else None

    def _speaker_ok(self, speaker: Token | None, *, named: bool = True) -> bool:
        if speaker is None:
            return False
        if self.actors.names_of(self.paragraph, speaker):
            return speaker.lower_ not in NOT_SPEAKERS - {"it"}
        return not named and speaker.lower_ not in NOT_SPEAKERS

    def _author(self, speaker: Token | None) -> Token | None:
        """Return who speaks by a noun: whose a document is ("a report by the institute"), whose name stands before it."""
        if speaker is None or speaker.lower_ not in load_actor_lexicon().documents:
            return self._bearer(speaker)
        owner = owner_of(speaker)
        return owner if owner is not None and self.actors.names_of(self.paragraph, owner) else speaker

    def _bearer(self, speaker: Token | None) -> Token | None:
        """Return the name of a body before the noun that says what it is: "the [Magen David Adom] ambulance service"."""
        if speaker is None or speaker.tag_ != "NN" or self.actors.names_of(self.paragraph, speaker):
            return speaker
        names = (c for c in speaker.children if c.dep_ in {"compound", "nmod"} and c.pos_ == "PROPN")
        return next((c for c in names if self.actors.names_of(self.paragraph, c)), speaker)

    @staticmethod
    def _uttered(verb: Token, cue: Cue) -> bool:
        """Tell whether a cue verb is said to have been uttered: no condition, no command, no mere possibility."""
        children = list(verb.children)
        if is_passive(verb) and not any(c.dep_ == "agent" for c in children):
            return False
        if any(c.dep_ == "mark" and c.lower_ in IRREAL for c in children):
            return False
        if cue.group != "thought" and any(c.dep_ == "aux" and c.lower_ in MODALS for c in children):
            return False
        if any(c.lower_ == "what" and c.i < verb.i for c in children):  # "what he called war crimes"
            return False
        bare = verb.tag_ == "VB" and not any(c.dep_ in {"nsubj", "aux"} and c.lower_ != "to" for c in children)
        bare = bare and not (verb.dep_ == "conj" and verb.head.tag_ == "VBP")  # "companies dispute this, and say ..."
        return not bare or (verb.dep_ == "xcomp" and verb.head.lemma_ in load_cues().aspect)

    def _from_verb(self, verb: Token) -> Draft | None:
        found = self.verb_cue(verb)
        if found is None:
            return None
        cue, tokens = found
        if verb.lemma_ in self.cues.impersonal and (unsaid := self._impersonal(verb, cue)) is not None:
            return unsaid
        if cue.group == "support" or not self._uttered(verb, cue):
            return None
        speaker = find_speaker(verb)
        if verb.dep_ == "conj" and verb.head.dep_ == "ccomp" and verb.tag_ in {"VBD", "VBZ", "VBP"} and not self._speaker_ok(speaker):
            speaker = find_speaker(verb.head.head)  # "said it was full, and warned that": the warning is the speaker's
        speaker = self._author(speaker)
        if speaker is not None and any(c.lower_ in {"no", "neither"} and c.dep_ == "det" for c in speaker.children):
            return None  # "No group has claimed responsibility"
        unnamed = speaker is not None and self._may_stay_unnamed(speaker, verb, cue)
        if not self._speaker_ok(speaker, named=not unnamed):
            return None
        if cue.group == "talk" and verb.dep_ in {"advcl", "acl"} and verb.tag_ == "VBG" and "obj" not in cue.frames:
            return None
        draft = Draft(self.paragraph, cue, tokens, verb, speaker)
        content = clause_content(verb, cue) or self._beside(verb, speaker, cue)
        if content is not None:
            draft.content, draft.frame = content
            self._listed_subject(draft)
            if draft.speaker is not None and draft.speaker.i in {t.i for t in draft.content}:
                return None
            if draft.frame == "obj" and cue.group == "talk" and self._source(verb):
                return None
            scolds = self._is_person(draft.speaker) or any(c.dep_ == "prep" and c.lower_ in {"for", "over"} for c in verb.children)
            if verb.lemma_ in self.cues.violent and draft.frame in {"obj", "objof"} and not scolds:
                return None
            shown = verb.lemma_ == "show" and draft.frame == "obj"  # "footage showed damage to a runway"
            if unnamed and draft.frame != "that" and not shown and (cue.group == "document" or verb.lemma_ in self.cues.showing):
                return None
        counts = cue.stance == "deny" or (cue.group == "thought" and "that" in cue.frames)
        return None if negated(verb) and not counts else draft

    @staticmethod
    def _beside(verb: Token, speaker: Token | None, cue: Cue) -> tuple[list[Token], str] | None:
        """Return the content of a verb of saying by where it stands, when no clause hangs on it."""
        if speaker is None or speaker.sent.start != verb.sent.start or not cue.frames >= {"that", "quote"} or cue.group != "speech":
            return None
        if is_passive(verb) or (cue.frames & {"obj"} and any(c.dep_ == "dobj" for c in verb.children)):
            return None
        tokens = inserted_content(verb, speaker) or neighbouring_content(verb, speaker)
        return (tokens, "that") if tokens is not None else None

    def _is_person(self, speaker: Token | None) -> bool:
        names = self.actors.names_of(self.paragraph, speaker) if speaker is not None else ()
        return any(a is not None and a.kind == "person" for a in map(self.actors.get, names))

    def _impersonal(self, verb: Token, cue: Cue) -> Draft | None:
        """Return the claim that no one is named for: "is believed to have fled", "has been accused of arming rebels"."""
        children = list(verb.children)
        subject = next((c for c in children if c.dep_ == "nsubjpass"), None)
        told = any(c.dep_ == "mark" and c.lower_ in IRREAL for c in children) or any(c.lower_ in MODALS for c in children)
        if subject is None or told or negated(verb) or any(c.dep_ == "agent" for c in children) or subject.tag_ in {"WDT", "WP"}:
            return None
        content = passive_content(verb, subject, cue)
        if content is None:
            return None
        unquoted = replace(cue, frames=cue.frames - {"quote"})
        return Draft(self.paragraph, unquoted, [verb], verb, None, content, frame="objof" if cue.stance == "accuse" else "that")

    def _may_stay_unnamed(self, speaker: Token, verb: Token, cue: Cue) -> bool:
        """Tell whether a claim is worth keeping though no actor is known for its subject ("some believe", "the architect said")."""
        lexicon = load_actor_lexicon()
        if cue.group == "document" or verb.lemma_ in self.cues.showing:  # "footage shows that ..."
            return "that" in cue.frames and speaker.pos_ == "NOUN" and speaker.lower_ in lexicon.documents
        if cue.group not in {"speech", "thought"} or not cue.frames & {"that", "quote"}:
            return False
        if speaker.lower_ == "it":
            return verb.lemma_ in self.cues.saying and verb.dep_ != "relcl"
        if speaker.lower_ in self.cues.unnamed or speaker.pos_ == "PROPN":
            return True
        if speaker.pos_ != "NOUN":
            return False
        if speaker.lower_ in lexicon.documents or speaker.lemma_.lower() in lexicon.persons or speaker.lower_ in lexicon.collectives:
            return cue.group == "speech" and verb.tag_ != "VBG"
        if cue.particle or "to" in cue.frames or cue.stance not in {"assert", "assess"}:
            return False
        return verb.lemma_ in lexicon.speech_verbs and (cue.group == "speech" or speaker.tag_ == "NNS")

    def _source(self, verb: Token) -> bool:
        """Tell whether an object is a source and no content ("citing the ministry")."""
        return any(c.dep_ == "dobj" and self.actors.names_of(self.paragraph, c) for c in verb.children)

    def _listed_subject(self, draft: Draft) -> None:
        """Mend "..., killing 40 people, the army and a charity said", where the parser took all after "killing" for the subject."""
        speaker, verb = draft.speaker, draft.head
        if speaker is None or draft.frame != "that" or not draft.content:
            return
        doc = self.paragraph.doc
        if listed_speaker(verb) == speaker:  # the whole list is in the clause
            before = next(t.i for t in reversed(doc[: speaker.i]) if t.text == ",")
            draft.content = [t for t in draft.content if t.i < before]
            return
        if draft.content[-1].i > speaker.i or not any(c.dep_ == "nummod" for c in speaker.children):
            return
        comma = next((t for t in reversed(doc[speaker.i : verb.i]) if t.text == ","), None)
        if comma is None:
            return
        parts = (c for c in speaker.children if c.dep_ in {"conj", "appos"} and c.i > comma.i)
        following = next((c for c in parts if self.actors.names_of(self.paragraph, c)), None)
        if following is not None:
            draft.speaker = following
            draft.content = list(doc[draft.content[0].i : comma.i])

    def _from_noun(self, noun: Token) -> Draft | None:
        cue = self.cues.nouns.get(noun.lemma_.lower())
        if cue is None or any(c.lower_ in POINTING for c in noun.children if c.dep_ == "det"):
            return None
        tokens, speaker = [noun], owner_of(noun)
        verb = noun.head if noun.dep_ == "dobj" else None
        if verb is not None and verb.lemma_ in self.cues.support and not negated(verb):
            by_verb = find_speaker(verb)
            if by_verb is not None and (speaker is None or speaker.tag_ == "PRP$"):
                speaker = by_verb
                tokens = list(noun.doc[verb.i : noun.i + 1]) if verb.i < noun.i <= verb.i + SUPPORT_REACH else [verb]
        if not self._speaker_ok(speaker):
            return None
        content = noun_content(noun, cue, keep_preposition=len(tokens) > 1)
        if content is None and len(tokens) > 1 and verb is not None:
            content = noun_content(verb, cue, keep_preposition=True)
        return None if content is None else Draft(self.paragraph, cue, tokens, noun, speaker, content, frame="noun")

    def _from_adjective(self, adjective: Token) -> Draft | None:
        cue = self.cues.adjectives.get(adjective.lower_)
        verb = adjective.head
        if cue is None or adjective.dep_ not in {"acomp", "oprd", "attr"} or verb.pos_ not in {"VERB", "AUX"} or negated(verb):
            return None
        speaker = find_speaker(verb)
        content = noun_content(adjective, cue, keep_preposition=True)
        if content is None or not self._speaker_ok(speaker):
            return None
        return Draft(self.paragraph, cue, list(adjective.doc[verb.i : adjective.i + 1]), adjective, speaker, content, frame="adjective")

    def _according(self, token: Token) -> Draft | None:
        doc = self.paragraph.doc
        if token.i + 1 >= len(doc) or doc[token.i + 1].lower_ != "to":
            return None
        to = doc[token.i + 1]
        speaker = next((t for t in doc[token.i + 2 : token.i + 12] if t.head.i in {to.i, token.i} and t.dep_ == "pobj"), None)
        speaker = self._author(speaker)
        if speaker is None or not self._speaker_ok(speaker, named=speaker.lemma_.lower() in self.cues.no_sources):
            return None
        phrase = {t.i for t in token.subtree} | {t.i for t in to.subtree} | {token.i, to.i}
        top = token
        while top.head.i != top.i and top.head.pos_ not in {"VERB", "AUX"}:
            if top.dep_ not in {"prep", "pcomp", "prt", "advmod", "punct", "dep"}:
                break
            top = top.head
        clause = top.head if top.head.pos_ in {"VERB", "AUX"} else token.sent.root
        while clause.dep_ in {"advcl", "xcomp"} and clause.head.i != clause.i and clause.head.pos_ in {"VERB", "AUX"}:
            clause = clause.head
        whole = clause.dep_ == "ROOT" or token.is_sent_start
        content = [t for t in (token.sent if whole else clause.subtree) if t.i not in phrase]
        cue = Cue("according to", "", "assert", frozenset({"that"}), "speech")
        return Draft(self.paragraph, cue, [token, to], token, speaker, content, frame="that") if content else None


def widen(draft: Draft) -> None:
    """Let a content before its cue begin with its sentence: "The road is open, but mines remain, officials said"."""
    verb = draft.head
    if draft.frame != "that" or not draft.content or draft.content[-1].i > verb.i or verb.dep_ != "ROOT" or draft.quotes:
        return
    sentence = verb.sent
    first = draft.content[0].i
    skipped = verb.doc[sentence.start : first]
    if first > sentence.start and not any(t.is_quote for t in skipped) and sentence[0].i <= first:
        draft.content = [*skipped, *draft.content]


def labelled(actors: ActorTable, paragraph: Paragraph) -> Draft | None:
    """Return the draft of a paragraph that a name and a colon open or close: "PENCE: Well, look", "12 killed in market: ministry".

    A sentence counts only with a person's name before it, a headline also with a body's.
    """
    doc = paragraph.doc
    colon = next((t for t in doc[:LABEL] if t.text == ":"), None)
    headline = len(doc) > LABEL and not doc[-1].is_punct
    if colon is None and headline:
        closing = next((t for t in doc[-LABEL:] if t.text == ":"), None)
        if closing is not None and _actor_in(actors, paragraph, closing.i + 1, len(doc)) is not None:
            return _label(paragraph, closing, doc[closing.i + 1 :].root, list(doc[: closing.i]))
    if colon is None or colon.i == 0 or colon.i + 1 >= len(doc) or doc[colon.i + 1].text == '"':
        return None
    actor = _actor_in(actors, paragraph, 0, colon.i)
    named = all(t.pos_ == "PROPN" for t in doc[: colon.i])
    if actor is None or not (headline or (named and actor.kind == "person")):
        return None
    return _label(paragraph, colon, doc[: colon.i].root, list(doc[colon.i + 1 :]))


def _actor_in(actors: ActorTable, paragraph: Paragraph, start: int, end: int) -> Actor | None:
    """Return the one actor that the tokens `[start, end)` name, if they name no more than him."""
    words = paragraph.doc[start:end]
    if not words or any(t.pos_ not in {"PROPN", "NOUN", "ADJ", "DET", "PART", "PUNCT"} for t in words):
        return None
    names = actors.names_at(paragraph.offset + words.start_char, paragraph.offset + words.end_char)
    return actors.get(names[0]) if len(names) == 1 and actors.names_of(paragraph, words.root) else None


def _label(paragraph: Paragraph, colon: Token, speaker: Token, content: list[Token]) -> Draft:
    cue = Cue(":", "", "assert", frozenset({"that"}), "speech")
    return Draft(paragraph, cue, [colon], colon, speaker, content, frame="that")


def split_conjoined(actors: ActorTable, drafts: list[Draft]) -> None:
    """Take from a content what the same speaker is said to do next: "said it had hit a camp [and accused the group of ...]"."""
    for draft in drafts:
        verb = draft.head
        if verb.dep_ != "conj" or verb.head.dep_ != "ccomp" or verb.tag_ not in {"VBD", "VBZ", "VBP"} or draft.speaker is None:
            continue
        if any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children):
            continue
        outer = next((d for d in drafts if d.head.i == verb.head.head.i and d.frame == "that" and not d.quotes), None)
        if outer is None or outer.speaker is None or outer.head.tag_ != verb.tag_:
            continue
        if set(actors.names_of(draft.paragraph, draft.speaker)) != set(actors.names_of(outer.paragraph, outer.speaker)):
            continue
        own = {t.i for t in verb.subtree}
        outer.content = [t for t in outer.content if t.i not in own]
        while outer.content and (outer.content[-1].dep_ == "cc" or outer.content[-1].is_punct) and outer.content[-1].text != '"':
            outer.content.pop()
        draft.speaker = outer.speaker


def cut_answers(actors: ActorTable, drafts: list[Draft]) -> None:
    """Take from a content what another answers in the same sentence, however it is parsed: "said A hit B, [but B denied ...]"."""
    for draft in drafts:
        if draft.frame != "that" or draft.quotes or not draft.content or draft.content[0].i < draft.head.i:
            continue
        own = set(actors.names_of(draft.paragraph, draft.speaker)) if draft.speaker is not None else set()
        for other in drafts:
            if other.speaker is None or other.speaker.i > other.head.i or not draft.content[0].i < other.head.i <= draft.content[-1].i:
                continue
            doc = other.paragraph.doc
            comma = next(
                (i for i in range(other.head.i - 2, draft.content[0].i, -1) if doc[i].text == "," and doc[i + 1].lower_ == "but"), 0
            )
            who = doc[comma + 2 : other.head.i]
            if not comma or not who or len(who) > ANSWERER or any(t.pos_ == "VERB" for t in who) or other.cue.group != "speech":
                continue
            speaker = next((t for t in reversed(who) if actors.names_of(other.paragraph, t)), None)
            if speaker is not None and not own & set(actors.names_of(other.paragraph, speaker)):
                draft.content = [t for t in draft.content if t.i < comma]
                other.speaker = speaker
                break


def join_calling(drafts: list[Draft]) -> list[Draft]:
    """Join "..., calling them false" to the denial that it goes with."""
    joined = []
    nouns = load_cues().anaphoric_nouns
    for draft in drafts:
        verb = draft.head
        if draft.frame in {"call", "as"} and verb.dep_ == "advcl" and verb.tag_ == "VBG":
            governor = verb.head.i
            denials = (d for d in drafts if d.cue.stance == "deny" and d.content and not d.quotes and d.head.i < verb.i)
            host = next((d for d in denials if governor in {d.head.i, d.head.head.i, d.head.head.head.i}), None)
            pointing = any(c.dep_ == "dobj" and (c.pos_ == "PRON" or c.lower_ in nouns) for c in verb.children)
            if host is not None and pointing:
                between = list(draft.paragraph.doc[host.content[-1].i + 1 : verb.i])
                if all(t.is_punct for t in between):
                    host.content = [*host.content, *between, *verb.subtree]
                    continue
        joined.append(draft)
    return joined


def holders(drafts: list[Draft]) -> dict[int, list[Draft]]:
    """Return for each word's index the claims in reported speech in whose content it stands."""
    found: dict[int, list[Draft]] = {}
    for draft in drafts:
        for token in draft.content if not draft.quotes else ():
            found.setdefault(token.i, []).append(draft)
    return found


def is_left_out(actors: ActorTable, draft: Draft, outers: list[Draft]) -> bool:
    """Tell whether a claim within the content of others is to be left out: no reported speech, or the same speaker's."""
    for outer in outers:
        if outer is draft:
            continue
        finite = draft.head.tag_ in {"VBD", "VBZ", "VBP", "VBN"} or draft.head.lower_ == "according"
        if draft.cue.stance == "accuse" and draft.head.dep_ == "relcl" and finite:
            continue  # "said the dead were members of the Front, which it accused of killing a family"
        if draft.cue.group != "speech" or not finite or not (draft.frame in {"that", "objof", "objto"} or draft.cue.stance == "deny"):
            return True
        inner = set(actors.names_of(draft.paragraph, draft.speaker)) if draft.speaker is not None else set()
        if outer.speaker is not None and inner & set(actors.names_of(outer.paragraph, outer.speaker)):
            return True
    return False
