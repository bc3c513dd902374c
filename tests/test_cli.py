"""The command line as the contract states it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from geo.cli import main
from geo.confined import SECONDS, SECONDS_A_MEGABYTE, Worker
from tests.conftest import ROOT, SEED

if TYPE_CHECKING:
    from pathlib import Path

    from geo.intake import Given
    from geo.records import Reading
    from geo.store import Store


def run(*arguments: str, stdin: str | bytes = "") -> subprocess.CompletedProcess[str]:
    data = stdin if isinstance(stdin, bytes) else stdin.encode()
    done = subprocess.run([sys.executable, "-m", "geo", *arguments], cwd=ROOT, input=data, capture_output=True, check=False)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="module")
def extracted() -> dict[str, Any]:
    done = run("extract", str(SEED.relative_to(ROOT)), "--published", "2025-03-15")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_extract_writes_the_contracts_object(extracted: dict[str, Any]) -> None:
    assert extracted["doc"] == "seeds/kursk-surrender-call.txt"
    assert extracted["article_id"] == "af5ae689a06cc114"
    assert (extracted["published"], extracted["language"]) == ("2025-03-15", "en")
    assert "text" not in extracted
    text = SEED.read_text(encoding="utf-8")
    for row in (*extracted["mentions"], *extracted["dates"]):
        assert text[row["start"] : row["end"]] == row["text"]
    for event in extracted["events"]:
        assert event["id"] == f"af5ae689a06cc114:event:{event['trigger'][0]}-{event['trigger'][1]}"
        assert (event["lat"], event["lon"]) != (0, 0)
    names = {a["name"] for a in extracted["actors"]}
    for claim in extracted["claims"]:
        assert set(claim["speakers"]) <= names
        assert all(0 <= r["claim"] < len(extracted["claims"]) for r in claim["relations"])


@pytest.mark.parametrize(
    ("arguments", "stdin", "complaint"),
    [
        (["extract", "no-such-file.txt"], "", "There is no file 'no-such-file.txt'; check its path."),
        (["extract"], "", "Standard input is empty; give a file with the article's text."),
        (
            ["extract"],
            b"\x89PNG\r\n\x1a\n\x00\x00" * 50,
            "Standard input is not a text file that can be read; give plain text, HTML, PDF or DOCX.",
        ),
        (["extract"], "word " * 1_000_000, "Standard input has 5.0 MB; an article may have 2 MB at most"),
        (["extract", "x.txt", "--published", "someday"], "", "'someday' is not a date; write it as YYYY-MM-DD"),
        (["extract", "--jobs", "none"], "", "'none' is not a number of processes"),
        (["export", "--layer", "wars"], "", "invalid choice: 'wars'"),
        (["export", "--layer", "events", "--store", "none.sqlite"], "", "There is no store 'none.sqlite' yet; read an article first"),
        (["export", "--layer", "events", "--since", "2025-13-01"], "", "'2025-13-01' is not a date"),
        (["frobnicate"], "", "invalid choice: 'frobnicate'"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(arguments: list[str], stdin: str | bytes, complaint: str) -> None:
    done = run(*arguments, stdin=stdin)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_bad_line_is_told_and_the_others_are_done_in_order() -> None:
    lines = [
        {"doc": "first", "text": "Rebels shelled Goma on 3 May 2024, the army said.", "published": None},
        {"doc": "broken"},
        {"doc": "last", "text": "Talks were held in Kinshasa on Monday.", "published": "2024-05-08"},
    ]
    for jobs in ("1", "2"):
        done = run("extract", "--jsonl", "--jobs", jobs, stdin="\n".join(map(json.dumps, lines)))
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        assert [r["doc"] for r in rows] == ["first", "last"]
        assert done.returncode == 2
        assert done.stderr == "Line 2 has no text; each line must be one object with doc and text.\n"
    assert rows[1]["dates"][0]["value"] == "2024-05-06"
    assert rows[0]["events"][0]["place"] == "Goma"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_text_that_takes_too_long_is_given_up_by_its_name_and_the_others_are_read(
    jobs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    limits: dict[str, float | None] = {}
    read = Worker.read

    def impatient(worker: Worker, given: Given, seconds: float | None = None) -> Reading:
        limits[given.article.doc] = seconds
        return read(worker, given, 0.001 if given.article.doc == "endless.txt" else None)

    monkeypatch.setattr(Worker, "read", impatient)
    texts = dict.fromkeys(("first", "endless.txt", "third", "last"), "Rebels shelled Goma on 3 May 2024, the army said. ")
    texts["endless.txt"] *= 2_000
    lines = tmp_path / "in.jsonl"
    lines.write_text("\n".join(json.dumps({"doc": doc, "text": text}) for doc, text in texts.items()))
    assert main(["extract", "--jobs", jobs, "--timeout", "77", str(lines)]) == 2
    out, err = capsys.readouterr()
    assert [json.loads(line)["doc"] for line in out.splitlines()] == ["first", "third", "last"]
    assert err == "endless.txt takes longer than 0 seconds to read and was given up; give a shorter text of it.\n"
    assert limits == dict.fromkeys(texts, 77)


@pytest.mark.parametrize("given", ["0", "-1", "1.5", "²", "soon", "9" * 30])
def test_a_time_limit_is_a_number_of_seconds(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["extract", "--timeout", given])
    assert ended.value.code == 2
    assert "is not a number of seconds; give 1 to 86400" in capsys.readouterr().err


def test_the_time_limit_is_told_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("extract", "read"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        assert f"default: {SECONDS}, and {SECONDS_A_MEGABYTE} more a megabyte" in " ".join(capsys.readouterr().out.split())


def test_given_spans_are_resolved_one_to_one_in_their_order() -> None:
    text = "Talks in Kinshasa, not in Xyzzyqua, were about Goma."
    spans = [[text.index(w), text.index(w) + len(w)] for w in ("Goma", "Xyzzyqua", "Kinshasa")]
    done = run("extract", "--jsonl", stdin=json.dumps({"doc": "d", "text": text, "published": None, "spans": spans}))
    mentions = json.loads(done.stdout)["mentions"]
    assert [[m["start"], m["end"]] for m in mentions] == spans
    assert [m["country"] for m in mentions] == ["CD", None, "CD"]
    assert (mentions[1]["lat"], mentions[1]["lon"], mentions[1]["place_id"]) == (None, None, None)


def test_read_keeps_the_seed_once_and_its_addition_as_a_correction(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = str(tmp_path / "s.sqlite")
    assert main(["read", str(SEED), "--store", store]) == 0
    assert capsys.readouterr().out == f"1 article read into {store}.\n"
    assert main(["read", str(SEED), "--store", store]) == 0
    assert capsys.readouterr().out == f"0 articles read into {store}; 1 kept already, nothing changed for it.\n"
    assert main(["export", "--layer", "places", "--store", store]) == 0
    features = json.loads(capsys.readouterr().out)["features"]
    group = next(f for f in features if f["properties"]["kind"] == "group")
    assert group["properties"]["count"] == 8
    assert "543 people" in group["properties"]["note"]
    assert "Ukrainska Pravda" in group["properties"]["note_source"]
    assert group["geometry"]["type"] in ("Polygon", "MultiPolygon")


def test_export_filters_and_says_what_it_left_out(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--layer", "events", "--since", "2024-05-01", "--store", filled.name]) == 0
    out, err = capsys.readouterr()
    assert [f["properties"]["trigger"] for f in json.loads(out)["features"]] == ["shelled"]
    assert err == "2 undated events left out.\n"


def test_a_closed_pipe_is_no_failure() -> None:
    with subprocess.Popen([sys.executable, "-m", "geo", "store", "--help"], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        os.close(os.dup(process.stdout.fileno()))
        process.stdout.close()
        assert process.wait() in (0, 120)
