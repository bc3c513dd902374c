"""Coverage-guided fuzzing with atheris: `python -m tests.fuzz --seconds 60 [TARGET ...]`, one process a target.

The first input of a target that breaks its promise ends its run and is kept in `--found`; the exit status is then 1.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SLOWEST_SECONDS = 5
"""Of the processor; an input that takes longer is a finding."""
HANGING_SECONDS = 60
"""On the clock, which other processes make slower."""
MOST_MEGABYTES = 4096
WATCHED = [
    "geo", "dashboard.access", "dashboard.state", "dashboard.tiles", "pypdf", "tomllib", "xml.etree", "defusedxml", "zipfile", "email",
    "http",
]  # fmt: skip
"""Modules whose branches guide the search."""


def tokens_of(seeds: bytes) -> list[bytes]:
    """Return words and runs of signs of the seeds, for the fuzzer to put together anew."""
    return re.findall(rb"[A-Za-z_]{2,24}|[0-9.-]{1,12}|[^\w\s]{1,3}", seeds)[:400]


def escaped(token: bytes) -> str:
    """Return a token as libFuzzer's dictionaries write it."""
    return "".join(f"\\x{b:02x}" for b in token)


def fuzz(name: str, folder: Path, found: Path, seconds: int) -> None:
    """Fuzz one target in this process; libFuzzer ends it."""
    import atheris  # noqa: PLC0415  (only make soak installs it)

    with atheris.instrument_imports(include=WATCHED):
        from tests.fuzz.targets import targets  # noqa: PLC0415

    target = targets()[name]
    corpus, tokens = folder / "corpus", folder / "tokens"
    corpus.mkdir()
    for number, seed in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    tokens.write_text("".join(f'"{escaped(t)}"\n' for t in dict.fromkeys(tokens_of(b"\n".join(target.seeds)))))
    options = [
        f"-max_total_time={seconds}", f"-timeout={HANGING_SECONDS}", f"-rss_limit_mb={MOST_MEGABYTES}", "-max_len=20000", "-seed=1",
        f"-dict={tokens}",        f"-artifact_prefix={found}/{name}-", "-print_final_stats=1",
    ]  # fmt: skip

    def check(data: bytes) -> None:
        begun = time.process_time()
        target.check(data)
        taken = time.process_time() - begun
        assert taken < SLOWEST_SECONDS, f"{taken:.1f} seconds"

    for seed in target.seeds:
        target.check(seed)  # what is loaded only once is not the first input's fault
    atheris.Setup([sys.argv[0], str(corpus), *options], check)
    atheris.Fuzz()


def main() -> int:
    """Fuzz the targets one after the other, and tell of each how often it ran and what broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*", help="default: all")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument(
        "--found", type=Path, default=Path(tempfile.gettempdir()) / "contested-fuzz", help="where inputs are kept that break something"
    )
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.found.mkdir(parents=True, exist_ok=True)
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed: make soak installs it where there is a wheel (Linux on x86-64).", file=sys.stderr)
        return 2
    if options.here:
        fuzz(options.targets[0], options.here, options.found, options.seconds)
        return 0
    from tests.fuzz.targets import targets  # noqa: PLC0415  (not before: what is imported already is not watched)

    broken = 0
    for name in options.targets or targets():
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "tests.fuzz", name, "--here", folder]
            command += ["--seconds", str(options.seconds), "--found", str(options.found)]
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        ran = re.findall(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
        print(f"{name}: {int(ran[-1]) if ran else 0:,} inputs{'' if done.returncode == 0 else ', BROKEN:'}", flush=True)
        if done.returncode:
            broken += 1
            print(
                done.stdout[-2000:] + "\n".join(n for n in done.stderr.splitlines() if n.startswith(("==", "SUMMARY", "ALARM"))), flush=True
            )
    print(f"{broken} targets broken; what broke them is in {options.found}." if broken else "Nothing broke.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
