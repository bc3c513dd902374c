"""Claims: who says what, in which words, with which stance."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.language.claim_contents import spans_of
from geo.language.claim_cues import load_cues
from geo.language.claim_drafts import DraftReader, cut_answers, holders, is_left_out, join_calling, labelled, split_conjoined, widen
from geo.language.claim_quotes import Quotations, give_quotations
from geo.language.claim_stance import negated, stance_of
from geo.language.quotations import find_quotations
from geo.records import Claim

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Token

    from geo.language.actors import ActorTable
    from geo.language.claim_drafts import Draft
    from geo.language.parse import ParsedText
    from geo.records import Span, Stance


@dataclass(frozen=True)
class _Finisher:
    """Makes claims of drafts."""

    parsed: ParsedText
    actors: ActorTable
    quotations: Quotations

    def addressee(self, draft: Draft) -> str | None:
        """Return whom a claim is said to: "told Fox News", "called on the council"."""
        if draft.head.lower_ == "according":
            return None
        for child in draft.head.children:
            target: Token | None = None
            spoken_to = child.dep_ == "dative" or (child.dep_ == "dobj" and any(f.startswith("obj") for f in draft.cue.frames))
            if spoken_to and child.lower_ != "to" and draft.frame != "obj":
                target = child
            elif child.dep_ in {"prep", "dative"} and child.lower_ in {"to", draft.cue.particle} - {"for"} and draft.cue.group != "thought":
                target = next((c for c in child.children if c.dep_ == "pobj"), None)
            names = self.actors.names_of(draft.paragraph, target) if target is not None else ()
            if names:
                return names[0]
        return None

    def speaker_spans(self, draft: Draft) -> tuple[Span, ...]:
        """Return the spans of the words that name the speakers."""
        speaker, paragraph = draft.speaker, draft.paragraph
        if speaker is None:
            return ()
        others = (c for c in speaker.conjuncts if c.i > speaker.i and self.actors.names_of(paragraph, c))
        spans = (self.actors.span_of(paragraph, token) or paragraph.span(token) for token in (speaker, *others))
        return tuple(dict.fromkeys(spans))

    def stance(self, draft: Draft, tokens: Sequence[Token], names: Iterable[str]) -> Stance:
        """Return the stance of a draft over its content."""
        names = set(names)
        subject = next((t for t in tokens if t.dep_ in {"nsubj", "nsubjpass"}), None)
        about = self.actors.names_of(draft.paragraph, subject) if subject is not None else ()
        states = {a.side for n in about if (a := self.actors.get(n)) is not None and a.kind == "government"}
        sides = {a.side for n in names if (a := self.actors.get(n)) is not None and a.side}
        own = bool(set(about) & names) or bool(states & sides)  # a leader's word for the state
        stance = stance_of(draft.cue, tokens, load_cues(), same_subject=own, own_words=bool(draft.quotes), frame=draft.frame)
        if negated(draft.head):
            return "acknowledge" if draft.cue.stance == "deny" else "assess"
        return stance

    def own_charge(self, draft: Draft, names: Sequence[str]) -> bool:
        """Tell whether a pronoun seems to make the accuser deny the accusation of the same sentence."""
        speaker, head = draft.speaker, draft.head
        if speaker is None or speaker.pos_ != "PRON" or head.dep_ != "relcl" or draft.cue.stance != "deny":
            return False
        if head.head.lower_ not in load_cues().anaphoric_nouns:
            return False
        accusers = (t for t in speaker.sent if t.dep_ == "nsubj" and t.i < head.head.i and t.head.i < head.head.i)
        return any(set(self.actors.names_of(draft.paragraph, t)) & set(names) for t in accusers)

    def claim(self, draft: Draft, inherited: Stance | None) -> Claim | None:
        """Return the claim of a draft, `None` where no content is left."""
        if draft.quotes:
            content: tuple[Span, ...] = tuple(p for q in draft.quotes for p in q.parts)
            where = self.parsed.paragraph_at(content[0][0]) or draft.paragraph
            tokens: Sequence[Token] = list(where.tokens(*content[0]) or ())
        else:
            spans = spans_of(draft.paragraph, draft.content, self.parsed.text)
            content = tuple(dict.fromkeys(self.quotations.unbroken(span) for span in spans))
            tokens = draft.content
        content += tuple(p for q in draft.added for p in q.parts)
        if not content:
            return None
        names = self.actors.names_of(draft.paragraph, draft.speaker) if draft.speaker is not None else ()
        if self.own_charge(draft, names):
            names = ()  # "accused its leaders of theft, an accusation which they reject": not the accuser
        stance = self.stance(draft, tokens, names)
        if stance == "assert" and inherited is not None:
            stance = inherited
        cue = (draft.paragraph.span(draft.cue_tokens[0])[0], draft.paragraph.span(draft.cue_tokens[-1])[1])
        kind = "direct" if draft.quotes else self.quotations.kind(content)
        cited = self.quotations.at(cue[1] - 1)
        if cited is not None:  # expressed "cautious optimism" about ...
            kind = "mixed" if kind == "indirect" else kind
            cue = (cue[0], cue[1] + 1) if cited.end == cue[1] else cue
        return Claim(cue, content, names, self.speaker_spans(draft), stance, kind, addressee=self.addressee(draft))


def _inherited(draft: Draft, drafts: Sequence[Draft]) -> Stance | None:
    """Return the stance of the accusing clause that a gerund explains ("He accused Putin of ..., stating ...")."""
    if draft.head.dep_ != "advcl" or draft.head.tag_ != "VBG":
        return None
    return next((d.cue.stance for d in drafts if d.head.i == draft.head.head.i and d.cue.stance == "accuse"), None)


def find_claims(parsed: ParsedText, actors: ActorTable) -> list[Claim]:
    """Find the claims of an article, in order of their cues.

    Parameters
    ----------
    parsed : ParsedText
        The parsed article.
    actors : ActorTable
        Its actors, from `geo.language.actors.find_actors`.

    Returns
    -------
    list[Claim]
        Claims with speakers, cue, content, stance, kind of quotation and addressee; places, dates, events and relations are left
        empty. A speaker whom only a word such as "they" or "some" shows has a span and no name; "is believed to" has neither.
    """
    cues = load_cues()
    quotations = Quotations(parsed, tuple(find_quotations(parsed)))
    drafts: defaultdict[int, list[Draft]] = defaultdict(list)
    for paragraph in parsed.paragraphs:
        for draft in DraftReader(actors, cues, paragraph).drafts():
            if quotations.at(paragraph.span(draft.cue_tokens[0])[0]) is None:
                drafts[paragraph.offset].append(draft)
        label = labelled(actors, paragraph)
        if label is not None:
            drafts[paragraph.offset].append(label)
    give_quotations(quotations, drafts, cues, actors)
    finisher = _Finisher(parsed, actors, quotations)
    claims = []
    for group in drafts.values():
        for draft in group:
            widen(draft)
        split_conjoined(actors, group)
        cut_answers(actors, group)
        joined = join_calling(group)
        around = holders(joined)
        kept = [d for d in joined if (d.content or d.quotes) and not is_left_out(actors, d, around.get(d.head.i, []))]
        claims += [c for d in kept if (c := finisher.claim(d, _inherited(d, joined))) is not None]
    return sorted(claims, key=lambda c: (c.cue, c.content))
