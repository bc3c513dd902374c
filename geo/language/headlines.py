"""Headlines in capitals, or With Every Word Capitalised, written as a sentence is: the parser knows no other writing."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.errors import DataError
from geo.language.actor_lexicon import load_actor_lexicon
from geo.language.claim_cues import load_cues
from geo.language.event_lexicon import load_lexicon
from geo.language.states import RULES, load_states

if TYPE_CHECKING:
    from collections.abc import Callable

WORD = re.compile(r"[^\W\d_][^\W\d_'.]*(?:'[^\W\d_]+)?")
LONGEST = 160
"""Characters of the longest headline."""
FEWEST = 4
"""Words of the shortest headline whose writing can be told."""
MOST_WORDS = 6
"""Words of a listed name."""
LONG = 4
"""Letters from which a word is capitalised in a headline, whatever it is."""
CAPITALS = 0.9
"""Part of the letters that are capitals in a headline in capitals."""
TITLED = 0.85
"""Part of the long words that begin with a capital in a headline of capitalised words."""


def _forms(verb: str) -> set[str]:
    """Return the regular forms of a verb."""
    if verb.endswith("e"):
        return {verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"}
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return {verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"}
    return {verb, f"{verb}s", f"{verb}es", f"{verb}ed", f"{verb}ing", f"{verb}{verb[-1:]}ed", f"{verb}{verb[-1:]}ing"}


def _numbers(noun: str) -> set[str]:
    """Return a noun with its plural."""
    return {noun, f"{noun}s", f"{noun}es", f"{noun[:-1]}ies"}


@lru_cache(maxsize=1)
def _ordinary_words() -> frozenset[str]:
    """Return the words that a sentence writes in lower case, from the lists of actors, cues and events."""
    path = RULES / "headlines.toml"
    try:
        rules = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        msg = f"The words of headlines in {path} cannot be read ({error}); restore the file from the project."
        raise DataError(msg) from error
    actors, cues, events = load_actor_lexicon(), load_cues(), load_lexicon()
    verbs = {*cues.verbs, *cues.phrasal, *(w for w, pos in events.entries if pos == "verb")}
    nouns = {*actors.persons, *actors.documents, *cues.nouns, *events.people, *(w for w, pos in events.entries if pos == "noun")}
    nouns |= {w for words in events.objects.values() for w in words} | {w for noun in actors.collectives for w in noun.split()}
    found = {f for v in verbs for f in _forms(v)} | {f for n in nouns for f in _numbers(n)} | set(rules["words"]) | set(rules["irregular"])
    return frozenset(found - set(rules["kept"]))


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    """Return the forms of the verbs by which a headline is told from a list of names."""
    cues, events = load_cues(), load_lexicon()
    verbs = {*cues.verbs, *cues.phrasal, *(w for w, pos in events.entries if pos == "verb"), "be", "is", "are", "has"}
    rules = tomllib.loads((RULES / "headlines.toml").read_text(encoding="utf-8"))
    return frozenset({f for v in verbs for f in _forms(v)} | set(rules["irregular"]))


@lru_cache(maxsize=1)
def _long_names() -> dict[str, str]:
    """Return the listed names of several words by their lower-case form."""
    states = load_states()
    names = [n for n in (*load_actor_lexicon().named, *states.by_name, *states.by_capital, *states.by_seat) if " " in n]
    return {n.lower(): n for n in names}


def _is_name(word: str) -> bool:
    states = load_states()
    return word in load_actor_lexicon().named or states.any(word) is not None


def _in_capitals(word: str) -> str:
    """Return a word of a headline in capitals as a sentence writes it."""
    if word.lower() in _ordinary_words():
        return word.lower()
    if word == "US" or word in load_actor_lexicon().named or word in load_states().by_name:
        return word
    stem, apostrophe, rest = word.partition("'")
    return stem[:1] + stem[1:].lower() + apostrophe + rest.lower()


def _of_title(word: str) -> str:
    """Return a word of a headline of capitalised words as a sentence writes it."""
    ordinary = word.lower() in _ordinary_words() and not word.isupper() and not _is_name(word)
    return word.lower() if ordinary else word


def _rewritten(text: str, change: Callable[[str], str]) -> str:
    """Return the text with each word changed, listed names of several words excepted."""
    matches = list(WORD.finditer(text))
    pieces, index, done = [], 0, 0
    while index < len(matches):
        size = next((n for n in range(MOST_WORDS, 1, -1) if _name_at(text, matches, index, n) is not None), 1)
        first, last = matches[index], matches[min(index + size, len(matches)) - 1]
        name = _name_at(text, matches, index, size) if size > 1 else None
        pieces += [text[done : first.start()], name if name is not None else change(first[0])]
        done = last.end() if name is not None else first.end()
        index += size
    return "".join(pieces) + text[done:]


def _name_at(text: str, matches: list[re.Match[str]], index: int, size: int) -> str | None:
    if index + size > len(matches):
        return None
    return _long_names().get(text[matches[index].start() : matches[index + size - 1].end()].lower())


def headline_as_sentence(text: str) -> str:
    """Return a headline in capitals or of capitalised words with the capitals that a sentence has; any other text as it is.

    Parameters
    ----------
    text : str
        One paragraph.

    Returns
    -------
    str
        As long as `text`, so that offsets hold.
    """
    if len(text) > LONGEST or text.rstrip()[-1:] in {".", "!", '"'} or ". " in text:
        return text
    words = WORD.findall(text)
    letters = [c for w in words for c in w]
    if len(words) < FEWEST or not any(w.lower() in _verbs() for w in words):
        return text
    long = [w for w in words if len(w) >= LONG]
    if sum(c.isupper() for c in letters) >= CAPITALS * len(letters):
        made = _rewritten(text, _in_capitals)
    elif len(long) >= FEWEST and sum(w[0].isupper() for w in long) >= TITLED * len(long):
        made = _rewritten(text, _of_title)
    else:
        return text
    first = next(m.start() for m in WORD.finditer(made))
    made = made[:first] + made[first].upper() + made[first + 1 :]
    return made if len(made) == len(text) else text
