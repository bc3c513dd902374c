"""Noun phrases that denote actors without naming them: "Ukrainian forces", "two security sources", "the Russian leader"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.language.actor_lexicon import CollectiveNoun, load_actor_lexicon
from geo.language.actor_mentions import SUBJECTS, ActorMention, speaks
from geo.language.actor_names import NameFinder
from geo.language.event_lexicon import load_lexicon
from geo.language.states import load_states

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from geo.language.actor_lexicon import ActorLexicon
    from geo.language.states import State, States
    from geo.records import ActorKind


def _hyphened(words: list[Token]) -> list[str]:
    """Return the texts of words, those joined by a hyphen as one ("pro-government")."""
    texts: list[str] = []
    for i, word in enumerate(words):
        joined = i > 0 and words[i - 1].i == word.i - 2 and word.nbor(-1).text == "-"
        if joined:
            texts[-1] += f"-{word.text}"
        else:
            texts.append(word.text)
    return texts


@dataclass(frozen=True)
class PhraseFinder:
    """Finds the actor mentions of one paragraph's parse."""

    names: NameFinder

    @property
    def doc(self) -> Doc:
        """The parse."""
        return self.names.doc

    @property
    def lexicon(self) -> ActorLexicon:
        """The word lists about actors."""
        return self.names.lexicon

    @property
    def states(self) -> States:
        """The states."""
        return self.names.states

    def find(self) -> list[ActorMention]:
        """Return the mentions in order; several at one head where one noun phrase denotes several actors."""
        names = list(self.names.find())
        taken = {i for m in names for i in range(m.start, m.end)}
        phrases = [m for token in self.doc for m in self._phrase(token, names, taken)]
        kept = [m for m in names if m.form == "person" or not self._modifies(m, phrases)]
        persons = [m for m in kept if m.form == "person"]
        kept = [m for m in kept if m.form == "person" or not self._in_title(m, persons)]
        return sorted(kept + phrases, key=lambda m: (m.start, m.end))

    def _modifies(self, name: ActorMention, phrases: list[ActorMention]) -> bool:
        """Tell whether a name is a modifier within a noun phrase that is a mention itself ("[US] officials")."""
        head = self.doc[name.head]
        if head.dep_ not in {"compound", "amod", "nmod", "conj", "poss"}:
            return False
        return any(
            m.start <= head.i < m.end and m.start <= head.head.i < m.end and (m.form == "collective" or head.dep_ != "poss")
            for m in phrases
        )

    def _in_title(self, name: ActorMention, persons: list[ActorMention]) -> bool:
        """Tell whether a name is part of a person's title ("[Kremlin] spokesman Dmitry Peskov"); an owner's is not."""
        owner = name.end < len(self.doc) and self.doc[name.end].tag_ == "POS"
        return not owner and any(p.start <= name.start and name.end <= p.end for p in persons)

    def _phrase(self, token: Token, names: list[ActorMention], taken: set[int]) -> Iterator[ActorMention]:
        if (
            token.pos_ not in {"NOUN", "PROPN", "ADJ"}
            or token.dep_ in {"compound", "amod", "nmod"}
            or token.i in taken
            or (token.text[0].isupper() and not token.is_sent_start and token.tag_ in {"NNP", "NNPS"})
        ):
            return
        noun, first = self._noun(token)
        start = self._left(token, first)
        if noun in self.lexicon.collectives and (token.tag_ in {"NNS", "NNPS"} or noun not in self.lexicon.persons):
            yield from self._collective(token, noun, first, start)
        elif token.tag_ in {"NN", "NNP"} and (noun in self.lexicon.persons or noun in self.lexicon.title_nouns):
            yield from self._single(token, noun, first, start, names)
        elif speaks(token, self.lexicon.speech_verbs) and token.tag_ in {"NN", "NNS"} and token.lower_ not in self.lexicon.counted:
            document = token.lower_ in self.lexicon.documents
            human = token.lower_ in self.lexicon.persons or token.lemma_.lower() in self.lexicon.persons
            strict = token.head.lemma_ in {"say", "tell", "add", "insist", "claim", "deny", "argue", "announce"}
            if document or human or strict:
                name = self._text(start, token.i + 1)
                kind: ActorKind = "media" if document else ("population" if token.tag_ == "NNS" else "person") if human else "organisation"
                side = self.names.side_of([t.text for t in self.doc[start:first]])
                yield ActorMention(token.i, start, token.i + 1, "unnamed", kind, name, ("phrase", name.lower()), side, noun=token.lower_)

    def _noun(self, token: Token) -> tuple[str, int]:
        """Return the longest listed noun that ends at a token, and its first token."""
        lists = (self.lexicon.collectives, self.lexicon.persons, self.lexicon.title_nouns)
        for size in (3, 2):
            first = token.i - size + 1
            if first < 0:
                continue
            text = self.doc[first : token.i + 1].text.lower()
            if any(text in names for names in lists):
                return text, first
        lower = token.lower_
        return (lower if any(lower in names for names in lists) else token.lemma_.lower()), token.i

    def _left(self, token: Token, first: int) -> int:
        """Return where the noun phrase of a head begins."""
        start = min(token.left_edge.i, first)
        for index in range(first - 1, start - 1, -1):
            before = self.doc[index]
            if (
                (before.text in {",", '"', ";", ":", "(", ")"} and not (before.text == "," and index and self.doc[index - 1].tag_ == "JJ"))
                or before.tag_ in {"IN", "VBD", "VBZ", "MD", "TO", "VBP"}
                or (before.text == "-" and index and self.doc[index - 1].whitespace_)
            ):
                return index + 1 + (index + 1 < first and self.doc[index + 1].text == "-")
        return start

    def _text(self, start: int, end: int) -> str:
        if self.doc[start].lower_ in {"the", "both", "these", "those"} and end - start > 1:
            start += 1
        return self.doc[start:end].text

    def _sides(self, start: int, first: int) -> tuple[list[tuple[State, int, int]], ActorMention | None]:
        """Return the states (with their tokens) and the listed name in the modifiers of a noun."""
        found, named, index = [], None, start
        while index < first:
            token = self.doc[index]
            hyphened = index + 1 < len(self.doc) and self.doc[index + 1].text == "-" and not token.whitespace_
            after_hyphen = index > 0 and self.doc[index - 1].text == "-" and not self.doc[index - 1].whitespace_
            state = self.names.state_at(index, first) if token.text[0].isupper() else None
            match = self.names.named_at(index) if token.text[0].isupper() or token.lower_ in self.lexicon.particles else None
            if match is not None and match <= first and not (hyphened and match == index + 1) and (state is None or match > state[1]):
                named, index = self.names.named(index, index, match), match
            elif state is not None and not hyphened and not after_hyphen:
                found.append((state[0], index, state[1]))
                index = state[1]
            else:
                capital = self.states.by_capital.get(token.text)
                if capital is not None and index + 1 < len(self.doc) and self.doc[index + 1].tag_ == "POS":
                    found.append((capital, index, index + 1))
                index += 1
        return found, named

    def _collective(self, token: Token, noun: str, first: int, start: int) -> Iterator[ActorMention]:
        doc, lexicon = self.doc, self.lexicon
        rule = lexicon.collectives[noun]
        sides, named = self._sides(start, first)
        end = token.i + 1
        if named is not None and rule.kind == "government" and named.kind == "organisation":
            rule = CollectiveNoun("organisation", None)
        fighters = (
            named is not None and rule.kind in {"military", "armed group", "organisation"} and named.kind in {"armed group", "military"}
        )
        if named is not None and (fighters or (named.kind == rule.kind == "media")):
            yield replace(named, head=token.i, start=start, end=end, noun=noun)
            return
        if rule.kind in {"military", "armed group"} and (member := self._member_of(token)) is not None:  # "fighters from JNIM"
            yield replace(member, head=token.i, start=start, end=member.end, noun=noun)
            return
        if any(t.tag_ in {"PRP$", "WP$"} for t in doc[start:first]):  # "its forces": whose is seen when pronouns are resolved
            return
        behind = {i for t in doc[start:first] if t.lower_ in lexicon.behind and t.i > 1 and t.nbor(-1).text == "-" for i in (t.i, t.i - 2)}
        words = [
            t
            for t in doc[start:first]
            if t.is_alpha
            and t.i not in behind
            and t.lower_ not in self.lexicon.uncounted
            and t.lower_ not in self.lexicon.ranks
            and t.tag_ not in {"CD", "CC", "POS", "DT", "PRP$"}
        ]
        owned = {i for _, a, b in sides for i in range(a, b)}
        described = [t.lower_ for t in words if t.i not in owned]
        said = speaks(token, lexicon.speech_verbs)
        places = [] if sides else self._place_after(token)
        firm = said or self._fights(token, rule) or bool(sides) or bool(places) or named is not None or noun in lexicon.always
        counted = (
            noun in self.lexicon.counted and not sides and not described and any(t.like_num for t in doc[start:first])
        )  # "the two leaders" are named elsewhere
        if (
            counted
            or (token.dep_ in {"attr", "appos"} and not sides and not said)
            or (noun in {"people", "men", "women", "children"} and not sides and token.dep_ not in SUBJECTS)
        ):
            firm = False
        several = len(sides) > 1 and all(doc[b].lower_ in {"and", ",", "or"} or b >= first for _, _, b in sides[:-1])
        for state, a, b in sides if several else sides[:1]:
            adjective = doc[a:b].text
            group = rule.group
            if group is not None:
                owner = "'s" if b < len(doc) and doc[b].tag_ == "POS" else ""
                yield ActorMention(
                    token.i,
                    start,
                    end,
                    "collective",
                    rule.kind,
                    f"{adjective}{owner} {noun}",
                    ("group", state.name, group),
                    state.name,
                    noun=noun,
                )
                continue
            owner = "'s" if b < len(doc) and doc[b].tag_ == "POS" else ""
            name, key = " ".join([adjective + owner, *described, noun]), ("office", state.name, *described, noun)
            if any(t.tag_ == "POS" for t in doc[b + 1 : first]):  # "Armenian Prime Minister Nikol Pashinyan's office"
                name = self._text(start, end)
                key = ("office", state.name, name.lower())
            yield ActorMention(token.i, start, end, "collective", rule.kind, name, key, state.name, noun=noun)
        if sides or not firm:
            return
        side = places[0][0].name if places else named.side if named is not None else None
        if places:
            end = places[0][1]
        name = " ".join([*_hyphened([t for t in words if t.i not in owned]), doc[first : token.i + 1].text])
        named_first = bool(words) and (words[0].tag_ in {"NNP", "NNPS"} or words[0].ent_type_ == "NORP")
        if doc[start].is_sent_start and name[:1].isupper() and not named_first:
            name = name[0].lower() + name[1:]
        if named is not None or any(t.tag_ == "POS" for t in doc[start:first]):
            name = self._text(start, token.i + 1)
        if places:
            name = f"{name} {doc[token.i + 1 : end].text}"
        key = ("group", side, rule.group) if side and rule.group and named is None else ("phrase", name.lower())
        yield ActorMention(token.i, start, end, "collective", rule.kind, name, key, side, anonymous=noun == "sources", noun=noun)

    @staticmethod
    def _fights(token: Token, rule: CollectiveNoun) -> bool:
        """Tell whether a force or group does what the lexicon of events calls an attack ("armed gangs stormed the town")."""
        if rule.kind not in {"military", "armed group"} or token.dep_ != "nsubj":
            return False
        return any(e.type == "ASSAULT" for e in load_lexicon().entries.get((token.head.lemma_, "verb"), ()))

    def _member_of(self, token: Token) -> ActorMention | None:
        index = token.i + 1
        if index + 1 >= len(self.doc) or self.doc[index].lower_ not in {"from", "of", "with"}:
            return None
        at = index + 1 + (self.doc[index + 1].lower_ == "the")
        match = self.names.named_at(at) if at < len(self.doc) else None
        if match is None or self.lexicon.named[self.doc[at:match].text].kind not in {"armed group", "military"}:
            return None
        return self.names.named(at, at, match)

    def _place_after(self, token: Token) -> list[tuple[State, int]]:
        """Return the state that "in Kyiv", "of Sudan" right after a noun points to, and where the phrase ends."""
        doc, index = self.doc, token.i + 1
        if index >= len(doc) or doc[index].lower_ not in {"in", "of", "from"}:
            return []
        begin = index + 1 + (index + 1 < len(doc) and doc[index + 1].lower_ == "the")
        for end in range(min(len(doc), begin + 5), begin, -1):
            text = doc[begin:end].text
            state = self.states.by_name.get(text) or self.states.by_capital.get(text)
            if state is not None:
                return [(state, end)]
        return []

    def _single(self, token: Token, noun: str, first: int, start: int, names: list[ActorMention]) -> Iterator[ActorMention]:
        """Yield an unnamed person ("a Ukrainian soldier") or a description to be resolved ("the Russian leader")."""
        doc, lexicon = self.doc, self.lexicon
        if token.dep_ in {"attr", "oprd", "acomp", "appos"} or any(m.form == "person" and m.start <= token.i < m.end for m in names):
            return
        right = token.i + 1
        if any(m.form == "person" and (m.start == right or m.head in {c.i for c in token.children if c.dep_ == "appos"}) for m in names):
            return
        introduced = next(
            (m for m in names if m.form == "person" and token.i + 2 < m.start <= token.i + 9 and self._introduces(token, m)), None
        )
        if introduced is not None:  # "a doctor at the hospital, Kibrom Gebreselassie, confirmed"
            role = doc[start : self._before_ranks(introduced)].text
            yield replace(
                introduced,
                head=token.i,
                start=start,
                roles=(role.removeprefix("a ").removeprefix("A ").removeprefix("the ").removeprefix("The "),),
            )
            return
        sides, named = self._sides(start, first)
        side = sides[0][0].name if sides else named.side if named is not None else None
        if side is None:
            side = next((s.name for s, _ in self._place_after(token)), None)
        determiner = doc[start].lower_
        indefinite = determiner in {"a", "an", "one", "another"} or (
            determiner not in {"the", "this", "that", "his", "her", "their"} and doc[first - 1].tag_ != "POS" and not sides
        )
        said = speaks(token, lexicon.speech_verbs)
        sentence = token.sent.text.lower()
        hidden = any(p in sentence for p in lexicon.anonymity) or any(t.lower_ in lexicon.anonymous_adjectives for t in doc[start:first])
        end = self._of_phrase(token)
        if not indefinite:
            title = noun if noun in lexicon.title_nouns else token.lower_
            name = self._text(start, end) + (" (anonymous)" if hidden and said else "")
            yield ActorMention(
                token.i,
                start,
                end,
                "definite",
                "person",
                name,
                ("phrase", name.lower()),
                side,
                anonymous=hidden,
                noun=title,
                firm=said and determiner not in {"his", "her", "their"},
            )
            return
        if not (said or (sides and token.dep_ in SUBJECTS)):
            return
        name = doc[start:end].text
        name = (
            name[0].lower() + name[1:]
            if doc[start].is_lower or (doc[start].is_title and determiner in {"a", "an", "one", "another"})
            else name
        )
        if hidden:
            name = f"{name} (anonymous)"
        yield ActorMention(
            token.i, start, end, "unnamed", "person", name, ("phrase", name.lower()), side, anonymous=True, noun=token.lower_
        )

    def _introduces(self, token: Token, person: ActorMention) -> bool:
        """Tell whether a role and a name set off by commas are one person."""
        doc = self.doc
        after = doc[person.end].text if person.end < len(doc) else "."
        comma = self._before_ranks(person)
        between = doc[token.i + 1 : comma]
        return (
            doc[comma].text == ","
            and after in {",", "."}
            and len(between) > 0
            and between[0].tag_ == "IN"
            and not any(t.text == "," or t.pos_ == "VERB" for t in between)
        )

    def _before_ranks(self, person: ActorMention) -> int:
        """Return the token before a person's name and the abbreviated ranks that no title list joins to it ("Maj. Gen. Zaw Min Tun")."""
        at = person.start - 1
        while at > 0 and self.doc[at].dep_ == "compound" and self.doc[at].tag_ == "NNP":
            at -= 1
        return at

    def _of_phrase(self, token: Token) -> int:
        """Return where the description of a person ends: "a spokesman [for the mission]"."""
        after = token.i + 1
        if (
            token.lower_ not in self.lexicon.relational
            or after >= len(self.doc)
            or self.doc[after].lower_ not in {"of", "for", "to", "with", "at"}
            or self.doc[after].head.i != token.i
        ):
            return after
        end = next((c.i + 1 for c in self.doc[after].children if c.dep_ == "pobj"), after)
        return end if after < end <= after + 9 else after


def find_mentions(doc: Doc) -> list[ActorMention]:
    """Return the raw actor mentions of one paragraph's parse, in order."""
    return PhraseFinder(NameFinder(doc, load_actor_lexicon(), load_states())).find()
