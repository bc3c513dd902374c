"""What is installed: every package at one version and by its hash, under a licence that lets us use it."""

from __future__ import annotations

import csv
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from geo.gazetteer.layout import DATA
from tests.conftest import ROOT

PERMITTED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "LGPL-2.1-or-later", "LGPL-3.0-only", "MIT",
    "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Zlib",
}  # fmt: skip
"""Licences of libraries that a program under the MIT licence may use unchanged."""


def pinned(name: str) -> dict[str, list[str]]:
    """The requirements of a file, each with its hashes."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return {line.split("--hash")[0].strip(): re.findall(r"--hash=sha256:([0-9a-f]{64})", line) for line in lines}


@pytest.mark.parametrize("name", ["requirements.txt", "tests/requirements.txt"])
def test_every_package_is_pinned_by_version_and_hash(name: str) -> None:
    found = pinned(name)
    assert len(found) > 50
    for requirement, hashes in found.items():
        assert [s.operator for s in Requirement(requirement).specifier] == ["=="], requirement
        assert hashes, requirement


def test_the_fuzzer_is_pinned_and_no_test_needs_it() -> None:
    ((requirement, hashes),) = pinned("tests/fuzz/requirements.txt").items()
    assert requirement.startswith("atheris==")
    assert hashes
    assert "atheris" not in (ROOT / "tests" / "requirements.txt").read_text(encoding="utf-8")


def test_what_the_project_asks_for_is_what_is_pinned() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    at = {}
    for requirement in map(Requirement, pinned("requirements.txt")):
        at.setdefault(canonicalize_name(requirement.name), set()).add(next(iter(requirement.specifier)).version)
    for requirement in map(Requirement, asked):
        versions = at[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(v, prereleases=True) for v in versions), requirement


def test_the_tests_use_the_versions_that_people_use() -> None:
    assert set(pinned("requirements.txt")) <= set(pinned("tests/requirements.txt"))


def test_each_packages_licence_is_listed_and_permitted() -> None:
    with (DATA / "packages.csv").open(encoding="utf-8", newline="") as file:
        licences = {row["package"]: row["licence"] for row in csv.DictReader(file)}
    assert set(licences) == {canonicalize_name(Requirement(r).name) for r in pinned("requirements.txt")}
    for package, licence in licences.items():
        # "A OR B" may be chosen from; all of "A AND B" must be kept.
        choices = licence.replace("(", "").replace(")", "").split(" OR ")
        assert any(set(c.split(" AND ")) <= PERMITTED for c in choices), f"{package}: {licence}"
