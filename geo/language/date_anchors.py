"""The days that the words around an event or a claim give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.language.clauses import clause_head, governors, inside, timed_after, told_as_earlier
from geo.language.event_lexicon import load_lexicon
from geo.language.place_anchors import anchor_words
from geo.records import When

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from spacy.tokens import Token

    from geo.language.parse import Paragraph, ParsedText
    from geo.records import Claim, DateBasis, DateMention, Event, Span

CHARGED = ("for", "over", "of")
"""Prepositions behind which stands what someone is blamed for."""
LEAD = 2
"""Paragraphs that count as the lead."""
FRESH = 7
"""Days before the story within which acts other than attacks are taken to be of the day told of before."""
BACK = 2
"""Sentences before in which a date may still hold."""


class DateAnchors:
    """The resolved dates of an article, ready to be asked for the days of a passage."""

    def __init__(self, parsed: ParsedText, dates: Sequence[DateMention], published: dt.date | None) -> None:
        self.parsed = parsed
        self.published = published
        self.spoken = frozenset(anchor_words()["place"]["spoken"]) - {"CONSULT", "AGREE"}
        self.roots: dict[int, list[tuple[Token, DateMention]]] = {}
        for date in dates:
            if (date.date_start is None and date.date_end is None) or date.type == "SET":
                continue
            paragraph = parsed.paragraph_at(date.start)
            tokens = paragraph.tokens(date.start, date.end) if paragraph else None
            if paragraph is not None and tokens is not None:
                self.roots.setdefault(paragraph.offset, []).append((tokens.root, date))
        self.story = self._story()

    def _story(self) -> dt.date | None:
        """Return the story's own day: the latest day not after publication that the lead gives, else the day of publication."""
        days = [
            d.date_end
            for p in self.parsed.paragraphs[:LEAD]
            for _, d in self.roots.get(p.offset, ())
            if d.precision == "day"
            and d.date_end is not None
            and d.date_start is not None
            and (self.published is None or d.date_end <= self.published)
        ]
        return max(days, default=self.published)

    def of_event(self, event: Event) -> When:
        """Return the days of an event."""
        when = self._near(event.trigger, event)
        for span in event.spans:
            if when is None or when.basis != "clause":
                other = self._near(span, event)
                when = other if other is not None and (when is None or other.basis == "clause") else when
        if when is None:
            when = self._told_before(event)
        if (
            event.status == "planned"
            and when is not None
            and when.date_end is not None
            and self.published
            and when.date_end < self.published
        ):
            return When()  # the day of something told beside it
        if when is not None:
            return self._not_after(when) if event.status in ("happened", "ordered") else when
        if event.status == "planned":
            return When()
        paragraph, trigger = self._token(event.trigger)
        if (
            paragraph is not None
            and trigger is not None
            and event.status == "happened"
            and paragraph in self.parsed.paragraphs[:LEAD]
            and self._simple_past(trigger)
            and not told_as_earlier(clause_head(trigger))
        ):
            return When(self.story, self.story, "day" if self.story else "unknown", "story")
        return When(None, self.story, "unknown", "story")

    def of_claim(self, claim: Claim) -> When:
        """Return the days on which a claim was made."""
        paragraph, cue = self._token(claim.cue)
        if paragraph is None or cue is None:
            return When()
        content = {t.i for s, e in claim.content if paragraph.offset <= s < paragraph.end for t in paragraph.tokens(s, e) or ()}
        head = clause_head(cue)
        for scope, basis in ((inside(cue), "clause"), (inside(head), "clause"), (cue.sent, "sentence")):
            date = self._nearest(paragraph, [t for t in scope if t.i not in content], cue, exact=True, done=True)
            if date is not None:
                return self._not_after(When(date.date_start, date.date_end, date.precision, basis))  # type: ignore[arg-type]
        if paragraph in self.parsed.paragraphs[:LEAD]:
            return When(self.story, self.story, "day" if self.story else "unknown", "story")
        return When(None, self.story, "unknown", "story")

    def _near(self, span: Span, event: Event) -> When | None:
        paragraph, trigger = self._token(span)
        if paragraph is None or trigger is None:
            return None
        head = clause_head(trigger)
        done = event.status in ("happened", "ordered")
        content = self._content(trigger) if event.type in self.spoken else frozenset()
        scopes: list[tuple[Iterable[Token], DateBasis, bool]] = [
            ([t for t in inside(trigger) if t.i not in content], "clause", False),
            ([t for t in inside(head) if t.i not in content], "clause", False),
        ]
        later = len(scopes)
        if not told_as_earlier(head):
            scopes += [
                ([t for t in inside(above) if t.i not in content], "sentence", True)
                for above in governors(head)
                if above == clause_head(above)
            ]
            if event.status != "planned":
                sentence = trigger.sent
                here = (r for r, _ in self.roots.get(paragraph.offset, ()) if sentence.start <= r.i < sentence.end)
                roots = [r for r in here if r.i not in content]
                scopes.append(([r for r in roots if not _in_relative(r, trigger)], "sentence", True))
        tokens = {trigger.i, *(t.i for span in event.spans for p, t in [self._token(span)] if t is not None and p is paragraph)}
        for number, (scope, basis, exact) in enumerate(scopes):
            if number == later and done and (since := self._since_clause(paragraph, head)) is not None:
                return since
            own = [
                t
                for t in scope
                if not _beside(t, tokens, trigger, event.type) and not (done and _ahead(t, trigger)) and not _of_earlier(t, trigger)
            ]
            date = self._nearest(paragraph, own, trigger, exact=exact, done=done)
            if date is not None:
                return self._spread(paragraph, date, basis)
        return None

    def _since_clause(self, paragraph: Paragraph, head: Token) -> When | None:
        """Return the days from the date of a clause that tells since when ("have fled since fighting intensified in early May")."""
        for child in head.children:
            if child.dep_ == "advcl" and any(c.lower_ == "since" for c in child.children):
                date = self._nearest(paragraph, inside(child), child, exact=False, done=True)
                if date is not None and date.date_start is not None and self.story is not None and date.date_start <= self.story:
                    return When(date.date_start, self.story, date.precision, "sentence")
        return None

    def _content(self, trigger: Token) -> frozenset[int]:
        """Return the words of what is asked, alleged or rejected: its dates are not when the words were said."""
        found: set[int] = set()
        for child in trigger.children:
            if child.dep_ in ("xcomp", "ccomp", "acl"):
                found |= {t.i for t in child.subtree}
            elif child.dep_ == "prep":
                found |= {t.i for verb in child.children if verb.dep_ == "pcomp" for t in verb.subtree}
                if child.lower_ in CHARGED:  # "blamed them for the April 22 massacre"
                    found |= {t.i for noun in child.children if noun.dep_ == "pobj" for t in noun.lefts}
        return frozenset(found)

    def _nearest(
        self, paragraph: Paragraph, scope: Iterable[Token], trigger: Token, *, exact: bool, done: bool = False
    ) -> DateMention | None:
        """Return the date nearest to the trigger; with `exact`, only one of days or weeks; with `done`, none after publication."""
        indices = {t.i for t in scope}
        rows = []
        for root, date in self.roots.get(paragraph.offset, ()):
            if root.i not in indices or (exact and date.precision not in ("day", "week")) or _of_other(root, trigger):
                continue
            if done and self.published is not None and date.date_start is not None and date.date_start > self.published:
                continue
            vague = date.type == "DURATION" or date.date_start is None
            rows.append((vague, abs(root.i - trigger.i), date))
        return min(rows, key=lambda r: r[:2])[2] if rows else None

    def _spread(self, paragraph: Paragraph, date: DateMention, basis: DateBasis) -> When:
        """Return the days of a date; "from Monday to Friday" is one span of days."""
        start, end = date.date_start, date.date_end
        if start is None and end == self.published:
            return When(None, self.story, date.precision, basis)  # "recent": up to the story's day
        if self._since(paragraph, date) and start is not None and self.story is not None and start <= self.story:
            return When(start, self.story, date.precision, basis)
        for _, other in self.roots.get(paragraph.offset, ()):
            first, second = sorted((date, other), key=lambda d: d.start)
            if first == second or first.date_start is None or second.date_end is None:
                continue
            between = self.parsed.plain[first.end : second.start].strip().lower()
            before = self.parsed.plain[max(0, first.start - 9) : first.start].lower().split()
            lead = before[-1] if before else ""
            if (lead, between) in (("from", "to"), ("from", "until"), ("between", "and")) and first.date_start <= second.date_end:
                start, end = first.date_start, second.date_end
        return When(start, end, date.precision, basis)

    def _since(self, paragraph: Paragraph, date: DateMention) -> bool:
        """Say whether the date is the beginning of something that goes on ("since May")."""
        return self.parsed.plain[paragraph.offset : date.start].rstrip().lower().endswith("since")

    def _told_before(self, event: Event) -> When | None:
        """Return the day of the sentences before in the same paragraph, for an event that the narration goes on with."""
        paragraph, trigger = self._token(event.trigger)
        if paragraph is None or trigger is None or event.status != "happened" or not self._simple_past(trigger):
            return None
        if event.type in self.spoken:
            return None  # a paragraph narrates one scene; what is said about it may be said on another day
        sentences = [s for s in paragraph.doc.sents if s.start < trigger.sent.start][-BACK:]
        for sentence in reversed(sentences):
            under = [t for t in sentence if clause_head(t) != sentence.root and not _ahead(t, trigger)]
            date = self._nearest(paragraph, under, trigger, exact=True, done=True) or self._nearest(
                paragraph, inside(sentence.root), sentence.root, exact=True, done=True
            )
            if date is not None and date.date_start is not None:
                if event.type != "ASSAULT" and self.story is not None and (self.story - date.date_start).days > FRESH:
                    return None  # background: what authorities did about it may be of any later day
                return When(date.date_start, date.date_end, date.precision, "paragraph")
        return None

    def _simple_past(self, trigger: Token) -> bool:
        verb = clause_head(trigger) if trigger.pos_ not in ("VERB", "AUX") else trigger
        auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
        return verb.tag_ in ("VBD", "VBN", "VBG") and not auxiliaries & {"has", "have", "had", "will", "is", "are"}

    def _not_after(self, when: When) -> When:
        """Return the days without those that lie after the day of publication."""
        if self.published is None or when.date_end is None or when.date_end <= self.published:
            return when
        if when.date_start is not None and when.date_start > self.published:
            return when
        return When(when.date_start, self.published, when.precision, when.basis)

    def _token(self, span: Span) -> tuple[Paragraph | None, Token | None]:
        paragraph = self.parsed.paragraph_at(span[0])
        tokens = paragraph.tokens(*span) if paragraph else None
        return paragraph, tokens.root if tokens is not None else None


def _in_relative(token: Token, trigger: Token) -> bool:
    """Say whether a token lies in a relative clause, or one with "before", that the trigger is not in."""
    return any(
        (a.dep_ == "relcl" or (a.dep_ == "advcl" and any(c.lower_ in anchor_words()["date"]["until"] for c in a.children)))
        and trigger not in list(a.subtree)
        for a in [token, *governors(token)]
    )


def _beside(root: Token, tellings: AbstractSet[int], trigger: Token, kind: str) -> bool:
    """Say whether a date lies in a participle about something else ("a truce declared after last month's earthquake")."""
    token = root
    for above in [*governors(root)]:
        if above.i in tellings or above.is_ancestor(trigger):
            return _after_other(root, tellings)
        if above.lower_ in anchor_words()["date"]["comparing"]:
            return True  # "58 incidents in May, compared to 41 in April"
        if token.dep_ == "acl" and token.pos_ == "VERB":
            entries = load_lexicon().entries.get((above.lemma_.lower(), "noun"), ())
            return not any(e.type == kind for e in entries)
        token = above
    return _after_other(root, tellings)


def _after_other(root: Token, tellings: AbstractSet[int]) -> bool:
    """Say whether the date only tells which other event it was after or before ("after last month's earthquake")."""
    noun = root.head
    return (
        root.dep_ == "poss"
        and noun.dep_ == "pobj"
        and noun.head.lower_ in anchor_words()["date"]["after_another"]
        and noun.i not in tellings
    )


def _of_earlier(root: Token, trigger: Token) -> bool:
    """Say whether a date lies in a clause that tells how long after it the trigger was: "days after gunmen shot 26 on Monday"."""
    return any(timed_after(a) and trigger.i != a.i and not a.is_ancestor(trigger) for a in (root, *governors(root)))


def _ahead(root: Token, trigger: Token) -> bool:
    """Say whether a date belongs to something yet to come ("said he would send a unit on Friday", "talks planned for Monday")."""
    if root == trigger:
        return False
    words = load_lexicon()
    for above in governors(root):
        if above == trigger or above.is_ancestor(trigger):
            return False
        if above.pos_ in ("VERB", "AUX", "ADJ") and (
            any(c.lower_ in words.grammar["will"] for c in above.children if c.dep_ == "aux")
            or (above.dep_ in ("acl", "amod") and above.lemma_ in words.status["planned"])
        ):
            return True
    return False


def _of_other(root: Token, trigger: Token) -> bool:
    """Say whether the date belongs to another noun ("the 2014 annexation"), not to the trigger's clause."""
    return (
        root.dep_ in ("compound", "nummod", "amod", "poss")
        and root.head.pos_ in ("NOUN", "PROPN")
        and root.head != trigger
        and root.head.dep_ != "pobj"
    )
