"""The words that attribute: cue verbs, nouns and adjectives with the stance and the complements they take."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from geo.errors import DataError
from geo.language.states import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.records import Stance


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue word: what it does and where its content stands."""

    lemma: str
    particle: str
    """The particle or preposition it must have ("call" + "for"); empty for none."""
    stance: Stance
    frames: frozenset[str]
    """`that` clause, `to` infinitive, `obj`ect, `objto` object + infinitive, `objof`/`objfor` object + preposition, `as`, `quote`,
    `call` (object + complement), or a preposition."""
    group: str
    """`speech`, `thought`, `talk`, `document`, `support`, `nominal` or `state`."""


@dataclass(frozen=True)
class CueLexicon:
    """All cue words and the words that colour a claim."""

    verbs: Mapping[str, Cue]
    phrasal: Mapping[str, tuple[Cue, ...]]
    """Cues that need a particle, by verb."""
    nouns: Mapping[str, Cue]
    adjectives: Mapping[str, Cue]
    denial_adjectives: frozenset[str]
    denial_nouns: frozenset[str]
    no_nouns: frozenset[str]
    true: frozenset[str]
    negators: frozenset[str]
    anaphoric_nouns: frozenset[str]
    anaphoric_pronouns: frozenset[str]
    earlier: frozenset[str]
    """Adverbs that put a denial before the article ("previously denied allegations")."""
    forecast: frozenset[str]
    obligation: frozenset[str]
    obligation_verbs: frozenset[str]
    accusing_verbs: frozenset[str]
    support: frozenset[str]
    manner: frozenset[str]
    object_control: frozenset[str]
    said_things: frozenset[str]
    aspect: frozenset[str]
    unnamed: frozenset[str]
    showing: frozenset[str]
    saying: frozenset[str]
    no_sources: frozenset[str]
    impersonal: frozenset[str]
    violent: frozenset[str]
    turning_down: frozenset[str]
    uncommunicative: frozenset[str]


@lru_cache(maxsize=1)
def load_cues() -> CueLexicon:
    """Return the cues of `rules/claim_cues.csv` and the word lists of `rules/claims.toml`.

    Raises
    ------
    DataError
        When a file is missing or malformed.
    """
    try:
        with (RULES / "claim_cues.csv").open(encoding="utf-8", newline="") as file:
            rows = [r for r in csv.DictReader(file) if r["stance"] != "none"]
        words = tomllib.loads((RULES / "claims.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        msg = f"The cue words in {RULES} cannot be read ({error}); restore them from the project."
        raise DataError(msg) from error
    cues = [
        (r["pos"], Cue(r["lemma"], r["particle"], cast("Stance", r["stance"]), frozenset(r["frames"].split()), r["class"])) for r in rows
    ]
    phrasal: dict[str, tuple[Cue, ...]] = {}
    for pos, cue in cues:
        if pos == "verb" and cue.particle:
            phrasal[cue.lemma] = (*phrasal.get(cue.lemma, ()), cue)
    return CueLexicon(
        verbs={c.lemma: c for pos, c in cues if pos == "verb" and not c.particle},
        phrasal=phrasal,
        nouns={c.lemma: c for pos, c in cues if pos == "noun"},
        adjectives={c.lemma: c for pos, c in cues if pos == "adjective"},
        denial_adjectives=frozenset(words["denial"]["adjectives"]),
        denial_nouns=frozenset(words["denial"]["nouns"]),
        no_nouns=frozenset(words["denial"]["no_nouns"]),
        true=frozenset(words["denial"]["true"]),
        negators=frozenset(words["denial"]["negators"]),
        anaphoric_nouns=frozenset(words["anaphora"]["nouns"]),
        anaphoric_pronouns=frozenset(words["anaphora"]["pronouns"]),
        earlier=frozenset(words["anaphora"]["earlier"]),
        forecast=frozenset(words["modality"]["forecast"]),
        obligation=frozenset(words["modality"]["obligation"]),
        obligation_verbs=frozenset(words["modality"]["obligation_verbs"]),
        accusing_verbs=frozenset(words["accusation"]["verbs"]),
        support=frozenset(words["support"]["verbs"]),
        manner=frozenset(words["manner"]["verbs"]),
        **{k: frozenset(v) for k, v in words["syntax"].items()},
    )
