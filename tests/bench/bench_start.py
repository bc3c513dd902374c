"""How soon the command line and the gazetteer are ready, each in a process of its own: `make bench`."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.conftest import ROOT, SEED

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

MEMORY = """
import resource
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
from geo.gazetteer.index import load_gazetteer
load_gazetteer().find("Sumy")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def run(*arguments: str) -> str:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def bench_extract_from_start_to_end_on_the_seed(benchmark: BenchmarkFixture) -> None:
    benchmark.pedantic(run, args=("-m", "geo", "extract", str(SEED)), rounds=5)


def bench_open_the_gazetteer_and_look_up_a_name(benchmark: BenchmarkFixture) -> None:
    code = "import time; t = time.perf_counter(); from geo.gazetteer.index import load_gazetteer; load_gazetteer().find('Sumy')"
    benchmark.pedantic(run, args=("-c", code), rounds=5)
    benchmark.extra_info["resident_kB"] = int(run("-c", MEMORY))
