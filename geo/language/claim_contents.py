"""What is said: the tokens of a cue's content, and the article's spans that they make."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Token

    from geo.language.claim_cues import Cue
    from geo.language.parse import Paragraph
    from geo.records import Span

TRIMMED = frozenset(" \t\n,;:.-–—\u00a0")
DATELINE = re.compile(r"[A-Z][^\n:.;!?\"“]{1,60}?(?:\([A-Z][\w. ]{1,30}\)\s*)?\s[-–—]{1,2}\s(?=[A-Z])")
"""What stands before the first sentence of a report: "GENEVA, Jan 28 (Reuters) -"."""
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
        clause = token.head if token.lower_ in COMMENT and token.head.dep_ == "relcl" and token.head.head.i != root.i else None
        apposed = next((t for t in (token, *token.ancestors) if t.dep_ == "appos" and t.left_edge.i == token.i), None)
        if apposed is not None and any(c.dep_ == "relcl" for c in apposed.children):
            clause = apposed
        if clause is not None and clause.right_edge.i >= tokens[last - 1].i - 1:
            last = index - 1
            break
    return list(tokens[:last])


def _infinitive(token: Token) -> bool:
    return token.tag_ == "VB" and any(c.lower_ == "to" and c.dep_ == "aux" for c in token.children)


def _object(verb: Token) -> Token | None:
    return next((c for c in verb.children if c.dep_ in {"dobj", "dative"} and c.i > verb.i and (c.pos_ != "ADP" or c.dep_ == "dobj")), None)


def _prepositional(head: Token, words: Iterable[str]) -> Token | None:
    wanted = set(words)
    return next((c for c in head.children if c.dep_ in {"prep", "agent", "mark", "dative"} and c.lower_ in wanted and c.i > head.i), None)


def clause_content(verb: Token, cue: Cue) -> tuple[list[Token], str] | None:
    """Return the content of a cue verb by its frames, and the frame that gave it; `None` where there is none."""
    frames = cue.frames
    children = list(verb.children)
    if "that" in frames:
        clauses = [c for c in children if c.dep_ == "ccomp" and not (cue.particle and c.i < verb.i)]
        clause = next((c for c in clauses if c.i > verb.i), None) or next(
            (c for c in clauses if verb.doc[c.right_edge.i + 1].text in {",", '"', "-"}), None
        )
        charge = _charge(verb)
        if clause is not None and charge is not None and clause.i < verb.i:
            return charge, "obj"
        if clause is None:
            clause = next(
                (
                    c
                    for c in children
                    if c.dep_ == "parataxis" and c.i != verb.i and any(s.dep_ in {"nsubj", "nsubjpass"} for s in c.children)
                ),
                None,
            )
        if clause is not None and clause.pos_ in {"VERB", "AUX", "ADJ", "NOUN", "PROPN", "ADV", "NUM", "ADP"}:
            contrasted = [
                c
                for c in clause.children
                if c.dep_ == "conj"
                and c.i > verb.i
                and any(s.dep_ in {"nsubj", "nsubjpass"} for s in c.children)
                and c.left_edge.i > 1
                and verb.doc[c.left_edge.i - 1].lower_ == "but"
                and verb.doc[c.left_edge.i - 2].text == ","
            ]
            tokens = subtree(clause, contrasted)
            while contrasted and tokens and (tokens[-1].is_punct or tokens[-1].lower_ == "but"):
                tokens.pop()
            return cut_comment(tokens, clause), "that"
        inserted = verb.dep_ == "parataxis" or (
            verb.dep_ in {"advcl", "ccomp"}
            and verb.i > 1
            and verb.left_edge.i > 0
            and verb.doc[verb.left_edge.i - 1].text == ","
            and verb.right_edge.i < verb.head.right_edge.i
            and not any(c.dep_ in {"mark", "dobj", "prep"} for c in children)
        )
        if inserted and any(c.dep_ == "nsubj" for c in children) and verb.head.i != verb.i and verb.head.pos_ in {"VERB", "AUX"}:
            return cut_comment(subtree(verb.head, [verb]), verb.head), "that"
    if "objto" in frames or "objthat" in frames:
        clause = next((c for c in children if c.dep_ in {"xcomp", "ccomp", "advcl"} and c.i > verb.i and _infinitive(c)), None)
        if clause is not None and (_object(verb) is not None or any(c.dep_ == "nsubj" for c in clause.children)):
            return subtree(clause), "objto"
    if frames & {"forto", "onto"}:
        clause = next((c for c in children if c.dep_ in {"xcomp", "advcl", "ccomp"} and c.i > verb.i and _infinitive(c)), None)
        if clause is None:
            preposition = _prepositional(verb, {cue.particle})
            clause = next(
                (
                    g
                    for c in (preposition.children if preposition is not None else ())
                    for g in (c, *c.children)
                    if _infinitive(g) or g.dep_ == "pcomp"
                ),
                None,
            )
        if clause is not None:
            return subtree(clause), "to"
    if "to" in frames:
        clause = next((c for c in children if c.dep_ == "xcomp" and c.i > verb.i and (_infinitive(c) or c.tag_ == "VBG")), None)
        if clause is not None:
            return subtree(clause), "to"
    noun = _object(verb)
    if noun is None and frames & {"objof", "objfor"}:  # "have been accused by rights groups of massacres"
        passive = next((c for c in children if c.dep_ == "nsubjpass"), None)
        linked = next(
            (
                t
                for t in verb.subtree
                if t.i > verb.i
                and t.dep_ == "prep"
                and t.lower_ in {"of", "for"}
                and t.head.i in {verb.i, *(g.i for c in children if c.dep_ == "agent" for g in c.children)}
            ),
            None,
        )
        if passive is not None and linked is not None:
            return sorted([*passive.subtree, *linked.subtree], key=lambda t: t.i), "objof"
    if (
        noun is None
        and "obj" in frames
        and verb.dep_ == "relcl"
        and any(c.dep_ == "dobj" and c.lower_ in {"which", "that"} for c in children)
    ):
        return subtree(verb.head, [verb]), "obj"  # "massacres, which Asmara denies"
    if noun is not None:
        if frames & {"objof", "objfor"}:
            linked = _prepositional(verb, {"of", "for", "over", "with"}) or _prepositional(noun, {"of", "for"})
            if linked is not None:
                tokens = [t for t in (*noun.subtree, *linked.subtree)]
                return sorted({t.i: t for t in tokens}.values(), key=lambda t: t.i), "objof"
            linked = next(
                (
                    t
                    for t in verb.doc[noun.i : verb.sent.end]
                    if t.lower_ == "of" and any(c.dep_ == "pcomp" and c.tag_ == "VBG" for c in t.children)
                ),
                None,
            )
            if linked is not None:  # "accused soldiers and militia of executing": hung on the last of a list
                return list(verb.doc[noun.left_edge.i : linked.right_edge.i + 1]), "objof"
        if "as" in frames:
            linked = _prepositional(verb, {"as", "to", "with"})
            if linked is not None:
                return sorted({t.i: t for t in (*noun.subtree, *linked.subtree)}.values(), key=lambda t: t.i), "as"
    if "call" in frames:
        small = next((c for c in children if c.dep_ in {"oprd", "ccomp", "xcomp"} and c.i > verb.i), None)
        if small is None and noun is not None:  # the parser often hangs "baseless" on the object
            small = next((c for c in noun.children if c.dep_ in {"acl", "amod", "appos", "oprd"} and c.i > noun.i), None)
        if small is not None:
            parts = [*small.subtree, *(noun.subtree if noun is not None else ())]
            return sorted({t.i: t for t in parts}.values(), key=lambda t: t.i), "call"
    if "call" in frames and any(t.text == '"' for t in verb.subtree if t.i > verb.i):
        rest = [t for c in children if c.i > verb.i and c.dep_ not in {"advcl", "conj", "cc", "prep", "npadvmod"} for t in c.subtree]
        while rest and rest[-1].is_punct and rest[-1].text != '"':
            rest.pop()
        if len(rest) > 2 and rest[0].text != '"':  # noqa: PLR2004
            return rest, "call"
    if "obj" in frames and noun is not None and noun.dep_ == "dobj":
        tokens = cut_comment(subtree(noun), noun)
        gloss = _prepositional(verb, {"as"})
        if gloss is not None and gloss.i > noun.i:
            tokens += list(gloss.subtree)
        return tokens, "obj"
    if "obj" in frames and cue.stance in {"deny", "accuse"} and (gloss := _prepositional(verb, {"as"})) is not None:
        return list(gloss.subtree), "obj"  # dismissed as "nonsense" claims that ...
    for word in ("of", "about", "for", "on", "against", "with", "at", "over"):
        if word in frames:
            linked = _prepositional(verb, {word})
            if linked is not None and any(c.dep_ in {"pobj", "pcomp"} for c in linked.children):
                return [t for t in linked.subtree if t.i != linked.i], "prep"
    if "for" in frames:
        clause = next(
            (
                c
                for c in children
                if c.dep_ in {"advcl", "ccomp", "xcomp"} and any(m.lower_ == "for" and m.dep_ == "mark" for m in c.children)
            ),
            None,
        )
        if clause is not None:
            return subtree(clause), "for"
    return None


def _charge(verb: Token) -> list[Token] | None:
    """Return "a charge" of "..., a charge Kigali denies", where the noun stands right before the verb's subject."""
    subject = next((c for c in verb.children if c.dep_ == "nsubj" and c.i < verb.i), None)
    if subject is None:
        return None
    left = subject.left_edge.i
    words = list(verb.doc[left : verb.i])
    if (
        len(words) >= 3
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
        if child.i > noun.i and child.dep_ in {"prep", "acl"} and child.lower_ in words and child.lower_ not in {"by"}:
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
