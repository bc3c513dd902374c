"""Names in a paragraph: persons, bodies, states; told apart by titles, word lists and what stands around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.language.actor_mentions import SUBJECTS, ActorMention, speaks
from geo.language.claim_cues import load_cues

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from geo.language.actor_lexicon import ActorLexicon
    from geo.language.states import State, States
    from geo.records import ActorKind

NAME_TAGS = frozenset({"NNP", "NNPS", "NN", "NNS", "JJ", "FW", "CD", "HYPH", "XX", "ADD"})
DWELLERS = frozenset({"residents", "inhabitants", "villagers", "people", "outskirts"})
PLACING = frozenset({"in", "near", "at", "into", "around", "outside", "inside", "towards", "toward", "through", "across"})
"""Prepositions after which a name is a place's."""
LONGEST = 9
"""Words of the longest name in the lists."""


@dataclass(frozen=True)
class NameFinder:
    """Finds the names in one paragraph's parse."""

    doc: Doc
    lexicon: ActorLexicon
    states: States

    def _is_name(self, token: Token) -> bool:
        text = token.text
        if not text[0].isupper() or token.tag_ not in NAME_TAGS or text == "I":
            return False
        if token.tag_ in {"NNP", "NNPS"}:
            return True
        opens = token.is_sent_start or token.i == 0 or token.nbor(-1).is_quote or token.nbor(-1).text in {":", "-"}
        return (
            not opens
            or self.states.any(text) is not None
            or text in self.lexicon.titles
            or text in self.lexicon.modifiers
            or text in self.lexicon.named
        )

    def _run_end(self, start: int) -> int:
        """Return the end of the run of name tokens that begins at `start`."""
        doc, end = self.doc, start
        while end < len(doc):
            token = doc[end]
            if end > start and token.is_sent_start:
                break
            if self._is_name(token):
                end += 1
            elif (
                token.text in {"-", "&", "'", "/"}
                and end + 1 < len(doc)
                and (token.text == "&" or (not doc[end - 1].whitespace_ and not token.whitespace_))
                and (doc[end + 1].text[0].isupper() or doc[end + 1].lower_ in self.lexicon.particles)
            ):
                end += 2 if self._is_name(doc[end + 1]) else 1
                if doc[end - 1].text in {"-", "&", "'", "/"} and not (end < len(doc) and doc[end].lower_ in self.lexicon.particles):
                    end -= 1
                    break
            elif token.lower_ in self.lexicon.particles and self._particle(end):
                end += 1
            elif token.lower_ in {"of", "for"} and end > start and doc[end - 1].text in self.lexicon.name_words:
                after = end + 1 + (end + 1 < len(doc) and doc[end + 1].lower_ == "the")
                if after < len(doc) and doc[after].tag_ in {"NNP", "NNPS"} and doc[after].text[0].isupper():
                    end = after
                else:
                    break
            else:
                break
        return end

    def _particle(self, index: int) -> bool:
        doc = self.doc
        after = index + 1
        if after < len(doc) and doc[after].text == "-" and not doc[index].whitespace_:
            after += 1
        elif index == 0 or not self._is_name(doc[index - 1]):
            return False
        return after < len(doc) and (
            (doc[after].text[0].isupper() and self._is_name(doc[after])) or doc[after].lower_ in self.lexicon.particles
        )

    def find(self) -> Iterator[ActorMention]:
        """Yield the names in order."""
        doc, index = self.doc, 0
        while index < len(doc):
            token = doc[index]
            starts = self._is_name(token) or (
                token.lower_ in self.lexicon.particles and index + 1 < len(doc) and doc[index + 1].text == "-" and self._particle(index)
            )
            if not starts:
                match = self.named_at(index) if token.lower_ in self.lexicon.lower_first else None
                if match is not None:
                    yield self.named(index, index, match)
                    index = match
                    continue
                index += 1
                continue
            end = self._run_end(index)
            found, end = self._read_run(index, end)
            yield from found
            index = max(end, index + 1)

    def named_at(self, start: int) -> int | None:
        """Return the end of the longest listed name that begins at `start`."""
        doc = self.doc
        for end in range(min(len(doc), start + LONGEST), start, -1):
            if doc[start:end].text in self.lexicon.named and not (end == start + 1 and doc[start].lower_ == "the"):
                return end
        return None

    def state_at(self, start: int, end: int) -> tuple[State, int] | None:
        """Return the longest state name or adjective at `start` and where it ends."""
        for stop in range(min(end, start + 6), start, -1):
            text = self.doc[start:stop].text
            state = self.states.by_name.get(text) or self.states.by_adjective.get(text)
            if state is not None:
                return state, stop
        return None

    def named(self, start: int, at: int, end: int, side: str | None = None) -> ActorMention:
        """Return the mention of a listed name that stands at `[at, end)`, with what belongs to it from `start` on."""
        named = self.lexicon.named[self.doc[at:end].text]
        head = self.doc[at:end].root
        begin = start - 1 if start and self.doc[start - 1].lower_ in {"the", "The"} else start
        noun = "paramilitaries" if at and self.doc[at - 1].lower_ == "paramilitary" else None
        whose = None if named.kind == "media" else named.side or side  # where a paper appears is no side that it takes
        return ActorMention(head.i, begin, end, "named", named.kind, self.doc[at:end].text, ("named", named.name), whose, noun=noun)

    def _read_run(self, start: int, end: int) -> tuple[list[ActorMention], int]:
        """Read one run of capitalised words; return its mentions and where reading goes on."""
        doc, lexicon = self.doc, self.lexicon
        if doc[start].lower_ in {"the", "a", "an", "both"} and end - start > 1 and self.named_at(start) is None:
            start += 1
        position, side = start, None
        while position < end:
            match = self.named_at(position)
            if match is not None and match < end and self._begins_name(position, match, end):  # "Amal Khalil" is no movement
                match = None
            if match is not None and match >= end:
                return [self.named(start, position, match, side)], match
            state = self.state_at(position, end)
            if match is not None and (state is None or match > state[1]):
                rest = doc[match]
                if rest.text in lexicon.titles or rest.text in lexicon.modifiers or rest.text in {"-", "/"}:
                    side, position = side or lexicon.named[doc[position:match].text].side, match
                    continue
                if doc[end - 1].text in lexicon.name_words:
                    break
                return [self.named(start, position, match, side)], match
            if state is not None:
                if state[1] == end:
                    return self._state(start, position, end, state[0]), end
                side, position = side or state[0].name, state[1]
            elif (
                doc[position].text in lexicon.titles
                or doc[position].text in lexicon.modifiers
                or (doc[position].text == "-" and position > start)
            ):
                position += 1
            else:
                break
        position = self._after_title(position, end)
        personal = any(t.text in lexicon.titles and t.text not in lexicon.name_words for t in doc[start:position])
        if (doc[end - 1].text in lexicon.name_words or self._body_of(position, end)) and not (personal and position < end - 1):
            return self._organisation(start, end, side), end
        if position >= end:  # titles only: "the Prime Minister"
            return [], end
        if doc[end - 1].text in lexicon.not_actors or any(t.text in {"Operation", "Resolution"} for t in doc[position:end]):
            return [], end
        return self._person_or_unknown(start, position, end, side), end

    def _body_of(self, start: int, end: int) -> bool:
        """Tell whether a run is a body's name by a word before "of": "Council of Elders"."""
        return any(t.text in self.lexicon.name_words and t.i + 1 < end and t.nbor(1).lower_ in {"of", "for"} for t in self.doc[start:end])

    def _begins_name(self, start: int, match: int, end: int) -> bool:
        """Tell whether a listed name is rather a first name: a surname follows."""
        following = self.doc[match]
        if match != start + 1 or self.doc[start].text not in self.lexicon.genders or following.tag_ != "NNP":
            return False
        return following.text not in self.lexicon.titles and self.doc[end - 1].text not in self.lexicon.name_words

    def _after_title(self, position: int, end: int) -> int:
        """Return where a name begins after a title within the run: "Communications Minister [Ouedraogo]"."""
        for index in range(end - 2, position - 1, -1):
            if self.doc[index].lower_ in self.lexicon.title_nouns and self.doc[index].text in self.lexicon.titles:
                return index + 1
        return position

    def _state(self, start: int, at: int, end: int, state: State) -> list[ActorMention]:
        text = self.doc[at:end].text
        head = self.doc[at:end].root
        if text not in self.states.by_name:
            if (
                text in self.states.by_people
                and head.tag_ in {"NNPS", "NNP", "NNS", "NN"}
                and head.dep_ not in {"compound", "amod", "nmod"}
                and text.endswith(("s", "ese", "men"))
            ):
                firm = head.dep_ in SUBJECTS
                return [ActorMention(head.i, start, end, "collective", "population", text, ("people", state.name), state.name, firm=firm)]
            return []
        if self._locative(head) or (at == 0 and end < len(self.doc) and self.doc[end].text == ":"):
            return []
        return [ActorMention(head.i, start, end, "state", "government", state.name, ("state", state.name), state.name)]

    def _locative(self, head: Token) -> bool:
        """Tell whether a state's name merely says where something is."""
        token = head
        while token.dep_ in {"conj", "appos"} and token.head.i != token.i:
            token = token.head
        if token.dep_ in {"compound", "amod", "nmod", "npadvmod", "dep", "ROOT", "punct"}:
            return True
        if token.dep_ == "pobj":
            preposition = token.head
            if preposition.dep_ == "agent" or preposition.lower_ in {"between", "with", "against", "by", "despite", "for"}:
                return bool(preposition.lower_ == "for" and preposition.head.pos_ == "NOUN")
            verb = preposition.head
            if preposition.lower_ in {"on", "upon", "to"} and verb.pos_ == "VERB" and verb.lemma_ in self.lexicon.speech_verbs:
                return False
            return not (preposition.lower_ == "to" and preposition.i and preposition.nbor(-1).lower_ == "according") and not any(
                c.dep_ == "pcomp" or c.tag_ == "VBG" for c in preposition.children
            )
        return token.dep_ == "poss" and (token.head.tag_ not in {"NN", "NNS"} or token.head.lower_ in self.lexicon.place_nouns)

    def _organisation(self, start: int, end: int, side: str | None) -> list[ActorMention]:
        doc = self.doc
        kind: ActorKind = self.lexicon.name_words.get(doc[end - 1].text, "organisation")
        for token in doc[start:end]:  # "Ministry of Defence": the word before "of" says what it is
            if token.i + 1 < end and doc[token.i + 1].lower_ in {"of", "for"} and token.text in self.lexicon.name_words:
                kind = self.lexicon.name_words[token.text]
                break
        if end - start == 1:  # a bare "Council", "Army": only with an owner or when it speaks
            owner = doc[start - 2] if start > 1 and doc[start - 1].tag_ == "POS" else None
            if owner is None and not speaks(doc[start], self.lexicon.speech_verbs):
                return []
        begin = start
        if start > 1 and doc[start - 1].tag_ == "POS":
            owner_end = start - 1
            for left in range(max(0, owner_end - 4), owner_end):
                state = self.states.by_name.get(doc[left:owner_end].text)
                if state is not None:
                    side, begin = state.name, left
                    break
        side = side or getattr(self.states.first_in([t.text for t in doc[start:end]]), "name", None)
        name = doc[begin:end].text
        if begin and doc[begin - 1].lower_ == "the":
            begin -= 1
        head = doc[start:end].root
        return [ActorMention(head.i, begin, end, "named", kind, name, ("named", name), side)]

    def is_person(self, start: int, end: int, *, titled: bool) -> bool:
        """Tell whether a run without its titles is a person's name."""
        doc, span = self.doc, self.doc[start:end]
        if any(t.text in self.lexicon.not_actors for t in span) or len(span) > 8:  # noqa: PLR2004
            return False
        if end < len(doc) and doc[end].lower_ in self.lexicon.place_nouns and doc[end - 1].dep_ == "compound":  # "Kyauk Ni Maw village"
            return False
        if span.text in self.lexicon.holders:
            return True
        root = span.root
        if root.dep_ == "pobj" and not titled:
            preposition = root.head
            if preposition.lower_ == "to" and any(c.lower_ == "from" for c in preposition.head.children):
                return False  # "moved from Sirte to Abu Grein"
            if preposition.lower_ == "of" and preposition.head.lower_ in DWELLERS:
                return False
            if preposition.lower_ in PLACING or (preposition.lower_ == "of" and preposition.head.lower_ in self.lexicon.place_nouns):
                return False
        if self.is_apposed_place(root):
            return False
        if any(
            c.dep_ == "appos" and c.i > root.i and (c.lower_ in self.lexicon.persons or c.lower_ in self.lexicon.title_nouns)
            for c in root.children
        ):
            return True
        if root.dep_ == "appos" and root.head.lower_ in self.lexicon.persons:
            return True
        if titled:
            return True
        labels = {t.ent_type_ for t in span}
        words = sum(t.is_alpha or t.text.endswith(".") for t in span)
        if labels == {"PERSON"} and words > 1:
            return True
        if words < 2 or words > 5:  # noqa: PLR2004
            return False
        if start and doc[start - 1].lower_ == "the":
            return False
        return "PERSON" in labels or (
            speaks(root, self.lexicon.speech_verbs) and not labels & {"ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK_OF_ART", "LAW"}
        )

    def is_apposed_place(self, root: Token) -> bool:
        """Tell whether a name is explained as a place: "Oe Htein Kwin, a village in Depayin"."""
        return any(c.dep_ == "appos" and c.i > root.i and c.lower_ in self.lexicon.place_nouns for c in root.children)

    def _person_or_unknown(self, start: int, position: int, end: int, side: str | None) -> list[ActorMention]:
        doc, lexicon = self.doc, self.lexicon
        start = begin = self._title_start(start)
        titles = [t for t in doc[start:position] if t.text in lexicon.titles]
        role_start = self._role_before(start)
        if role_start is not None:
            begin = role_start
        titled = bool(titles) or role_start is not None
        core = doc[position:end]
        root = core.root
        words = tuple(t.text for t in core)
        if not self.is_person(position, end, titled=titled):
            if self.is_apposed_place(root):
                return []
            text = core.text
            capital = self.states.by_capital.get(text)
            if capital is not None and (speaks(root, lexicon.speech_verbs) or self._stands_for_state(root)):
                return [
                    ActorMention(root.i, position, end, "state", "government", capital.name, ("state", capital.name), capital.name, words)
                ]
            aged = end + 1 < len(doc) and doc[end].text == "," and doc[end + 1].like_num
            human = root.ent_type_ == "PERSON" or core[0].text in lexicon.genders or aged
            kind: ActorKind = "person" if human else "organisation"
            firm = (
                speaks(root, lexicon.speech_verbs)
                and root.ent_type_ not in {"GPE", "LOC", "DATE"}
                and doc[position:end].text not in self.states.by_capital
            )
            the = position and doc[position - 1].lower_ == "the"
            return [
                ActorMention(
                    root.i, position - 1 if the else position, end, "unknown", kind, text, ("unknown", text), side, core=words, firm=firm
                )
            ]
        gender = "m" if any(t.text in lexicon.male for t in titles) else "f" if any(t.text in lexicon.female for t in titles) else None
        roles = self._roles(begin, position, root)
        side = side or self._owner_before(begin)
        if side is None or role_start is not None:
            side = side or self.side_of([t.text for t in doc[begin:position]])
        side = side or self.side_of([w for role in roles for w in role.replace("-", " - ").replace("'s", " 's").split()])
        return [
            ActorMention(
                root.i,
                begin,
                end,
                "person",
                "person",
                core.text,
                ("person", core.text),
                side,
                core=words,
                roles=roles,
                gender=gender,
                titled=titled,
            )
        ]

    def _owner_before(self, begin: int) -> str | None:
        """Return the state whose officer a person is by the owner before the title: "[Sudan]'s Defence Minister Yassin Ibrahim"."""
        if begin < 2 or self.doc[begin - 1].tag_ != "POS":  # noqa: PLR2004
            return None
        for left in range(max(0, begin - 6), begin - 1):
            state = self.states.by_name.get(self.doc[left : begin - 1].text)
            if state is not None:
                return state.name
        return None

    def _title_start(self, start: int) -> int:
        """Return where the title before a run begins: "[US Secretary of] State Marco Rubio"."""
        doc = self.doc
        if start < 2 or doc[start - 1].lower_ not in {"of", "for"} or doc[start - 2].text not in self.lexicon.titles:  # noqa: PLR2004
            return start
        start -= 2
        while start:
            before = doc[start - 1].text
            known = before in self.lexicon.titles or before in self.lexicon.modifiers or before in self.states.by_name
            if not known and before not in self.states.by_adjective:
                break
            start -= 1
        return start

    def _stands_for_state(self, root: Token) -> bool:
        """Tell whether a capital is its government: "between Moscow and Kyiv", "Moscow's demand"."""
        if root.dep_ == "poss":
            return root.head.lemma_.lower() in self.lexicon.deeds
        token = root.head if root.dep_ == "conj" else root
        if token.dep_ == "dobj":  # "blamed Islamabad for the massacre"
            cue = load_cues().verbs.get(token.head.lemma_)
            return cue is not None and cue.stance in {"accuse", "demand"} and cue.group == "speech"
        if token.dep_ != "pobj" or token.head.lower_ != "between":
            return False
        return root.dep_ == "conj" or any(c.dep_ == "conj" for c in root.children)

    def side_of(self, words: list[str]) -> str | None:
        """Return the side that words point to: a state they name, else that of a listed body."""
        state = self.states.first_in(words)
        if state is not None:
            return state.name
        for size in (4, 3, 2, 1):
            for i in range(len(words) - size + 1):
                named = self.lexicon.named.get(" ".join(words[i : i + size]))
                if named is not None and named.side:
                    return named.side
        return None

    def _role_before(self, start: int) -> int | None:
        """Return where a lower-case role before a name begins: "[US special envoy] Steve Witkoff"."""
        doc, index = self.doc, start - 1
        if index < 0 or doc[index].is_sent_end:
            return None
        word = doc[index].lower_
        if not (word in self.lexicon.persons or doc[index].text in self.lexicon.titles) or doc[index].tag_ not in {"NN", "NNP", "JJ"}:
            former = word in {"former", "then", "ex", "acting", "late", "interim", "deputy"} and start < len(doc)
            return index if former else None
        while index > 0:
            before = doc[index - 1]
            ends = before.text.endswith(".") and before.text not in self.lexicon.titles and len(before) <= 2  # noqa: PLR2004  ("on X. Congolese")
            if (
                before.is_sent_end
                or ends
                or before.tag_ not in {"NN", "NNP", "NNPS", "JJ", "HYPH", "VBN", "NNS", "RB"}
                or (before.is_punct and before.text != "-")
            ):
                break
            index -= 1
        return index

    def _roles(self, begin: int, position: int, root: Token) -> tuple[str, ...]:
        doc, roles = self.doc, []
        if begin < position:
            roles.append(doc[begin:position].text)
        apposed = (c for c in root.children if c.dep_ == "appos" and c.i > root.i)
        roles += [self._role_text(c) for c in apposed if c.tag_ in {"NN", "NNS"} or c.lower_ in self.lexicon.persons]
        if root.dep_ == "appos" and root.head.i < begin and root.head.lower_ in self.lexicon.persons:
            roles.append(self._role_text(root.head, begin))
        return tuple(r for r in roles if r)

    def _role_text(self, head: Token, stop: int | None = None) -> str:
        first = head.left_edge.i
        last = head.i + 1
        limit = min(stop if stop is not None else head.right_edge.i + 1, head.i + 14)
        while (
            last < limit and self.doc[last].text not in {",", "(", ";", "-", '"', ":"} and self.doc[last].tag_ not in {"WP", "WDT", "WRB"}
        ):
            last += 1
        if self.doc[first].lower_ in {"the", "a", "an"}:
            first += 1
        return self.doc[first:last].text
