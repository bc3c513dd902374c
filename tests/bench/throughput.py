"""How much of the bare language model's speed the whole reading keeps: `python -m tests.bench.throughput TEXTS.jsonl`.

Prints words per second of the bare model and of the whole reading in the same run (loading excluded), and how much
faster the command line is with two processes than with one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from geo.gazetteer.index import load_gazetteer
from geo.language.parse import load_model
from geo.language.reader import read_article
from geo.records import Article


def main(path: Path) -> None:
    """Print the three figures."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    words = sum(len(row["text"].split()) for row in rows)
    model = load_model()
    load_gazetteer()
    read_article(Article(rows[0]["text"]))
    begun = time.perf_counter()
    for row in rows:
        list(model.pipe(line for line in row["text"].splitlines() if line.strip()))
    bare = time.perf_counter() - begun
    begun = time.perf_counter()
    for row in rows:
        read_article(Article(row["text"], published=date.fromisoformat(row["published"]) if row.get("published") else None))
    whole = time.perf_counter() - begun
    print(f"{len(rows)} texts, {words} words")
    print(f"bare model {words / bare:.0f} words/s, whole reading {words / whole:.0f} words/s: {bare / whole:.0%}")
    took = {}
    for jobs in (1, 2):
        begun = time.perf_counter()
        command = [sys.executable, "-m", "geo", "extract", "--jsonl", "--jobs", str(jobs), str(path)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        took[jobs] = time.perf_counter() - begun
    ratio = took[1] / took[2]
    print(f"command line, start included: {took[1]:.1f} s with one process, {took[2]:.1f} s with two: {ratio:.2f} times as fast")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
