"""Measure dates, attributions, events and claims on gold files: `python -m tests.bench.reading FOLDER`.

The folder holds pairs `NAME.texts.jsonl` ({"doc", "text", "published"} a line) and `NAME.gold.jsonl`, by what a gold line has:

- `spans` with `value`: TIMEX3 expressions (TempEval-3's entity score: relaxed spans, value F1);
- `attributions`: `content`, `source` and `source_text` (PolNeAR: content by any shared letter and by half of the letters,
  attribution F1 with the source right);

and pairs of a text `NAME.txt` with `NAME.json`, an article annotated by hand: `published`, `events` (`trigger`, `type`, `place`,
`sources`), `claims` (`key`, `cue`, `content`, `speakers`, `stance`, `relations` to claims by number or key).
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.language.actors import find_actors
from geo.language.claims import find_claims
from geo.language.dates import find_dates
from geo.language.parse import load_model, parse
from geo.language.reader import read_article
from geo.records import Article

PRONOUNS = frozenset(["he", "she", "they", "it", "i", "we", "who", "him", "her", "them", "which", "that", "his", "their", "its", "you"])
HALF = 0.5


@dataclass
class Score:
    """Gold items, predicted ones, and those that agree."""

    gold: int = 0
    found: int = 0
    right: int = 0

    def add(self, gold: int, found: int, right: int) -> None:
        """Count one document."""
        self.gold, self.found, self.right = self.gold + gold, self.found + found, self.right + right

    def __str__(self) -> str:
        precision = self.right / self.found if self.found else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}"


def main(folder: Path) -> None:
    """Print the scores of every pair in the folder."""
    load_model()
    for gold_file in sorted(folder.glob("*.gold.jsonl")):
        texts_file = gold_file.with_name(gold_file.name.replace(".gold.", ".texts."))
        gold = {g["doc"]: g for g in lines(gold_file)}
        kind = next(iter(gold.values()), {})
        measure = attributions if "attributions" in kind else times if "value" in (kind.get("spans") or [{}])[0] else None
        if measure is None or not texts_file.exists():
            continue
        begun = time.perf_counter()
        scores = measure(lines(texts_file), gold)
        print(f"{gold_file.name.removesuffix('.gold.jsonl')}  ({time.perf_counter() - begun:.0f} s)")
        print("".join(f"  {name:28}{score}\n" for name, score in scores.items()), end="")
    for answers in sorted(folder.glob("*.json")):
        text = answers.with_suffix(".txt")
        if text.exists():
            print(answers.stem)
            scores = article(text.read_text(encoding="utf-8-sig"), json.loads(answers.read_text(encoding="utf-8")))
            print("".join(f"  {name:28}{score}\n" for name, score in scores.items()), end="")


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def day(value: str | None) -> dt.date | None:
    """Return a date of the day that a document gives."""
    return dt.date.fromisoformat(value[:10]) if value else None


def times(texts: list[dict[str, Any]], gold: dict[str, dict[str, Any]]) -> dict[str, Score]:
    """Score temporal expressions: spans that overlap one to one, and of these the values."""
    strict, relaxed, value = Score(), Score(), Score()
    for document in texts:
        answers = gold.get(document["doc"])
        if answers is None:
            continue
        found = find_dates(parse(document["text"]), day(answers.get("dct") or document.get("published")))
        wanted = answers["spans"]
        pairs = one_to_one(
            [(i, j, min(g["end"], d.end) - max(g["start"], d.start)) for i, g in enumerate(wanted) for j, d in enumerate(found)]
        )
        strict.add(len(wanted), len(found), len({(g["start"], g["end"]) for g in wanted} & {(d.start, d.end) for d in found}))
        relaxed.add(len(wanted), len(found), len(pairs))
        value.add(len(wanted), len(found), sum(wanted[i]["value"] == found[j].value for i, j in pairs))
    return {"time strict": strict, "time relaxed": relaxed, "time value": value}


def attributions(texts: list[dict[str, Any]], gold: dict[str, dict[str, Any]]) -> dict[str, Score]:
    """Score attributions: contents that share a letter, that share half of theirs, and those with the source right besides."""
    shared, half, attributed, sources = Score(), Score(), Score(), Score()
    for document in texts:
        text, wanted = document["text"], gold.get(document["doc"], {}).get("attributions", [])
        parsed = parse(text)
        claims = find_claims(parsed, find_actors(parsed, day(document.get("published"))))
        contents = [letters(text, g["content"]) for g in wanted]
        made = [letters(text, c.content) for c in claims]
        overlaps = [(i, j, len(a & b) / len(a | b)) for i, a in enumerate(contents) for j, b in enumerate(made) if a & b]
        pairs = one_to_one(overlaps)
        right = {(i, j): right_source(wanted[i], claims[j].speakers, claims[j].speaker_spans) for i, j in pairs}
        shared.add(len(wanted), len(claims), len(pairs))
        half.add(len(wanted), len(claims), len(one_to_one([o for o in overlaps if o[2] >= HALF])))
        attributed.add(len(wanted), len(claims), sum(right.values()))
        with_source = [p for p in pairs if wanted[p[0]].get("source_text")]
        sources.add(len(with_source), len(with_source), sum(right[p] for p in with_source))
    return {"content, any letter": shared, "content, half": half, "attribution": attributed, "source of the matched": sources}


def letters(text: str, spans: Any) -> set[int]:
    """Return the indices of letters and digits in spans."""
    return {i for s, e in spans for i in range(s, e) if text[i].isalnum()}


def right_source(gold: dict[str, Any], names: tuple[str, ...], spans: Any) -> bool:
    """Return whether a speaker is the gold source: a shared character, or a shared capitalised word of the name."""
    if not gold.get("source_text"):
        return not names and not spans
    inside = {i for s, e in gold["source"] for i in range(s, e)}
    if any(i in inside for s, e in spans for i in range(s, e)):
        return True
    named = {w.lower() for w in gold["source_text"].split() if w[0].isupper()} - PRONOUNS
    return bool(named & {w.lower() for n in names for w in n.split() if w[0].isupper()})


def one_to_one(overlaps: list[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """Return pairs of positive overlap, the largest first, each side used once."""
    pairs: list[tuple[int, int]] = []
    left, right = set(), set()
    for i, j, size in sorted(overlaps, key=lambda o: -o[2]):
        if size > 0 and i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def article(text: str, answers: dict[str, Any]) -> dict[str, Score]:
    """Score the events, claims and disputes of one article annotated by hand."""
    reading = read_article(Article(text, published=day(answers.get("published"))))
    events, claims = answers.get("events", []), answers.get("claims", [])
    told = one_to_one(
        [
            (i, j, 1.0 if e.type == g["type"] else HALF)
            for i, g in enumerate(events)
            for j, e in enumerate(reading.events)
            if any(touch(g["trigger"], s) for s in (e.trigger, *e.spans))
        ]
    )
    names = {p.place_id: p.name for p in reading.places.values()}
    placed = sum(
        (names.get(reading.events[j].place_ids[0]) if reading.events[j].place_ids else None) == events[i].get("place") for i, j in told
    )
    typed = sum(reading.events[j].type == events[i]["type"] for i, j in told)
    said = one_to_one(
        [
            (i, j, len(letters(text, g["content"]) & letters(text, c.content)) + touch(g["cue"], c.cue) * len(text))
            for i, g in enumerate(claims)
            for j, c in enumerate(reading.claims)
            if letters(text, g["content"]) & letters(text, c.content)
        ]
    )
    spoken = sum(set(reading.claims[j].speakers) == set(claims[i]["speakers"]) for i, j in said)
    stances = sum(reading.claims[j].stance == claims[i]["stance"] for i, j in said)
    numbers = {n: i for i, g in enumerate(claims) for n in (i, g.get("key"))}
    denials = [(i, r["claim"]) for i, g in enumerate(claims) for r in g.get("relations", []) if r["type"] == "disputes"]
    wanted = {(i, numbers[claim]) for i, claim in denials if claim in numbers}
    back = {j: i for i, j in said}
    made = {(back.get(j, -1), back.get(r.claim, -1)) for j, c in enumerate(reading.claims) for r in c.relations if r.type == "disputes"}
    return {
        "events": Score(len(events), len(reading.events), len(told)),
        "events of the right type": Score(len(events), len(reading.events), typed),
        "events at the right place": Score(len(events), len(reading.events), placed),
        "claims": Score(len(claims), len(reading.claims), len(said)),
        "claims with their speakers": Score(len(claims), len(reading.claims), spoken),
        "claims with their stance": Score(len(claims), len(reading.claims), stances),
        "disputes": Score(len(wanted), len(made), len(wanted & made)),
    }


def touch(one: Any, two: Any) -> bool:
    """Return whether two spans share a character."""
    return bool(one[0] < two[1] and two[0] < one[1])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python -m tests.bench.reading FOLDER")
    main(Path(sys.argv[1]))
