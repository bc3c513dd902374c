"""Opening, memory and look-ups of the gazetteer: `python -m tests.bench.bench_gazetteer`."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path


def resident_mb() -> float:
    """Return this process's resident memory in MB (Linux)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1000
    return float("nan")


def per_second(function, names: list[str]) -> int:
    """Return how many names a second of processor time a function looks up: what else runs on the machine does not count."""
    start = time.process_time()
    for name in names:
        function(name)
    return round(len(names) / (time.process_time() - start))


def main() -> None:
    """Print the figures as one JSON object."""
    before, start = resident_mb(), time.perf_counter()
    from geo.gazetteer.index import load_gazetteer  # noqa: PLC0415  (its import is part of what is measured)
    from geo.gazetteer.names import name_key  # noqa: PLC0415

    gazetteer = load_gazetteer()
    figures: dict[str, float] = {"open_s_with_imports": round(time.perf_counter() - start, 3), "memory_mb": round(resident_mb() - before)}
    names = [gazetteer._names[i].as_py() for i in random.Random(7).sample(range(len(gazetteer)), 50_000)]  # noqa: S311
    for label, function in (
        ("has_per_s", gazetteer.has),
        ("has_of_unknown_per_s", lambda n: gazetteer.has(n + "q")),
        ("find_per_s", gazetteer.find),
        ("find_best_known_per_s", lambda n: gazetteer.find(n)[0]),
        ("find_all_bearers_per_s", lambda n: list(gazetteer.find(n))),
    ):
        name_key.cache_clear()
        figures[label] = per_second(function, names)
    figures["memory_mb_after_look_ups"] = round(resident_mb() - before)
    units = [e.place.place_id for e in gazetteer if e.place.kind == "admin1" and gazetteer.has_polygon(e.place.place_id)][:1000]
    figures["polygons_per_s"] = per_second(gazetteer.shape, units)
    figures["memory_mb_after"] = round(resident_mb() - before)
    print(json.dumps(figures | gazetteer.info(), indent=1))


if __name__ == "__main__":
    main()
