"""Raw mentions of actors in one paragraph: names, states, collectives, unnamed sources. Who is who is decided later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from geo.language.actor_lexicon import CollectiveNoun, load_actor_lexicon
from geo.language.states import load_states

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from geo.language.actor_lexicon import ActorLexicon
    from geo.language.states import State, States
    from geo.records import ActorKind

Form = Literal["person", "named", "collective", "state", "unnamed", "definite", "unknown"]

PARTICLES = frozenset(
    {"al", "el", "bin", "ibn", "bint", "van", "von", "der", "den", "de", "da", "dos", "du", "ul", "ud", "di", "della", "ad", "as", "ar"}
)
NAME_TAGS = frozenset({"NNP", "NNPS", "NN", "NNS", "JJ", "FW", "CD", "HYPH", "XX", "ADD"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
UNCOUNTED = frozenset(
    {
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "those",
        "both",
        "some",
        "many",
        "several",
        "most",
        "all",
        "other",
        "few",
        "more",
        "no",
        "any",
        "each",
        "every",
        "another",
        "one",
        "either",
        "such",
        "at",
        "least",
        "than",
        "about",
        "around",
        "nearly",
        "over",
        "up",
        "to",
        "almost",
        "roughly",
        "dozens",
        "hundreds",
        "thousands",
        "scores",
        "of",
    }
)
RANKS = frozenset(
    {
        "senior",
        "top",
        "high-ranking",
        "unnamed",
        "unidentified",
        "anonymous",
        "former",
        "then",
        "current",
        "high-level",
        "leading",
        "key",
        "ruling",
    }
)
RELATIONAL = frozenset(
    {
        "head",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "leader",
        "member",
        "commander",
        "director",
        "governor",
        "mayor",
        "chief",
        "adviser",
        "advisor",
        "representative",
        "aide",
        "minister",
        "ambassador",
        "president",
        "deputy",
        "lawyer",
        "chairman",
        "founder",
        "editor",
        "resident",
    }
)
"""Nouns that are understood only with what follows ("the head of a charity")."""
LOWER_FIRST = frozenset({"peshmerga", "anti", "ynet", "dpa"})
"""Lower-case words that listed names begin with."""
LONGEST = 9
"""Words of the longest name in the lists."""


@dataclass(frozen=True, slots=True)
class ActorMention:
    """A noun phrase that may denote an actor, by token indices of its paragraph."""

    head: int
    start: int
    end: int
    form: Form
    kind: ActorKind
    name: str
    """The name to give the actor if nothing better is found in the article."""
    key: tuple[str, ...]
    """Mentions of one key are one actor."""
    side: str | None = None
    core: tuple[str, ...] = ()
    """Persons: the words of the name without titles."""
    roles: tuple[str, ...] = ()
    gender: str | None = None
    titled: bool = False
    anonymous: bool = False
    noun: str | None = None
    """Definite descriptions and unnamed persons: the head noun ("leader")."""
    firm: bool = True
    """False: an actor only where something else in the article says so (it speaks, or stands for a longer name)."""


def speaks(token: Token, verbs: frozenset[str]) -> bool:
    """Tell whether a token is the subject of a verb of `verbs`, also after "according to", in inversion, and by "who said"."""
    head = token.head
    if token.dep_ in SUBJECTS and head.lemma_ in verbs:
        return True
    if token.dep_ == "pobj" and head.lower_ == "to" and head.i and head.nbor(-1).lower_ == "according":
        return True
    if token.dep_ == "agent" or (token.dep_ == "pobj" and head.dep_ == "agent" and head.head.lemma_ in verbs):
        return True
    if token.dep_ in {"conj", "appos"} and head.i != token.i:
        return speaks(head, verbs)
    left = token.left_edge.i
    if left > 1 and token.doc[left - 2].text in {'"', ",", "'"}:
        verb = token.doc[left - 1]
        if (
            verb.lemma_ in verbs
            and verb.tag_ in {"VBD", "VBZ", "VBP"}
            and not any(c.dep_ in SUBJECTS and c.i < verb.i for c in verb.children)
        ):
            return token.dep_ in {"dobj", "npadvmod", "dep", "attr", "oprd", "appos", "ROOT"} and (verb.dep_ != "conj")
    return any(
        c.dep_ == "relcl" and c.lemma_ in verbs and any(s.dep_ == "nsubj" and s.lower_ == "who" for s in c.children) for c in token.children
    )


@dataclass(frozen=True)
class MentionFinder:
    """Finds the actor mentions of one paragraph's parse."""

    doc: Doc
    lexicon: ActorLexicon
    states: States

    def find(self) -> list[ActorMention]:
        """Return the mentions in order; several at one head where one noun phrase denotes several actors."""
        names = list(self._names())
        taken = {i for m in names for i in range(m.start, m.end)}
        phrases = [m for token in self.doc for m in self._phrase(token, names, taken)]
        inside = {
            i
            for m in phrases
            for i in range(m.start, m.end)
            if self.doc[i].dep_ not in {"pobj"} and (m.form == "collective" or self.doc[i].dep_ != "poss")
        }
        kept = [
            m
            for m in names
            if m.form == "person"
            or not (
                m.head in inside
                and self.doc[m.head].dep_ in {"compound", "amod", "nmod", "conj", "poss"}
                and self.doc[m.head].head.i in inside
            )
        ]
        persons = [m for m in kept if m.form == "person"]
        kept = [
            m
            for m in kept
            if m.form == "person"
            or not any(p.start <= m.start and m.end <= p.end and self.doc[m.end - 1].nbor(1).tag_ != "POS" for p in persons)
        ]
        return sorted(kept + phrases, key=lambda m: (m.start, m.end))

    # Names -------------------------------------------------------------------------------------------------------------

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
                and (doc[end + 1].text[0].isupper() or doc[end + 1].lower_ in PARTICLES)
            ):
                end += 2 if self._is_name(doc[end + 1]) else 1
                if doc[end - 1].text in {"-", "&", "'", "/"} and not (end < len(doc) and doc[end].lower_ in PARTICLES):
                    end -= 1
                    break
            elif token.lower_ in PARTICLES and self._particle(end):
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
        return after < len(doc) and ((doc[after].text[0].isupper() and self._is_name(doc[after])) or doc[after].lower_ in PARTICLES)

    def _names(self) -> Iterator[ActorMention]:
        doc, index = self.doc, 0
        while index < len(doc):
            token = doc[index]
            starts = self._is_name(token) or (
                token.lower_ in PARTICLES and index + 1 < len(doc) and doc[index + 1].text == "-" and self._particle(index)
            )
            if not starts:
                match = self._named_at(index) if token.lower_ in LOWER_FIRST else None
                if match is not None:
                    yield self._named(index, index, match)
                    index = match
                    continue
                index += 1
                continue
            end = self._run_end(index)
            found, end = self._read_run(index, end)
            yield from found
            index = max(end, index + 1)

    def _named_at(self, start: int) -> int | None:
        """Return the end of the longest listed name that begins at `start`."""
        doc = self.doc
        for end in range(min(len(doc), start + LONGEST), start, -1):
            if doc[start:end].text in self.lexicon.named and not (end == start + 1 and doc[start].lower_ == "the"):
                return end
        return None

    def _state_at(self, start: int, end: int) -> tuple[State, int] | None:
        """Return the longest state name or adjective at `start` and where it ends."""
        for stop in range(min(end, start + 6), start, -1):
            text = self.doc[start:stop].text
            state = self.states.by_name.get(text) or self.states.by_adjective.get(text)
            if state is not None:
                return state, stop
        return None

    def _named(self, start: int, at: int, end: int, side: str | None = None) -> ActorMention:
        named = self.lexicon.named[self.doc[at:end].text]
        head = self.doc[at:end].root
        begin = start - 1 if start and self.doc[start - 1].lower_ in {"the", "The"} else start
        noun = "paramilitaries" if at and self.doc[at - 1].lower_ == "paramilitary" else None
        return ActorMention(
            head.i, begin, end, "named", named.kind, self.doc[at:end].text, ("named", named.name), named.side or side, noun=noun
        )

    def _read_run(self, start: int, end: int) -> tuple[list[ActorMention], int]:
        """Read one run of capitalised words; return its mentions and where reading goes on."""
        doc, lexicon = self.doc, self.lexicon
        if doc[start].lower_ in {"the", "a", "an", "both"} and end - start > 1 and self._named_at(start) is None:
            start += 1
        position, side = start, None
        while position < end:
            match = self._named_at(position)
            if match is not None and match >= end:
                return [self._named(start, position, match, side)], match
            state = self._state_at(position, end)
            if match is not None and (state is None or match > state[1]):
                rest = doc[match]
                if rest.text in lexicon.titles or rest.text in lexicon.modifiers or rest.text in {"-", "/"}:
                    side, position = side or lexicon.named[doc[position:match].text].side, match
                    continue
                if doc[end - 1].text in lexicon.name_words:
                    break
                return [self._named(start, position, match, side)], match
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
        personal = any(t.text in lexicon.titles and t.text not in lexicon.name_words for t in doc[start:position])
        if doc[end - 1].text in lexicon.name_words and not (personal and position < end - 1):
            return self._organisation(start, end, side), end
        if position >= end:  # titles only: "the Prime Minister"
            return [], end
        if doc[end - 1].text in lexicon.not_actors or any(t.text in {"Operation", "Resolution"} for t in doc[position:end]):
            return [], end
        return self._person_or_unknown(start, position, end, side), end

    def _state(self, start: int, at: int, end: int, state: State) -> list[ActorMention]:
        text = self.doc[at:end].text
        head = self.doc[at:end].root
        if text not in self.states.by_name:
            if (
                text in self.states.by_people
                and head.tag_ in {"NNPS", "NNP", "NNS", "NN"}
                and head.dep_ not in {"compound", "amod", "nmod"}
                and (text.endswith("s") or text.endswith(("ese", "men")))
            ):
                firm = head.dep_ in SUBJECTS
                return [ActorMention(head.i, start, end, "collective", "population", text, ("people", state.name), state.name, firm=firm)]
            return []
        if self._locative(head):
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
            return not (preposition.lower_ == "to" and preposition.i and preposition.nbor(-1).lower_ == "according") and not any(
                c.dep_ == "pcomp" or c.tag_ == "VBG" for c in preposition.children
            )
        return token.dep_ == "poss" and (token.head.tag_ not in {"NN", "NNS"} or token.head.lower_ in self.lexicon.place_nouns)

    def _organisation(self, start: int, end: int, side: str | None) -> list[ActorMention]:
        doc = self.doc
        kind = self.lexicon.name_words[doc[end - 1].text]
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

    def _is_person(self, start: int, end: int, *, titled: bool) -> bool:
        """Tell whether a run without its titles is a person's name."""
        doc, span = self.doc, self.doc[start:end]
        if any(t.text in self.lexicon.not_actors for t in span) or len(span) > 8:  # noqa: PLR2004
            return False
        if end < len(doc) and doc[end].lower_ in self.lexicon.place_nouns and doc[end - 1].dep_ == "compound":  # "Kyauk Ni Maw village"
            return False
        if span.text in self.lexicon.holders:
            return True
        root = span.root
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

    def _person_or_unknown(self, start: int, position: int, end: int, side: str | None) -> list[ActorMention]:
        doc, lexicon = self.doc, self.lexicon
        begin = start
        titles = [t for t in doc[start:position] if t.text in lexicon.titles]
        role_start = self._role_before(start)
        if role_start is not None:
            begin = role_start
        titled = bool(titles) or role_start is not None
        core = doc[position:end]
        root = core.root
        words = tuple(t.text for t in core)
        if not self._is_person(position, end, titled=titled):
            text = core.text
            capital = self.states.by_capital.get(text)
            if capital is not None and (speaks(root, lexicon.speech_verbs) or self._pair_of_capitals(root)):
                return [ActorMention(root.i, position, end, "state", "government", capital.name, ("state", capital.name), capital.name)]
            kind: ActorKind = "person" if root.ent_type_ == "PERSON" else "organisation"
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
        if side is None or role_start is not None:
            side = side or self._side_of([t.text for t in doc[begin:position]])
        side = side or self._side_of([w for role in roles for w in role.replace("-", " - ").replace("'s", " 's").split()])
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

    def _pair_of_capitals(self, root: Token) -> bool:
        """Tell whether a capital stands in "between Moscow and Kyiv"."""
        token = root.head if root.dep_ == "conj" else root
        return (
            token.dep_ == "pobj"
            and token.head.lower_ in {"between"}
            and (root.dep_ == "conj" or any(c.dep_ == "conj" for c in root.children))
        )

    def _side_of(self, words: list[str]) -> str | None:
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
        for child in root.children:
            if child.dep_ == "appos" and child.i > root.i and (child.tag_ in {"NN", "NNS"} or child.lower_ in self.lexicon.persons):
                roles.append(self._role_text(child))
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

    # Noun phrases --------------------------------------------------------------------------------------------------------

    def _phrase(self, token: Token, names: list[ActorMention], taken: set[int]) -> Iterator[ActorMention]:
        if (
            token.pos_ not in {"NOUN", "PROPN", "ADJ"}
            or token.dep_ in {"compound", "amod", "nmod"}
            or token.i in taken
            or (token.text[0].isupper()
            and not token.is_sent_start
            and token.tag_ in {"NNP", "NNPS"})
        ):
            return
        noun, first = self._noun(token)
        start = self._left(token, first)
        if noun in self.lexicon.collectives and (token.tag_ in {"NNS", "NNPS"} or noun not in self.lexicon.persons):
            yield from self._collective(token, noun, first, start)
        elif token.tag_ in {"NN", "NNP"} and (noun in self.lexicon.persons or noun in self.lexicon.title_nouns):
            yield from self._single(token, noun, first, start, names)
        elif speaks(token, self.lexicon.speech_verbs) and token.tag_ in {"NN", "NNS"}:
            document = token.lower_ in self.lexicon.documents
            human = token.lower_ in self.lexicon.persons or token.lemma_.lower() in self.lexicon.persons
            strict = token.head.lemma_ in {"say", "tell", "add", "insist", "claim", "deny", "argue", "announce"}
            if document or human or strict:
                name = self._text(start, token.i + 1)
                kind: ActorKind = "media" if document else ("population" if token.tag_ == "NNS" else "person") if human else "organisation"
                side = self._side_of([t.text for t in self.doc[start:first]])
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
                (before.text in {",", '"', ";", ":", "(", ")"}
                and not (before.text == "," and index and self.doc[index - 1].tag_ == "JJ"))
                or before.tag_ in {"IN", "VBD", "VBZ", "MD", "TO", "VBP"}
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
            state = self._state_at(index, first) if token.text[0].isupper() else None
            match = self._named_at(index) if token.text[0].isupper() or token.lower_ in PARTICLES else None
            if match is not None and match <= first and not (hyphened and match == index + 1) and (state is None or match > state[1]):
                named, index = self._named(index, index, match), match
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
        words = [
            t
            for t in doc[start:first]
            if t.is_alpha and t.lower_ not in UNCOUNTED and t.lower_ not in RANKS and t.tag_ not in {"CD", "CC", "POS", "DT", "PRP$"}
        ]
        owned = {i for _, a, b in sides for i in range(a, b)}
        described = [t.lower_ for t in words if t.i not in owned]
        said = speaks(token, lexicon.speech_verbs)
        places = [] if sides else self._place_after(token)
        firm = said or bool(sides) or bool(places) or named is not None or noun in lexicon.always
        if (token.dep_ in {"attr", "appos"} and not sides and not said) or (
            noun in {"people", "men", "women", "children"} and not sides and token.dep_ not in SUBJECTS
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
            name = " ".join([adjective + owner, *described, noun])
            yield ActorMention(
                token.i, start, end, "collective", rule.kind, name, ("office", state.name, *described, noun), state.name, noun=noun
            )
        if sides or not firm:
            return
        side = places[0][0].name if places else named.side if named is not None else None
        if places:
            end = places[0][1]
        name = " ".join([*(t.text for t in words if t.i not in owned), doc[first : token.i + 1].text])
        if doc[start].is_sent_start and name[:1].isupper() and not (words and words[0].tag_ in {"NNP", "NNPS"}):
            name = name[0].lower() + name[1:]
        if named is not None:
            name = self._text(start, token.i + 1)
        if places:
            name = f"{name} {doc[token.i + 1 : end].text}"
        key = ("group", side, rule.group) if side and rule.group and named is None else ("phrase", name.lower())
        yield ActorMention(token.i, start, end, "collective", rule.kind, name, key, side, anonymous=noun == "sources", noun=noun)

    def _member_of(self, token: Token) -> ActorMention | None:
        index = token.i + 1
        if index + 1 >= len(self.doc) or self.doc[index].lower_ not in {"from", "of", "with"}:
            return None
        at = index + 1 + (self.doc[index + 1].lower_ == "the")
        match = self._named_at(at) if at < len(self.doc) else None
        if match is None or self.lexicon.named[self.doc[at:match].text].kind not in {"armed group", "military"}:
            return None
        return self._named(at, at, match)

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
            role = doc[start : introduced.start - 1].text
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
        between = doc[token.i + 1 : person.start - 1]
        return (
            doc[person.start - 1].text == ","
            and after in {",", "."}
            and len(between) > 0
            and between[0].tag_ == "IN"
            and not any(t.text == "," or t.pos_ == "VERB" for t in between)
        )

    def _of_phrase(self, token: Token) -> int:
        """Return where the description of a person ends: "a spokesman [for the mission]"."""
        after = token.i + 1
        if (
            token.lower_ not in RELATIONAL
            or after >= len(self.doc)
            or self.doc[after].lower_ not in {"of", "for", "to", "with", "at"}
            or self.doc[after].head.i != token.i
        ):
            return after
        end = next((c.i + 1 for c in self.doc[after].children if c.dep_ == "pobj"), after)
        return end if after < end <= after + 9 else after


def find_mentions(doc: Doc) -> list[ActorMention]:
    """Return the raw actor mentions of one paragraph's parse, in order."""
    return MentionFinder(doc, load_actor_lexicon(), load_states()).find()
