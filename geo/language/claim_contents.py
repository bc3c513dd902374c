"""What is said: the tokens of a cue's content, and the article's spans that they make."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.language.claim_cues import load_cues
from geo.language.clauses import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Token

    from geo.language.claim_cues import Cue
    from geo.language.parse import Paragraph
    from geo.records import Span

PREPOSITIONS = ("of", "about", "for", "on", "against", "with", "at", "over")
TRIMMED = frozenset(" \t\n,;:.-–—\u00a0")
DATELINE = re.compile(r"[A-Z][^\n:.;!?\"“]{1,60}?(?:\([A-Z][\w. ]{1,30}\)\s*)?\s[-–—]{1,2}\s(?=[A-Z])")
"""What stands before the first sentence of a report: "GENEVA, Jan 28 (Reuters) -"."""
CHARGE_WORDS = 2
DATED = 4
"""Words of "on late Tuesday" at most."""
INSERTED = 12
"""Words of "the governor of the region said" between commas, at most."""
SHORTEST = 4
"""Words of a sentence that only its place beside the cue shows to be the content."""
ASIDE = frozenset({"while", "whereas", "although", "though"})
NO_START = frozenset({"ADP", "CCONJ", "ADV", "SCONJ", "PART", "INTJ"})
VAGUE = frozenset({"so", "much", "little", "nothing", "something", "anything", "the", "it", "this", "that", "as", "more", "what", "them"})
COMMENT = frozenset({"which", "where", "who", "when"})


def subtree(token: Token, without: Iterable[Token] = ()) -> list[Token]:
    """Return the tokens of a subtree in order, less those of other subtrees."""
    left_out = {t.i for w in without for t in w.subtree}
    return [t for t in token.subtree if t.i not in left_out]


def cut_comment(tokens: Sequence[Token], root: Token) -> list[Token]:
    """Cut what the writer adds at the end: ", a region where ...", ", which borders ..."."""
    last = len(tokens)
    for index in range(1, len(tokens)):
        token = tokens[index]
        if tokens[index - 1].text != ",":
            continue
        own = root.pos_ in {"NOUN", "PROPN"} and token.lower_ == "who"  # "endorses Diaz, who says she is honoured"
        comment = token.lower_ in COMMENT and token.head.dep_ == "relcl" and (own or token.head.head.i != root.i)
        clause = token.head if comment else None
        apposed = next((t for t in (token, *token.ancestors) if t.dep_ == "appos" and t.left_edge.i == token.i), None)
        if apposed is not None and any(c.dep_ == "relcl" for c in apposed.children):
            clause = apposed
        if clause is None and token.lower_ in {"a", "an"} and index + 1 < last and tokens[index + 1].lower_ in load_cues().anaphoric_nouns:
            clause = next((c for c in tokens[index + 1].children if c.dep_ in {"acl", "relcl"}), None)  # ", a claim that others reject"
        if clause is not None and clause.right_edge.i >= tokens[last - 1].i - 1:
            last = index - 1
            break
    return list(tokens[:last])


def _infinitive(token: Token) -> bool:
    return token.tag_ in {"VB", "VBN"} and any(c.lower_ == "to" and c.dep_ == "aux" for c in token.children)


def _object(verb: Token) -> Token | None:
    return next((c for c in verb.children if c.dep_ in {"dobj", "dative"} and c.i > verb.i and (c.pos_ != "ADP" or c.dep_ == "dobj")), None)


def _prepositional(head: Token, words: Iterable[str]) -> Token | None:
    wanted = set(words)
    return next((c for c in head.children if c.dep_ in {"prep", "agent", "mark", "dative"} and c.lower_ in wanted and c.i > head.i), None)


Content = tuple[list["Token"], str]
"""The tokens of a content and the frame that gave it."""


def _ordered(*parts: Iterable[Token]) -> list[Token]:
    return sorted({t.i: t for part in parts for t in part}.values(), key=lambda t: t.i)


def _has_subject(verb: Token) -> bool:
    return any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children)


def _contrasted(clause: Token, verb: Token) -> list[Token]:
    """Return the clauses after ", but" with a subject of their own, and what others say meanwhile: not the speaker's."""
    doc, found = verb.doc, []
    for child in clause.children:
        left = child.left_edge.i
        aside = child.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in ASIDE for c in child.children)
        if aside and child.i > verb.i and _says(child) and _has_subject(child):
            found.append(child)  # "..., while residents said"
        joined = child.dep_ == "conj" and child.i > verb.i and left > 1 and _has_subject(child)
        contrast = joined and doc[left - 1].lower_ == "but" and doc[left - 2].text == ","
        others = joined and doc[left - 1].lower_ == "and" and doc[left - 2].text == "," and child.lemma_ in load_cues().saying
        after = child.i > verb.i and left > 0 and doc[left - 1].text == ";" and _has_subject(child)
        if contrast or after or (others and not any(c.dep_ == "nsubj" and c.pos_ == "PRON" for c in child.children)):
            found.append(child)  # "..., and rights groups warned"
    return found


def _says(verb: Token) -> bool:
    """Tell whether a verb reports what someone says to be so."""
    cue = load_cues().verbs.get(verb.lemma_)
    return verb.lemma_ in load_cues().saying or (cue is not None and cue.group == "speech" and cue.stance in {"assert", "deny"})


def _undated(tokens: list[Token], clause: Token, verb: Token) -> list[Token]:
    """Take from the beginning of a content the day on which it was said ("said [on Tuesday] it had withdrawn")."""
    first = tokens[0] if tokens else None
    if first is None or first.i != verb.i + 1 or first.head.i != clause.i or first.dep_ not in {"prep", "npadvmod"}:
        return tokens
    words = {t.i for t in first.subtree}
    dated = any(t.ent_type_ in {"DATE", "TIME"} for t in first.subtree) and len(words) <= DATED
    following = next((t for t in tokens if t.i not in words), None)
    return [t for t in tokens if t.i not in words] if dated and following is not None and following.text != "," else tokens


def _continued(clause: Token, verb: Token) -> list[Token]:
    """Return the clauses that go on with a content though the parse hangs them on the cue ("said A fell and B held")."""
    found, last = [], clause.right_edge.i
    for child in verb.children:
        left = child.left_edge.i
        if child.i <= clause.i or child.dep_ not in {"ccomp", "conj"} or not _has_subject(child) or left <= clause.i:
            continue
        between = [t.lower_ for t in verb.doc[last + 1 : left]]
        so = between in ([",", "so"], [",", "and", "so"], [",", "because"])
        if (so or between in (["and"], ["or"], [])) and (child.dep_ == "ccomp" or between) and child.lemma_ not in load_cues().verbs:
            found.append(child)
            last = child.right_edge.i
    return found


def _told_in(verb: Token) -> Token | None:
    """Return the clause that the parse hangs on where it was said ("said in a statement [that the bridge had fallen]")."""
    nouns = (n for p in verb.children if p.dep_ == "prep" and p.i > verb.i for n in p.children if n.dep_ == "pobj")
    clauses = (c for n in nouns for c in n.children if c.dep_ in {"acl", "relcl", "ccomp"} and c.i > n.i)
    return next((c for c in clauses if any(m.dep_ == "mark" and m.lower_ == "that" for m in c.children)), None)


def _bare_cue(verb: Token) -> bool:
    """Tell whether a clause is no more than "he said"."""
    return verb.lemma_ in load_cues().saying and not any(c.dep_ in {"dobj", "ccomp", "xcomp", "advcl"} for c in verb.children)


def _is_inserted(verb: Token) -> bool:
    """Tell whether a cue stands within what it reports: "The toll, he said, could rise"."""
    if verb.head.i == verb.i or verb.head.pos_ not in {"VERB", "AUX"} or not any(c.dep_ == "nsubj" for c in verb.children):
        return False
    if verb.dep_ == "parataxis":
        return True
    left = verb.left_edge.i
    if verb.dep_ not in {"advcl", "ccomp"} or left == 0 or verb.doc[left - 1].text != "," or verb.right_edge.i >= verb.head.right_edge.i:
        return False
    return not any(c.dep_ in {"mark", "dobj", "prep"} for c in verb.children)


def _finite_clause(verb: Token, cue: Cue) -> Content | None:
    """Read a `that` clause, after or before the cue, or around it."""
    clauses = [c for c in verb.children if c.dep_ == "ccomp" and not (cue.particle and c.i < verb.i)]
    clause = next((c for c in clauses if c.i > verb.i), None)
    if clause is None:
        clause = next((c for c in clauses if verb.doc[c.right_edge.i + 1].text in {",", '"', "-"}), None)
        charge = _charge(verb) if clause is not None else None
        if charge is not None:
            return charge, "obj"
    if clause is None:
        clause = _told_in(verb)
    if clause is None:
        clause = next((c for c in verb.children if c.dep_ == "parataxis" and _has_subject(c) and not _bare_cue(c)), None)
    if clause is not None:
        left_out = _contrasted(clause, verb)
        tokens = _ordered(subtree(clause, left_out), *(subtree(c) for c in _continued(clause, verb)))
        tokens = _undated(tokens, clause, verb)
        while left_out and tokens and (tokens[-1].is_punct or tokens[-1].lower_ in {"but", "and"}):
            tokens.pop()
        relative = next((t for t in tokens if t.i < verb.i and t.dep_ in {"nsubj", "dobj"} and t.lower_ in {"that", "which", "who"}), None)
        subjectless = clause.i > verb.i and clause.tag_ != "VB" and not any(c.dep_ in SUBJECTS for c in clause.children)
        if verb.dep_ == "relcl" and (relative is not None or subjectless):  # "[firms in Dubai] that it said [had supplied drones]"
            tokens = _ordered(subtree(verb.head, [verb]), (t for t in tokens if t.i > verb.i))
            return tokens, "that"
        return cut_comment(tokens, clause), "that"
    return (cut_comment(subtree(verb.head, [verb]), verb.head), "that") if _is_inserted(verb) else None


def _infinitive_clause(verb: Token, cue: Cue) -> Content | None:
    """Read an infinitive: "urged Putin [to spare them]", "called on the council [to act]", "vowed [to go on]"."""
    after = [c for c in verb.children if c.i > verb.i and c.dep_ in {"xcomp", "ccomp", "advcl"}]
    clause = next((c for c in after if _infinitive(c)), None)
    if cue.frames & {"objto", "objthat"} and clause is not None and (_object(verb) is not None or _has_subject(clause)):
        urged = _object(verb)
        return _ordered(subtree(urged) if urged is not None else (), subtree(clause)), "objto"
    if cue.frames & {"forto", "onto"}:
        if clause is None:
            preposition = _prepositional(verb, {cue.particle})
            below = [g for c in preposition.children for g in (c, *c.children)] if preposition is not None else []
            clause = next((g for g in below if _infinitive(g) or g.dep_ == "pcomp"), None)
        if clause is not None:
            preposition = _prepositional(verb, {cue.particle})
            asked = [t for t in preposition.subtree if t.i != preposition.i] if preposition is not None else []
            return _ordered(asked, subtree(clause)), "to"
    if "to" in cue.frames:
        clause = next((c for c in after if c.dep_ == "xcomp" and (_infinitive(c) or c.tag_ == "VBG")), None)
        if clause is not None and not (cue.lemma in load_cues().turning_down and clause.lemma_ in load_cues().uncommunicative):
            return subtree(clause), "to"
    return None


def _of_what(verb: Token, noun: Token | None) -> Content | None:
    """Read "accused [X of Y]", also in the passive and over a list of accused; "blamed [X on Y]"."""
    upon = _prepositional(verb, {"on"}) if verb.lemma_ == "blame" else None
    if upon is None and verb.lemma_ == "blame" and noun is not None and _prepositional(noun, {"on"}) is not None:
        return cut_comment(list(noun.subtree), noun), "objof"  # the parse hangs it on the noun
    if upon is not None:
        relative = noun is None or noun.lower_ in {"that", "which"}
        blamed = verb.head if relative and verb.dep_ in {"relcl", "acl"} else noun
        return (_ordered(subtree(blamed, [verb]), upon.subtree), "objof") if blamed is not None else None
    if noun is None:  # "[soldiers] have been accused by rights groups [of massacres]"
        passive = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
        hosts = {verb.i, *(g.i for c in verb.children if c.dep_ == "agent" for g in c.children)}
        linked = next(
            (t for t in verb.subtree if t.i > verb.i and t.dep_ == "prep" and t.lower_ in {"of", "for"} and t.head.i in hosts), None
        )
        return (_ordered(passive.subtree, linked.subtree), "objof") if passive is not None and linked is not None else None
    charges = {"of", "for", "over"} | ({"with"} if verb.lemma_ == "charge" else set())
    linked = _prepositional(verb, charges) or _prepositional(noun, {"of", "for"})
    if linked is not None:
        return cut_comment(_ordered(noun.subtree, linked.subtree), noun), "objof"
    for token in verb.doc[noun.i : verb.sent.end]:  # "accused soldiers and militia of executing": hung on the last of a list
        if token.lower_ == "of" and any(c.dep_ == "pcomp" and c.tag_ == "VBG" for c in token.children):
            return list(verb.doc[noun.left_edge.i : token.right_edge.i + 1]), "objof"
    return None


def _naming(verb: Token, noun: Token | None) -> Content | None:
    """Read "called [the report fabricated]"."""
    small = next((c for c in verb.children if c.dep_ in {"oprd", "ccomp", "xcomp"} and c.i > verb.i), None)
    if small is None and noun is not None:  # the parser often hangs "baseless" on the object
        small = next((c for c in noun.children if c.dep_ in {"acl", "amod", "appos", "oprd"} and c.i > noun.i), None)
    if small is not None:
        named = list(noun.subtree) if noun is not None else []
        if noun is None and verb.dep_ == "relcl" and verb.head.lemma_.lower() in load_cues().anaphoric_nouns:
            named = subtree(verb.head, [verb])  # "[a figure] that Baku calls [fantasy]"
        return _ordered(small.subtree, named), "call"
    if not any(t.text == '"' for t in verb.subtree if t.i > verb.i):
        return None
    rest = [t for c in verb.children if c.i > verb.i and c.dep_ not in {"advcl", "conj", "cc", "prep", "npadvmod"} for t in c.subtree]
    while rest and rest[-1].is_punct and rest[-1].text != '"':
        rest.pop()
    return (rest, "call") if rest and rest[0].text != '"' and any(t.text == '"' for t in rest) else None


def _gerund(verb: Token) -> bool:
    """Tell whether a verb is a gerund, also of the past: "denied [having moved] any weapons"."""
    return verb.tag_ == "VBG" or any(c.lower_ == "having" and c.dep_ == "aux" for c in verb.children)


def _next_said(gerund: Token, cue: Cue) -> list[Token]:
    """Return what the parse hangs on a gerund though the speaker goes on to say it ("denied moving weapons [and called it ...]")."""
    past = (c for c in gerund.children if c.dep_ == "conj" and c.tag_ in {"VBD", "VBZ"} and not _has_subject(c))
    return [*past, *(c for c in gerund.children if c.dep_ == "cc")] if cue.stance == "deny" else []


def _plain_object(verb: Token, noun: Token | None, cue: Cue) -> Content | None:
    """Read an object: "rejected [these claims]", "dismissed [the report as fantasy]", "[massacres], which Asmara denies"."""
    gloss = _prepositional(verb, {"as", cue.particle})
    if noun is not None and noun.dep_ == "dobj":
        tokens = cut_comment(subtree(noun), noun)
        if gloss is None and tokens[-1].i + 1 < len(verb.doc) and tokens[-1].nbor(1).lower_ == "as":  # dismissed the report [as fabricated]
            judged = next((c for c in verb.children if c.dep_ == "advcl" and c.i > tokens[-1].i and not _has_subject(c)), None)
            return (_ordered(tokens, subtree(judged)), "obj") if judged is not None else (tokens, "obj")
        return tokens + (list(gloss.subtree) if gloss is not None and gloss.i > noun.i else []), "obj"  # put [the toll at 900]
    gerund = next((c for c in verb.children if c.dep_ in {"xcomp", "ccomp"} and _gerund(c) and c.i > verb.i), None)
    if noun is None and gerund is not None:
        return cut_comment(subtree(gerund, _next_said(gerund, cue)), gerund), "obj"  # denied [targeting civilians]
    if (
        noun is None
        and cue.stance in {"deny", "accuse"}
        and verb.dep_ == "relcl"
        and any(c.dep_ == "dobj" and c.lower_ in {"which", "that"} for c in verb.children)
    ):
        host = verb.head
        deed = host.head if host.dep_ in {"dobj", "pobj"} and host.head.tag_ in {"VBG", "VB"} else host
        return subtree(deed, [verb]), "obj"
    if noun is None and verb.dep_ in {"acl", "relcl"} and verb.head.lemma_.lower() in load_cues().anaphoric_nouns:
        tokens = subtree(verb.head, [verb])  # "[a claim] that the government rejected [as propaganda]"
        return tokens + (list(gloss.subtree) if gloss is not None else []), "obj"
    if noun is None:
        free = (c for c in verb.children if c.dep_ == "ccomp" and c.i > verb.i and any(w.lower_ == "what" for w in c.children))
        clause = next(free, None)
        if clause is not None:
            return subtree(clause), "obj"  # condemned [what he called "war crimes"]
    if cue.stance in {"deny", "accuse"} and gloss is not None:
        return list(gloss.subtree), "obj"  # dismissed [as "nonsense" claims that ...]
    return None


def inserted_content(verb: Token, subject: Token) -> list[Token] | None:
    """Return the sentence around a short "he said" between commas or dashes ("The bridge - the governor said - had been mined")."""
    doc, sentence = verb.doc, verb.sent
    left, right = subject.left_edge.i, verb.i + 1
    after = next((i for i in range(right, min(right + INSERTED, sentence.end)) if doc[i].text in {",", "-", "--"}), None)
    if left - 1 <= sentence.start or doc[left - 1].text not in {",", "-", "--"} or after is None:
        return None
    if subject.i > verb.i or after - left > INSERTED or any(t.tag_ in {"VBD", "VBZ", "VBP", "MD"} for t in doc[right:after]):
        return None
    if any(t.is_quote or t.text in {"'", "''"} for t in sentence):
        return None
    if any(c.dep_ in {"dobj", "ccomp"} and verb.i < c.i < after for c in verb.children):
        return None  # "In June, witnesses said 300 people, most of them ..., were killed"
    rest = [t for t in sentence if t.i < left - 1 or t.i > after]
    return rest if sum(t.is_alpha for t in rest) >= SHORTEST else None


def neighbouring_content(verb: Token, subject: Token) -> list[Token] | None:
    """Return what stands beside a cue whose clause the parse has lost, as in headlines.

    The words after it to the end of the sentence ("Flynn says Trump right in saying ..."), or where the cue ends its sentence the
    words before its subject ("Clinton hid problems, doctor says").
    """
    doc, sentence = verb.doc, verb.sent
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or any(t.text in {'"', "''", "``"} for t in sentence):
        return None
    within = verb.right_edge.i + 1 if verb.dep_ == "relcl" else sentence.end
    after = [t for t in doc[verb.i + 1 : within] if not t.is_space]
    while after and after[-1].is_punct:
        after.pop()
    timed = {t.i for t in after if t.ent_type_ in {"DATE", "TIME"} or t.dep_ in {"prep", "npadvmod"}}
    left = subject.left_edge.i
    if all(t.i in timed or t.head.i in timed for t in after) and subject.i < verb.i and left > sentence.start and doc[left - 1].text == ",":
        before = list(doc[sentence.start : left - 1])
        return before if sum(t.is_alpha for t in before) >= SHORTEST - 1 else None
    if verb.lemma_ not in load_cues().saying or subject.i > verb.i or not after or after[0].is_punct or after[0].lower_ in VAGUE:
        return None
    if after[0].pos_ in NO_START or after[0].dep_ in {"dative", "npadvmod"} or after[0].ent_type_ in {"DATE", "TIME"}:
        return None
    if verb.dep_ == "relcl" and after[0].tag_ == "NNS" and any(c.tag_ == "WDT" for c in verb.children):
        return after  # "which Washington says [arms the group]": a verb tagged as a noun
    return after if sum(t.is_alpha for t in after) >= SHORTEST and any(t.pos_ in {"VERB", "AUX", "ADJ"} for t in after) else None


def passive_content(verb: Token, subject: Token, cue: Cue) -> list[Token] | None:
    """Return what is said of the subject of a passive: "[He] is believed [to have fled]", "it is alleged [that ...]"."""
    clause = next((c for c in verb.children if c.i > verb.i and c.dep_ in {"xcomp", "ccomp"}), None)
    if cue.stance == "accuse":
        charged = _of_what(verb, None)
        return charged[0] if charged is not None else None
    if clause is None:
        return None
    if subject.lower_ == "it":
        return cut_comment(subtree(clause), clause) if _has_subject(clause) else None
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.children)
    return _ordered(subject.subtree, subtree(clause)) if infinitive else None


def clause_content(verb: Token, cue: Cue) -> Content | None:
    """Return the content of a cue verb by its frames, and the frame that gave it; `None` where there is none."""
    frames = cue.frames
    content = _finite_clause(verb, cue) if "that" in frames else None
    content = content or _infinitive_clause(verb, cue)
    noun = _object(verb)
    if content is None and frames & {"objof", "objfor"}:
        content = _of_what(verb, noun)
    if content is None and "as" in frames and noun is not None:
        linked = _prepositional(verb, {"as", "to", "with"})
        content = (_ordered(noun.subtree, linked.subtree), "as") if linked is not None else None
    if content is None and "call" in frames:
        content = _naming(verb, noun)
    if content is None and "obj" in frames:
        content = _plain_object(verb, noun, cue)
    if content is not None:
        return content
    for word in (*PREPOSITIONS, "to-obj"):
        linked = _prepositional(verb, {word.removesuffix("-obj")}) if word in frames else None
        if linked is not None and any(c.dep_ in {"pobj", "pcomp"} for c in linked.children):
            return [t for t in linked.subtree if t.i != linked.i], "prep"
    if "for" in frames:  # "called [for them to surrender]"
        clauses = (c for c in verb.children if c.dep_ in {"advcl", "ccomp", "xcomp"})
        clause = next((c for c in clauses if any(m.lower_ == "for" and m.dep_ == "mark" for m in c.children)), None)
        return (subtree(clause), "for") if clause is not None else None
    return None


def _charge(verb: Token) -> list[Token] | None:
    """Return "a charge" of "..., a charge Kigali denies", where the noun stands right before the verb's subject."""
    subject = next((c for c in verb.children if c.dep_ == "nsubj" and c.i < verb.i), None)
    if subject is None:
        return None
    left = subject.left_edge.i
    words = list(verb.doc[left : verb.i])
    if (
        len(words) > CHARGE_WORDS
        and words[0].lower_ in {"a", "an"}
        and left
        and verb.doc[left - 1].text == ","
        and words[1].pos_ == "NOUN"
        and words[2].tag_ in {"NNP", "DT"}
    ):
        return words[:2]
    return None


def noun_content(noun: Token, cue: Cue, *, keep_preposition: bool) -> list[Token] | None:
    """Return the content that hangs on a cue noun or adjective: "the claim that ...", "comments about ...", "demand for ..."."""
    for child in noun.children:
        if child.i < noun.i:
            continue
        if (
            child.dep_ in {"acl", "ccomp", "relcl"}
            and "that" in cue.frames
            and any(m.lower_ == "that" and m.dep_ == "mark" for m in child.children)
        ):
            return subtree(child)
        if child.dep_ in {"acl", "xcomp", "ccomp"} and "to" in cue.frames and _infinitive(child):
            return subtree(child)
    words = {f for f in cue.frames if f not in {"that", "to", "obj", "quote"}} | {"regarding", "about", "concerning"}
    for child in noun.children:
        if child.i > noun.i and child.dep_ in {"prep", "acl"} and child.lower_ in words and child.lower_ != "by":
            tokens = [t for t in child.subtree if keep_preposition or t.i != child.i]
            if tokens:
                return tokens
    return None


def spans_of(paragraph: Paragraph, tokens: Sequence[Token], text: str) -> tuple[Span, ...]:
    """Return the article's spans of tokens, without punctuation at their ends (quotation marks are kept in pairs)."""
    runs: list[list[Token]] = []
    for token in tokens:
        if runs and token.i == runs[-1][-1].i + 1:
            runs[-1].append(token)
        else:
            runs.append([token])
    spans = []
    for run in runs:
        while len(run) > 1 and (run[-1].dep_ == "cc" or run[-1].text == ","):
            run.pop()
        start, end = paragraph.span(run[0])[0], paragraph.span(run[-1])[1]
        if start == paragraph.offset and (dateline := DATELINE.match(text, start, end)) is not None:
            start = dateline.end()
        while start < end and (text[start] in TRIMMED):
            start += 1
        while end > start and text[end - 1] in TRIMMED:
            end -= 1
        piece = text[start:end]
        if piece[:1] in '“"' and piece.count("”") + piece.count("“") + piece.count('"') == 1:
            start += 1
        elif piece[-1:] in '“”"' and piece.count("”") + piece.count("“") + piece.count('"') == 1:
            end -= 1
        elif sum(piece.count(m) for m in '“”"') == 1:  # the closing mark stands after a comma that was cut
            closing = next((i for i in range(end, min(end + 3, len(text))) if text[i] in '”"'), None)
            if closing is not None and not text[end:closing].strip(",.!?"):
                end = closing + 1
        if any(c.isalnum() for c in text[start:end]):
            spans.append((start, end))
    return tuple(spans)
