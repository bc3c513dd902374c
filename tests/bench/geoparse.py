"""Measure place recognition and resolution on gold files: `python -m tests.bench.geoparse FOLDER`.

The folder holds pairs `NAME.texts.jsonl` ({"doc", "text", "published"} a line) and `NAME.gold.jsonl`
({"doc", "spans": [{"start", "end", "lat", "lon", "type"}]} a line). Gold spans of type "demonym" are left out, since
demonyms are not mentions here. A prediction within 161 km of the gold point is right (Gritta et al. 2018), the
contract's points of countries and regions being GeoNames' own; one that was not placed is wrong.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from dataclasses import dataclass, field
from itertools import pairwise, starmap
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from geo.gazetteer.index import load_gazetteer
from geo.gazetteer.resolve import resolve_places
from geo.language.parse import load_model, parse
from geo.language.places import find_places, with_text_spans

EARTH_KM = 6371.0088
NEAR_KM, TIGHT_KM = 161, 20
LEVELS = (0.35, 0.5, 0.7, 0.85, 0.95, 1.001)

COLUMNS = {
    "corpus": -24, "F1 exact": 9, "F1 over": 9, "@161": 7, "@20": 7, "mean km": 9, "median": 8, "e2e @161": 9, "words/s": 9, "of parse": 9,
}  # fmt: skip

Pair = tuple[dict[str, Any], Any]


@dataclass
class Tally:
    """What was counted over the documents of one corpus."""

    gold: int = 0
    found: int = 0
    exact: int = 0
    overlapping: int = 0
    errors_given: list[float | None] = field(default_factory=list)
    errors_found: list[float | None] = field(default_factory=list)
    confidences: list[tuple[float, bool]] = field(default_factory=list)
    """Of each mention found and placed: its confidence, and whether it is a gold mention and within NEAR_KM or the place's own radius."""
    words: int = 0
    seconds_parsing: float = 0.0
    seconds_placing: float = 0.0


def main(folder: Path) -> None:
    """Print a table, one line a corpus."""
    load_model()
    load_gazetteer()
    tallies: list[Tally] = []
    print("".join(h.ljust(-w) if w < 0 else h.rjust(w) for h, w in COLUMNS.items()))
    for texts in sorted(folder.glob("*.texts.jsonl")):
        name = texts.name.removesuffix(".texts.jsonl")
        gold_file = folder / f"{name}.gold.jsonl"
        if "geoparse" not in name or not gold_file.exists():
            continue
        tallies.append(tally(lines(texts), {g["doc"]: g["spans"] for g in lines(gold_file)}))
        print(row(name, tallies[-1]))
    print(calibration(tallies))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def tally(texts: list[dict[str, Any]], gold: dict[str, list[dict[str, Any]]]) -> Tally:
    """Read every text and count what agrees with the gold spans."""
    gazetteer = load_gazetteer()
    total = Tally()
    for document in texts:
        wanted = [g for g in gold[document["doc"]] if g.get("type") != "demonym"]
        begun = time.perf_counter()
        parsed = parse(document["text"])
        parsed_at = time.perf_counter()
        spans = find_places(parsed, gazetteer)
        found = resolve_places(spans, document["text"], gazetteer)
        total.seconds_parsing += parsed_at - begun
        total.seconds_placing += time.perf_counter() - parsed_at
        total.words += len(document["text"].split())
        given = with_text_spans(document["text"], [(g["start"], g["end"]) for g in wanted], spans)
        total.errors_given += starmap(distance, zip(wanted, resolve_places(given, document["text"], gazetteer), strict=True))
        total.gold += len(wanted)
        total.found += len(found)
        total.exact += len({(g["start"], g["end"]) for g in wanted} & {(m.start, m.end) for m in found})
        pairs = match(wanted, found)
        total.overlapping += len(pairs)
        matched = {id(g): m for g, m in pairs}
        total.errors_found += [distance(g, matched.get(id(g))) for g in wanted]
        gold_of = {id(m): g for g, m in pairs}
        total.confidences += [
            (m.confidence, right(gold_of.get(id(m)), m)) for m in found if m.place is not None and m.place.kind != "group"
        ]
    return total


def match(wanted: list[dict[str, Any]], found: list[Any]) -> list[Pair]:
    """Pair gold spans with overlapping mentions, one to one."""
    free = list(found)
    pairs = []
    for g in wanted:
        mention = next((m for m in free if m.start < g["end"] and g["start"] < m.end), None)
        if mention is not None:
            free.remove(mention)
            pairs.append((g, mention))
    return pairs


def distance(gold: dict[str, Any], mention: Any) -> float | None:
    """Return the distance in km; infinity for what was not placed; `None` where the gold gives no point."""
    if gold.get("lat") is None:
        return None
    place = mention.place if mention is not None else None
    if place is None or place.lat is None:
        return float("inf")
    a, b, c, d = map(radians, (float(gold["lat"]), float(gold["lon"]), place.lat, place.lon))
    return 2 * EARTH_KM * asin(min(1, sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2)))


def right(gold: dict[str, Any] | None, mention: Any) -> bool:
    """Return whether a mention is a gold one, and near its point or no farther from it than the place is wide."""
    off = distance(gold, mention) if gold is not None else float("inf")
    wide = mention.place.kind in {"country", "admin1", "area"}
    return off is None or off <= max(NEAR_KM, (mention.place.precision_km or 0) if wide else 0)


def calibration(tallies: list[Tally]) -> str:
    """Return a table of how many mentions of each level of confidence are right."""
    rows = [c for t in tallies for c in t.confidences]
    lines_ = ["confidence   mentions   mean  right"]
    for low, high in pairwise(LEVELS):
        chosen = [(c, ok) for c, ok in rows if low <= c < high]
        if chosen:
            mean, share = statistics.mean(c for c, _ in chosen), statistics.mean(ok for _, ok in chosen)
            lines_.append(f"{low:.2f}-{min(high, 1):.2f}{len(chosen):12}{mean:7.2f}{share:7.2f}")
    return "\n".join(lines_)


def row(name: str, total: Tally) -> str:
    """Return a corpus's line of the table."""
    given = [e for e in total.errors_given if e is not None]
    placed = [e for e in given if e != float("inf")]
    found = [e for e in total.errors_found if e is not None]
    both = total.gold + total.found
    speed = total.words / (total.seconds_parsing + total.seconds_placing)
    share = total.seconds_parsing / (total.seconds_parsing + total.seconds_placing)
    return (
        f"{name:24}{2 * total.exact / both:9.3f}{2 * total.overlapping / both:9.3f}"
        f"{sum(e <= NEAR_KM for e in given) / len(given):7.3f}{sum(e <= TIGHT_KM for e in given) / len(given):7.3f}"
        f"{statistics.mean(placed):9.0f}{statistics.median(placed):8.1f}{sum(e <= NEAR_KM for e in found) / len(found):9.3f}"
        f"{speed:9.0f}{share:9.0%}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
