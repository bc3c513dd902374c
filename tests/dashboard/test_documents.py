"""What the About page cites from the project's documents."""

from __future__ import annotations

from dashboard import about, documents
from dashboard.state import View

TEXT = """# Title

## How good it is

Measured by *somebody* with `tests/bench`;
see [the list](list.md).

| what | figure |
|---|--:|
| places | .9 |
| dates, `value` | **.8** |

- one
  and more
- two

## Next
- three
"""


def test_a_section_ends_where_the_next_begins() -> None:
    part = documents.section(TEXT, "How good it is")
    assert documents.paragraphs(part) == ["Measured by somebody with tests/bench; see the list."]
    assert documents.tables(part) == [[["what", "figure"], ["places", ".9"], ["dates, value", ".8"]]]
    assert documents.items(part) == ["one and more", "two"]
    assert documents.section(TEXT, "Absent") == ""


def test_the_page_has_the_readmes_figures_and_the_sources_licences() -> None:
    (figures,) = about.measured()["tables"]
    assert len(figures) > 4
    assert {len(row) for row in figures} == {2}
    own, base = about.sources(["UCDP GED: CC BY 4.0"])["tables"]
    assert own[0] == ["what", "package, version", "upstream", "licence"]
    assert all(row[-1] for row in own)
    assert any("Natural Earth" in " ".join(row) for row in base)


def test_every_section_says_something() -> None:
    parts = about.data(View(lang=None), [])["parts"]
    assert len({p["id"] for p in parts}) == len(parts)
    assert all(p.get("paragraphs") or p.get("items") or p.get("tables") or p.get("keys") for p in parts)


def test_a_missing_document_leaves_its_part_out() -> None:
    assert documents.read(documents.ROOT / "no-such-file.md") == ""
