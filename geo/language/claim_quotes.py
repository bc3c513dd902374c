"""Which cue a quotation belongs to, also when it runs on after "he said"."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from geo.language.claim_cues import Cue
from geo.language.claim_drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.language.actors import ActorTable
    from geo.language.claim_cues import CueLexicon
    from geo.language.parse import ParsedText
    from geo.language.quotations import Quotation
    from geo.records import QuoteKind, Span

QUOTE_REACH = 14
"""Words between a cue and the quotation it introduces."""
CLOSING_REACH = 28
"""Words between a quotation and its cue: the speaker and what he is stand there ("...," Ana Diaz, the head of the port, said)."""
FULL_QUOTE = 4
"""Words from which a quotation may stand as a statement by itself."""
SIGNED = re.compile(r"[\"']{1,2}\s*([-\u2015]{1,2})\s*[A-Z]")
CLOSING_MARKS = frozenset("\"'")
GAP = 12
"""Characters between a colon and the quotation in the next paragraph."""
PHRASE = 3
"""Words up to which something between two quotations is no sentence of its own ("he said")."""
TITLES = r"[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Brig|Adm|Rep|Sen|Gov|St|Rev|Jr|Sr|Hon|Cmdr|Amb|No"
SENTENCE = re.compile(r"[.!?](?:\s|$)")
TITLE_STOP = re.compile(rf"\b({TITLES})\.")
BREAK = re.compile(r"[.!?](?=\s|$)|\n")
ABBREVIATED = re.compile(rf"(?:\b(?:{TITLES}|U\.S|U\.N|Fla|Calif|Mass|Tex|Conn)|\([A-Z]-[A-Z][\w.]*)$")


def breaks(text: str) -> bool:
    """Tell whether a sentence ends within a text ("Mr. Smith" does not end one)."""
    return any(m[0] == "\n" or not ABBREVIATED.search(text[: m.start()]) for m in BREAK.finditer(text))


@dataclass(frozen=True)
class Quotations:
    """The quotations of an article, in order, with what claims need to know of them."""

    parsed: ParsedText
    all: tuple[Quotation, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [q.start for q in self.all]

    def between(self, start: int, end: int) -> tuple[Quotation, ...]:
        """Return the quotations that touch the article's span `[start, end)`, marks included; quotations do not overlap."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = bisect_right(self._starts, end)
        return tuple(q for q in self.all[first:last] if q.start - 1 < end and start < q.end + 1)

    def at(self, index: int) -> Quotation | None:
        """Return the quotation that holds an index of the article."""
        return next((q for q in self.between(index, index + 1) if any(s <= index < e for s, e in q.parts)), None)

    def unbroken(self, span: Span) -> Span:
        """Return a span that begins before a quotation and breaks off within it, with the rest of that quotation."""
        quote = self.at(span[1] - 1)
        if quote is None or len(quote.parts) > 1 or not span[0] <= quote.start <= span[1] <= quote.end:
            return span
        if span[0] == quote.start:
            return quote.start, quote.end
        marks = 2 if self.parsed.plain[quote.end : quote.end + 2] == "''" else 1
        return (span[0], quote.end + marks) if self.parsed.plain[quote.end : quote.end + 1] in CLOSING_MARKS else span

    def kind(self, content: Sequence[Span]) -> QuoteKind:
        """Return whether a content is quoted wholly, in part, or not at all."""
        if all(any(q.start - 1 <= s and e <= q.end + 1 for q in self.between(s, e)) for s, e in content):
            return "direct"
        return "mixed" if any(q.start < e and s < q.end for s, e in content for q in self.between(s, e)) else "indirect"

    def is_full(self, quote: Quotation) -> bool:
        """Tell whether a quotation is a statement by itself and not a few borrowed words."""
        if len(quote.parts) > 1:
            return True
        text = self.parsed.text[slice(*quote.parts[0])]
        paragraph = self.parsed.paragraph_at(quote.start)
        if paragraph is None or not text[:1].isupper() or (len(text.split()) < FULL_QUOTE and text[-1:] not in ".!?,"):
            return False
        tokens = paragraph.tokens(*quote.parts[0])
        return tokens is not None and (any(t.tag_ in {"VBD", "VBZ", "VBP", "MD"} for t in tokens) or tokens[0].tag_ == "VB")

    def set_off(self, quote: Quotation) -> bool:
        """Tell whether a quotation is set off by a comma or colon, or opens its sentence."""
        before = self.parsed.plain[max(0, quote.start - 4) : quote.start - 1].rstrip("'").rstrip()
        return not before or before[-1:] in ",:.!?\n"

    def _cost(self, quote: Quotation, draft: Draft, *, opens: bool, closes: bool) -> int | None:
        """Return how far a cue stands from a quotation that it introduces or closes, `None` when it does neither."""
        plain = self.parsed.plain
        start, end = draft.paragraph.span(draft.head)
        if opens and end <= quote.start:
            between = plain[end : quote.start - 1].rstrip("' ").rstrip()
            tied = between.rstrip()[-1:] in {",", ":", ""} or between.rstrip()[-1:].islower()
            if tied and len(between.split()) <= QUOTE_REACH and (not breaks(between) or between.rstrip()[-1:] == ":"):
                return len(between.split()) + 3 * between.count('"')
        if closes and start >= quote.end:
            between = plain[quote.end + 1 : start]
            tied = plain[quote.end - 1] in ",!?-" or between[:1] == ","
            if tied and '"' not in between and len(between.split()) <= CLOSING_REACH and not breaks(between):
                goes_on = draft.head.tag_ == "VBG" and bool(draft.content)  # "...," he said, adding that
                return len(between.split()) + goes_on * CLOSING_REACH
        return None

    def announced_at(self, quote: Quotation) -> int | None:
        """Return the offset of the paragraph before that a colon ends, where a quotation opens its own ("He said:")."""
        if quote.start > self._opens_paragraph(quote):
            return None
        first = max(0, quote.start - GAP)
        before = self.parsed.plain[first : quote.start - 1].rstrip("'").rstrip()
        where = self.parsed.paragraph_at(first + len(before) - 1) if before.endswith(":") else None
        return where.offset if where is not None else None

    def _opens_paragraph(self, quote: Quotation) -> int:
        paragraph = self.parsed.paragraph_at(quote.start)
        return paragraph.offset + 2 if paragraph is not None else -1

    def attach(self, quote: Quotation, drafts: Sequence[Draft], cues: CueLexicon) -> Draft | None:
        """Return the draft whose cue introduces or closes a quotation, the nearest of several."""
        first, last = self.parsed.paragraph_at(quote.start), self.parsed.paragraph_at(quote.end - 1)
        best: tuple[int, Draft] | None = None
        announced = self.announced_at(quote)
        for draft in drafts:
            may_quote = "quote" in draft.cue.frames or draft.head.lemma_ in cues.manner
            if not may_quote or draft.frame in {"noun", "adjective"} or self.at(draft.paragraph.span(draft.head)[0]) is not None:
                continue
            opens = draft.paragraph is first or draft.paragraph.offset == announced
            cost = self._cost(quote, draft, opens=opens, closes=draft.paragraph is last)
            if cost is not None and (best is None or cost < best[0]):
                best = (cost, draft)
        return best[1] if best is not None else None

    def takes(self, draft: Draft, quote: Quotation) -> bool:
        """Tell whether a quotation is the content of the draft it is attached to, and no more than words within it."""
        if not draft.content:
            return True
        if not self.is_full(quote):
            return False
        spans = [draft.paragraph.span(t) for t in draft.content]
        start, end = min(s for s, _ in spans), max(e for _, e in spans)
        if start > quote.start or end + 2 < quote.end:
            return True
        longer = len([t for t in draft.content if t.is_alpha and draft.paragraph.span(t)[0] > quote.end]) > 1
        return self.set_off(quote) and not longer  # "we are ready" for what may come

    def is_tail(self, last: Draft, quote: Quotation) -> bool:
        """Tell whether a quotation is the rest of the sentence that the last one broke off ("...," he said, "and ...")."""
        if not last.quotes or self.parsed.plain[quote.start - 3 : quote.start - 1].strip() != ",":
            return False
        between = self.parsed.plain[last.quotes[-1].end : quote.start]
        return "\n" not in between and len(between.split()) <= QUOTE_REACH

    def stands_alone(self, quote: Quotation) -> bool:
        """Tell whether a quotation is a sentence by itself, if only by its stop ("In my head, anyway.")."""
        text = self.parsed.text[quote.parts[0][0] : quote.end]
        return self.is_full(quote) or (text[:1].isupper() and text[-1:] in ".!?" and self.set_off(quote))

    def follows(self, draft: Draft, quote: Quotation) -> bool:
        """Tell whether a quotation is the sentence right after an indirect claim (said that it was late. "We must go.")."""
        if draft.quotes or draft.added or draft.cue.group != "speech" or draft.frame != "that" or not draft.content:
            return False
        end = max(draft.paragraph.span(t)[1] for t in (draft.head, draft.content[-1]))
        between = self.parsed.plain[end : quote.start - 1]
        return (
            "\n" not in between
            and len(between.split()) <= QUOTE_REACH
            and sum(not ABBREVIATED.search(between[: m.start()]) for m in BREAK.finditer(between)) == 1
            and between.rstrip("' ").endswith(".")
        )

    def _is_single(self, quote: Quotation) -> bool:
        """Tell whether a quotation stands in single marks."""
        marks = self.parsed.plain[max(0, quote.start - 2) : quote.start]
        return marks.endswith("'") and marks != "''"

    def goes_on(self, last: Draft, quote: Quotation) -> bool:
        """Tell whether a quotation without a cue of its own goes on with the last speaker's words."""
        if not last.quotes or self._is_single(quote) != self._is_single(last.quotes[-1]):
            return False
        end = max(last.quotes[-1].end, last.paragraph.span(last.head)[1])
        between = self.parsed.plain[end : quote.start - 1]
        if "\n" in between:
            return not between.strip(" \n\"'.,")
        sentences = [s for s in SENTENCE.split(TITLE_STOP.sub(r"\1", between)) if len(s.split()) > PHRASE]
        return len(sentences) <= 1


def signed(quotations: Quotations, quote: Quotation, actors: ActorTable) -> Draft | None:
    """Return the draft of a quotation that a dash and a person's name follow: "...." - Ana Diaz."""
    parsed = quotations.parsed
    match = SIGNED.match(parsed.plain, quote.end)
    where = parsed.paragraph_at(match.end() - 1) if match is not None else None
    if match is None or where is None:
        return None
    names = actors.names_at(match.end() - 1, match.end())
    actor = actors.get(names[0]) if len(names) == 1 else None
    dash, first = where.tokens(*match.span(1)), where.tokens(match.end() - 1, match.end())
    if actor is None or actor.kind != "person" or not dash or not first:
        return None
    cue = Cue("-", "", "assert", frozenset({"quote"}), "speech")
    return Draft(where, cue, [dash[0]], dash[0], first[0], quotes=[quote])


def give_quotations(quotations: Quotations, drafts_near: dict[int, list[Draft]], cues: CueLexicon, actors: ActorTable) -> None:
    """Give every quotation to the draft that it belongs to; drafts are grouped by the offset of their paragraph."""
    last: Draft | None = None
    for quote in quotations.all:
        near = {p.offset for i in (quote.start, quote.end - 1) if (p := quotations.parsed.paragraph_at(i)) is not None}
        announced = quotations.announced_at(quote)
        if announced is not None:
            near.add(announced)
        attached = quotations.attach(quote, [d for offset in sorted(near) for d in drafts_near.get(offset, ())], cues)
        if attached is not None and quotations.takes(attached, quote):
            attached.quotes.append(quote)
            last = attached
        elif attached is None and (draft := signed(quotations, quote, actors)) is not None:
            drafts_near.setdefault(draft.paragraph.offset, []).append(draft)
        elif last is not None and attached in {None, last} and quotations.is_tail(last, quote):
            last.quotes.append(quote)
        elif attached is None and quotations.stands_alone(quote):
            before = [d for o in near for d in drafts_near.get(o, ()) if d.paragraph.span(d.head)[0] < quote.start]
            said = max(before, key=lambda d: d.head.i, default=None)
            if said is not None and quotations.follows(said, quote):
                said.added.append(quote)
            elif last is not None and quotations.goes_on(last, quote):
                last.quotes.append(quote)
