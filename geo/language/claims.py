"""Claims: who says what, in which words, with which stance."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from geo.language.claim_contents import clause_content, noun_content, spans_of
from geo.language.claim_cues import Cue, load_cues
from geo.language.claim_speakers import NOT_SPEAKERS, find_speaker, is_passive, owner_of
from geo.language.claim_stance import negated, stance_of
from geo.language.quotations import Quotation, find_quotations
from geo.records import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from geo.language.actors import ActorTable
    from geo.language.claim_cues import CueLexicon
    from geo.language.parse import Paragraph, ParsedText
    from geo.records import Span, Stance

QUOTE_REACH = 14
"""Tokens between a cue and the quotation it introduces."""
FULL_QUOTE = 4
"""Words from which a quotation may stand as a statement by itself."""
ASPECT = frozenset({"continue", "begin", "start", "go", "proceed", "hasten", "rush", "keep", "use", "seem", "appear"})
"""Verbs whose infinitive is uttered all the same ("continues to demand")."""
UNNAMED = frozenset(
    {"he", "she", "they", "some", "others", "many", "most", "those", "several", "few", "both", "everyone", "nobody", "someone", "none"}
)
"""Words of speakers whose name may stay unknown: the claim is kept with the words alone."""
SHOWING = frozenset(
    {
        "suggest",
        "indicate",
        "reveal",
        "show",
        "reflect",
        "demonstrate",
        "signal",
        "confirm",
        "mean",
        "find",
        "highlight",
        "underline",
        "underscore",
        "imply",
        "repeat",
        "release",
        "publish",
    }
)
"""Verbs whose subject need not be one who speaks."""
IRREAL = frozenset({"if", "unless", "whether"})


@dataclass
class _Draft:
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


@dataclass(frozen=True)
class _Reader:
    """Finds the claims of a parsed text."""

    parsed: ParsedText
    actors: ActorTable
    cues: CueLexicon
    quotations: tuple[Quotation, ...]

    def quoted(self, index: int) -> Quotation | None:
        """Return the quotation that holds an index of the article."""
        return next((q for q in self.between(index, index + 1) if any(s <= index < e for s, e in q.parts)), None)

    @cached_property
    def _starts(self) -> list[int]:
        return [q.start for q in self.quotations]

    def between(self, start: int, end: int) -> tuple[Quotation, ...]:
        """Return the quotations that touch the article's span `[start, end)`; quotations do not overlap."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = bisect_right(self._starts, end)
        return tuple(q for q in self.quotations[first:last] if q.start - 1 < end and start < q.end + 1)

    # Cues ---------------------------------------------------------------------------------------------------------------

    def verb_cue(self, verb: Token) -> tuple[Cue, list[Token]] | None:
        """Return the cue that a verb is, with its tokens."""
        lemma = verb.lemma_.lower()
        for cue in self.cues.phrasal.get(lemma, ()):
            part = next((c for c in verb.children if c.lower_ == cue.particle and verb.i < c.i <= verb.i + 4), None)
            if part is None and verb.i + 1 < len(verb.doc) and verb.nbor(1).lower_ == cue.particle:
                part = verb.nbor(1)
            if part is not None:
                return cue, [verb, part] if part.i == verb.i + 1 else [verb]
        plain = self.cues.verbs.get(lemma)
        return (plain, [verb]) if plain is not None else None

    def drafts(self, paragraph: Paragraph) -> Iterator[_Draft]:
        """Yield the drafts of a paragraph whose content stands in the clause itself."""
        for token in paragraph.doc:
            draft = None
            if token.lower_ == "according":
                draft = self._according(paragraph, token)
            elif token.pos_ == "VERB" or (token.pos_ in {"NOUN", "ADJ"} and token.tag_.startswith("VB")):
                draft = self._from_verb(paragraph, token)
            elif token.pos_ == "NOUN":
                draft = self._from_noun(paragraph, token)
            elif token.pos_ == "ADJ":
                draft = self._from_adjective(paragraph, token)
            if draft is not None:
                yield draft

    def _speaker_ok(self, paragraph: Paragraph, speaker: Token | None, *, named: bool = True) -> bool:
        if speaker is None or speaker.lower_ in NOT_SPEAKERS:
            return False
        return bool(self.actors.names_of(paragraph, speaker)) or not named

    def _from_verb(self, paragraph: Paragraph, verb: Token) -> _Draft | None:
        found = self.verb_cue(verb)
        if found is None:
            return None
        cue, tokens = found
        if cue.group == "support" or (is_passive(verb) and not any(c.dep_ == "agent" for c in verb.children)):
            return None
        if any(c.dep_ == "mark" and c.lower_ in IRREAL for c in verb.children):
            return None
        if (
            any(c.dep_ == "aux" and c.lower_ in {"would", "could", "should", "may", "might", "must", "can"} for c in verb.children)
            and cue.group != "thought"
        ):
            return None
        if (
            verb.tag_ == "VB"
            and not any(c.dep_ in {"nsubj", "aux"} and c.lower_ != "to" for c in verb.children)
            and not (verb.dep_ == "xcomp" and verb.head.lemma_ in ASPECT)
        ):
            return None
        speaker, outer = find_speaker(verb), None
        if (
            verb.dep_ == "conj"
            and verb.head.dep_ == "ccomp"
            and verb.tag_ in {"VBD", "VBZ", "VBP"}
            and not self._speaker_ok(paragraph, speaker)
        ):
            outer = verb.head.head  # "said it was full, and warned that": the warning is the speaker's, not the subject's
            speaker = find_speaker(outer)
        unnamed = (
            speaker is not None
            and cue.group == "speech"
            and bool(cue.frames & {"that", "quote"})
            and verb.lemma_ not in SHOWING
            and (speaker.lower_ in UNNAMED or speaker.pos_ == "PROPN")
        )
        if not self._speaker_ok(paragraph, speaker, named=not unnamed):
            return None
        if cue.group == "talk" and verb.dep_ in {"advcl", "acl"} and verb.tag_ == "VBG" and "obj" not in cue.frames:
            return None
        content = clause_content(verb, cue)
        draft = _Draft(paragraph, cue, tokens, verb, speaker)
        if content is not None:
            draft.content, draft.frame = content
            self._listed_subject(paragraph, draft)
            speaker = draft.speaker
            if speaker is not None:
                inside = {t.i for t in draft.content}
                if speaker.i in inside:
                    return None
        if negated(verb) and not self._negated_counts(cue):
            return None
        return draft

    def _listed_subject(self, paragraph: Paragraph, draft: _Draft) -> None:
        """Mend "..., killing 40 people, the army and a charity said", where the parser took all after "killing" for the subject."""
        speaker, verb = draft.speaker, draft.head
        if (
            speaker is None
            or draft.frame != "that"
            or not draft.content
            or draft.content[-1].i > speaker.i
            or not any(c.dep_ == "nummod" for c in speaker.children)
        ):
            return
        doc = paragraph.doc
        comma = next((t for t in reversed(doc[speaker.i : verb.i]) if t.text == ","), None)
        following = next(
            (
                c
                for c in speaker.children
                if comma is not None and c.dep_ in {"conj", "appos"} and c.i > comma.i and self.actors.names_of(paragraph, c)
            ),
            None,
        )
        if comma is None or following is None:
            return
        draft.speaker = following
        draft.content = list(doc[draft.content[0].i : comma.i])

    def _negated_counts(self, cue: Cue) -> bool:
        return cue.stance == "deny" or (cue.group == "thought" and "that" in cue.frames)

    def _from_noun(self, paragraph: Paragraph, noun: Token) -> _Draft | None:
        cue = self.cues.nouns.get(noun.lemma_.lower())
        if cue is None or any(
            c.lower_ in {"this", "that", "these", "those", "such", "no", "any"} for c in noun.children if c.dep_ == "det"
        ):
            return None
        tokens, speaker = [noun], owner_of(noun)
        verb = noun.head if noun.dep_ == "dobj" else None
        if verb is not None and verb.lemma_ in self.cues.support and not negated(verb):
            by_verb = find_speaker(verb)
            if by_verb is not None and (speaker is None or speaker.tag_ == "PRP$"):
                speaker = by_verb
                tokens = list(noun.doc[verb.i : noun.i + 1]) if verb.i < noun.i <= verb.i + 6 else [verb]
        if not self._speaker_ok(paragraph, speaker):
            return None
        content = noun_content(noun, cue, keep_preposition=len(tokens) > 1)
        if content is None and len(tokens) > 1 and verb is not None:
            content = noun_content(verb, cue, keep_preposition=True)
        if content is None:
            return None
        return _Draft(paragraph, cue, tokens, noun, speaker, content, frame="noun")

    def _from_adjective(self, paragraph: Paragraph, adjective: Token) -> _Draft | None:
        cue = self.cues.adjectives.get(adjective.lower_)
        verb = adjective.head
        if cue is None or adjective.dep_ not in {"acomp", "oprd", "attr"} or verb.pos_ not in {"VERB", "AUX"} or negated(verb):
            return None
        speaker = find_speaker(verb)
        content = noun_content(adjective, cue, keep_preposition=True)
        if content is None or not self._speaker_ok(paragraph, speaker):
            return None
        return _Draft(paragraph, cue, list(adjective.doc[verb.i : adjective.i + 1]), adjective, speaker, content, frame="adjective")

    def _according(self, paragraph: Paragraph, token: Token) -> _Draft | None:
        doc = paragraph.doc
        if token.i + 1 >= len(doc) or doc[token.i + 1].lower_ != "to":
            return None
        to = doc[token.i + 1]
        speaker = next((t for t in doc[token.i + 2 : token.i + 12] if t.head.i in {to.i, token.i} and t.dep_ == "pobj"), None)
        if not self._speaker_ok(paragraph, speaker) or speaker is None:
            return None
        phrase = {t.i for t in token.subtree} | {t.i for t in to.subtree}
        top = token
        while (
            top.dep_ in {"prep", "pcomp", "prt", "advmod", "punct", "dep"} and top.head.i != top.i and top.head.pos_ not in {"VERB", "AUX"}
        ):
            top = top.head
        clause = top.head if top.head.pos_ in {"VERB", "AUX"} else token.sent.root
        while clause.dep_ in {"advcl", "xcomp"} and clause.head.i != clause.i and clause.head.pos_ in {"VERB", "AUX"}:
            clause = clause.head
        content = [t for t in clause.subtree if t.i not in phrase and t.i not in {token.i, to.i}]
        if not content:
            return None
        cue = Cue("according to", "", "assert", frozenset({"that"}), "speech")
        return _Draft(paragraph, cue, [token, to], token, speaker, content, frame="that")

    # Quotations -----------------------------------------------------------------------------------------------------------

    def is_full(self, quote: Quotation) -> bool:
        """Tell whether a quotation is a statement by itself and not a few borrowed words."""
        text = self.parsed.text[quote.parts[0][0] : quote.parts[0][1]]
        if len(quote.parts) > 1:
            return True
        paragraph = self.parsed.paragraph_at(quote.start)
        if paragraph is None or (len(text.split()) < FULL_QUOTE and text[-1:] not in ".!?,"):
            return False
        tokens = paragraph.tokens(*quote.parts[0])
        if tokens is None:
            return False
        finite = any(t.tag_ in {"VBD", "VBZ", "VBP", "MD"} for t in tokens) or tokens[0].tag_ == "VB"
        return (finite and text[:1].isupper()) or (text[-1:] in ".!?," and text[:1].isupper() and finite)

    def attach(self, quote: Quotation, drafts: Sequence[_Draft]) -> _Draft | None:
        """Return the draft whose cue introduces or closes a quotation."""
        paragraph = self.parsed.paragraph_at(quote.start)
        last = self.parsed.paragraph_at(quote.end - 1)
        best: tuple[int, _Draft] | None = None
        for draft in drafts:
            if not (draft.cue.frames & {"quote"} or draft.head.lemma_ in self.cues.manner) or draft.frame in {"noun", "adjective"}:
                continue
            at = draft.paragraph.span(draft.head)
            if self.quoted(at[0]) is not None:
                continue
            if draft.paragraph is paragraph and at[1] <= quote.start:
                between = self.parsed.plain[at[1] : quote.start - 1]
                same = not _breaks(between) or between.rstrip()[-1:] == ":"
                if same and len(between.split()) <= QUOTE_REACH and between.rstrip()[-1:] in {",", ":", "", *"abcdefghijklmnopqrstuvwxyz"}:
                    cost = len(between.split()) + 3 * between.count('"')
                    if best is None or cost < best[0]:
                        best = (cost, draft)
            if draft.paragraph is last and at[0] >= quote.end:
                between = self.parsed.plain[quote.end + 1 : at[0]]
                ends = self.parsed.plain[quote.end - 1] in ",!?-" or between[:1] == ","
                if ends and not _breaks(between) and '"' not in between and len(between.split()) <= QUOTE_REACH:
                    cost = len(between.split())
                    if best is None or cost < best[0]:
                        best = (cost, draft)
        return best[1] if best is not None else None


def _addressee(reader: _Reader, draft: _Draft) -> str | None:
    if draft.head.lower_ == "according":
        return None
    for child in draft.head.children:
        if child.dep_ in {"dobj", "dative"} and child.lower_ != "to" and draft.frame != "obj" and child.pos_ in {"PROPN", "NOUN", "PRON"}:
            names = reader.actors.names_of(draft.paragraph, child)
            if names:
                return names[0]
        if (
            child.dep_ in {"prep", "dative"}
            and child.lower_ in {"to", draft.cue.particle}
            and draft.cue.particle != "for"
            and draft.cue.group in {"speech", "nominal"}
        ):
            target = next((c for c in child.children if c.dep_ == "pobj"), None)
            names = reader.actors.names_of(draft.paragraph, target) if target is not None else ()
            if names:
                return names[0]
    return None


def _quote_kind(reader: _Reader, content: Sequence[Span]) -> str:
    marks = '“”"'
    text = reader.parsed.text
    whole = all(
        any(q.start - 1 <= s and e <= q.end + 1 for q in reader.between(s, e))
        or (text[s:e].strip()[:1] in marks
        and text[s:e].strip()[-1:] in marks)
        for s, e in content
    )
    if whole:
        return "direct"
    touched = any(q.start < e and s < q.end for s, e in content for q in reader.between(s, e))
    return "mixed" if touched else "indirect"


def _speaker_span(reader: _Reader, draft: _Draft) -> tuple[Span, ...]:
    speaker = draft.speaker
    if speaker is None:
        return ()
    paragraph = draft.paragraph
    spans = []
    for token in (speaker, *(c for c in speaker.conjuncts if c.i > speaker.i and reader.actors.names_of(paragraph, c))):
        span = reader.actors.span_of(paragraph, token)
        spans.append(span if span is not None else paragraph.span(token))
    return tuple(dict.fromkeys(spans))


def _finish(reader: _Reader, draft: _Draft, inherited: Stance | None) -> Claim | None:
    text = reader.parsed.text
    if draft.quotes:
        content: tuple[Span, ...] = tuple(p for q in draft.quotes for p in q.parts)
        tokens = [t for q in draft.quotes[:1] for t in (draft.paragraph.tokens(*q.parts[0]) or ())]
        own = True
    else:
        content = spans_of(draft.paragraph, draft.content, text)
        tokens, own = draft.content, False
    if not content:
        return None
    assert draft.speaker is not None
    names = reader.actors.names_of(draft.paragraph, draft.speaker)
    subject = next((t for t in tokens if t.dep_ in {"nsubj", "nsubjpass"}), None)
    same = subject is not None and bool(set(reader.actors.names_of(draft.paragraph, subject)) & set(names))
    stance = stance_of(draft.cue, tokens, reader.cues, same_subject=same, own_words=own, frame=draft.frame)
    subject_sides = {
        a.side
        for n in (reader.actors.names_of(draft.paragraph, subject) if subject is not None else ())
        if (a := reader.actors.get(n)) is not None and a.kind == "government"
    }
    if not same and subject_sides & {a.side for n in names if (a := reader.actors.get(n)) is not None and a.side}:
        stance = stance_of(
            draft.cue, tokens, reader.cues, same_subject=True, own_words=own, frame=draft.frame
        )  # a leader's word for the state
    if stance == "assert" and inherited is not None:
        stance = inherited
    if negated(draft.head):
        stance = "acknowledge" if draft.cue.stance == "deny" else "assess"
    cue = (draft.paragraph.span(draft.cue_tokens[0])[0], draft.paragraph.span(draft.cue_tokens[-1])[1])
    cited = reader.quoted(cue[1] - 1)
    if cited is not None and cited.end == cue[1]:
        cue = (cue[0], cue[1] + 1)  # expressed "cautious optimism"
    kind = "direct" if draft.quotes else _quote_kind(reader, content)
    if cited is not None and kind == "indirect":
        kind = "mixed"
    return Claim(cue, content, names, _speaker_span(reader, draft), stance, kind, addressee=_addressee(reader, draft))  # type: ignore[arg-type]


def _inherited(draft: _Draft, drafts: Sequence[_Draft]) -> Stance | None:
    """Return the stance of the accusing or denying clause that a gerund explains ("He accused Putin of ..., stating ...")."""
    if draft.head.dep_ != "advcl" or draft.head.tag_ != "VBG":
        return None
    return next(
        (d.cue.stance for d in drafts if d.head.i == draft.head.head.i and d.paragraph is draft.paragraph and d.cue.stance == "accuse"),
        None,
    )


def _nested(reader: _Reader, draft: _Draft, drafts: Sequence[_Draft]) -> bool:
    """Tell whether a claim within another's content is to be left out: no reported speech, or the same speaker's."""
    for outer in drafts:
        if outer is draft or outer.paragraph is not draft.paragraph or not outer.content or outer.quotes:
            continue
        if draft.head.i not in {t.i for t in outer.content}:
            continue
        finite = draft.head.tag_ in {"VBD", "VBZ", "VBP", "VBN"} or draft.head.lower_ == "according"
        if draft.cue.group != "speech" or not finite or not (draft.frame in {"that", "objof", "objto"} or draft.cue.stance == "deny"):
            return True
        assert draft.speaker is not None and outer.speaker is not None
        inner_names = set(reader.actors.names_of(draft.paragraph, draft.speaker))
        if inner_names & set(reader.actors.names_of(outer.paragraph, outer.speaker)):
            return True
    return False


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
        Claims with speakers, cue, content, stance, kind of quotation and addressee; places, dates, events and relations are left empty.
    """
    reader = _Reader(parsed, actors, load_cues(), tuple(find_quotations(parsed)))
    drafts = [d for p in parsed.paragraphs for d in reader.drafts(p) if reader.quoted(p.span(d.cue_tokens[0])[0]) is None]
    by_paragraph: defaultdict[int, list[_Draft]] = defaultdict(list)
    for draft in drafts:
        by_paragraph[draft.paragraph.offset].append(draft)
    last: _Draft | None = None
    for quote in reader.quotations:
        near = {p.offset for i in (quote.start, quote.end - 1) if (p := parsed.paragraph_at(i)) is not None}
        attached = reader.attach(quote, [d for offset in sorted(near) for d in by_paragraph[offset]])
        full = reader.is_full(quote)
        paragraph = parsed.paragraph_at(quote.start)
        if attached is not None and (full or not attached.content):
            within = attached.content and _within(attached, quote)
            if not (within and attached.frame in {"that", "as", "obj"} and not full):
                if not (within and not _set_off(parsed, quote)):
                    attached.quotes.append(quote)
                    last = attached
                    continue
        tail = (
            last is not None
            and last.quotes
            and parsed.plain[quote.start - 3 : quote.start - 1].strip() == ","
            and "\n" not in parsed.plain[last.quotes[-1].end : quote.start]
        )
        if (
            tail
            and last is not None
            and (attached is None or attached is last)
            and len(parsed.plain[last.quotes[-1].end : quote.start].split()) <= QUOTE_REACH
        ):
            last.quotes.append(quote)  # "...," he said, "and ..."
            continue
        if attached is None and full and last is not None and paragraph is not None and _goes_on(parsed, last, quote):
            last.quotes.append(quote)
    claims = []
    for group in by_paragraph.values():
        joined = _join_calling(group)
        kept = [d for d in joined if (d.content or d.quotes) and not _nested(reader, d, joined)]
        claims += [c for d in kept if (c := _finish(reader, d, _inherited(d, joined))) is not None]
    return sorted(claims, key=lambda c: (c.cue, c.content))


def _join_calling(drafts: list[_Draft]) -> list[_Draft]:
    """Join "..., calling them false" to the denial that it goes with."""
    joined = []
    for draft in drafts:
        if draft.frame in {"call", "as"} and draft.head.dep_ == "advcl" and draft.head.tag_ == "VBG":
            governors = {draft.head.head.i}
            host = next(
                (
                    d
                    for d in drafts
                    if d.paragraph is draft.paragraph
                    and d.cue.stance == "deny"
                    and d.content
                    and not d.quotes
                    and (d.head.i in governors or d.head.head.head.i in governors or d.head.head.i in governors)
                    and d.head.i < draft.head.i
                ),
                None,
            )
            pronoun = any(c.dep_ == "dobj" and (c.pos_ == "PRON" or c.lower_ in load_cues().anaphoric_nouns) for c in draft.head.children)
            if host is not None and pronoun:
                between = [t for t in draft.paragraph.doc[host.content[-1].i + 1 : draft.head.i]]
                if all(t.is_punct for t in between):
                    host.content = [*host.content, *between, *draft.head.subtree]
                    continue
        joined.append(draft)
    return joined


SENTENCE = re.compile(r"[.!?](?:\s|$)")
ABBREVIATED_STOP = re.compile(r"\b([A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Rep|Sen|Gov|St|Rev|Jr|Sr)\.")
BREAK = re.compile(r"[.!?](?=\s|$)|\n")
ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Brig|Adm|Rep|Sen|Gov|St|Rev|Jr|Sr|Hon|Cmdr|Amb|No|U\.S|U\.N|Fla|Calif|Mass|Tex|Conn)|\([A-Z]-[A-Z][\w.]*)$"
)


def _breaks(text: str) -> bool:
    """Tell whether a sentence ends within a text ("Mr. Smith" does not end one)."""
    return any(m[0] == "\n" or not ABBREVIATED.search(text[: m.start()]) for m in BREAK.finditer(text))


def _within(draft: _Draft, quote: Quotation) -> bool:
    spans = [draft.paragraph.span(t) for t in draft.content]
    return bool(spans) and min(s for s, _ in spans) <= quote.start and quote.end <= max(e for _, e in spans) + 2


def _set_off(parsed: ParsedText, quote: Quotation) -> bool:
    """Tell whether a quotation is set off by a comma or colon, or opens its sentence."""
    before = parsed.plain[max(0, quote.start - 4) : quote.start - 1].rstrip("'").rstrip()
    return before == "" or before[-1:] in ",:.!?\n" or quote.start < 2  # noqa: PLR2004


def _goes_on(parsed: ParsedText, last: _Draft, quote: Quotation) -> bool:
    """Tell whether a quotation without a cue of its own goes on with the last speaker's words."""
    end = max(last.quotes[-1].end, last.paragraph.span(last.head)[1])
    between = parsed.plain[end : quote.start - 1]
    if "\n" in between:
        following = parsed.plain[quote.end + 1 : quote.end + 3]
        return (
            (between.strip(" \n\"'.,") == ""
            and following.strip(" .,") in {"", "\n"})
            or (between.count("\n") > 0
            and between.strip(" \n\"'.,") == "")
        )
    sentences = [s for s in SENTENCE.split(ABBREVIATED_STOP.sub(r"\1", between)) if len(s.split()) > 3]  # noqa: PLR2004
    return len(sentences) <= 1
