"""Fit the weights of place recognition and resolution on gold spans. A development tool: nothing at run time imports it.

    python -m geo.gazetteer.train NAME.gold.jsonl ... [--write]

Each gold file has its texts beside it (NAME.texts.jsonl); the formats are {"doc", "spans": [{"start", "end", "lat", "lon", ...}]} and
{"doc", "text"}. A .txt file holds paragraphs with the mentions in [[double brackets]] and no coordinates. Only weights of
named pieces of evidence are learned and kept: no name and no text of the gold enters the product.
Figures printed are cross-validated over documents.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.gazetteer.confidence import (
    CONFIDENCE,
    SURE_LOG_ODDS,
    WEIGHTS,
    confidence_evidence,
    distances_from_the_rest,
)
from geo.gazetteer.distances import distance_km
from geo.gazetteer.index import load_gazetteer
from geo.gazetteer.place_features import FEATURES, Unit, context_rows
from geo.gazetteer.resolve import build_units, rounds, softmax
from geo.gazetteer.train_calibration import NEAR_ENOUGH_KM, found_outcomes, print_calibration
from geo.language.parse import ParsedText, parse
from geo.language.place_article import add_article_evidence
from geo.language.place_candidates import ParagraphNames, candidates
from geo.language.place_evidence import Evidence, Judged, Witness
from geo.language.places import THRESHOLD, _ruled_out, find_places, overlapping_best, with_text_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo.gazetteer.index import Gazetteer

    Floats = npt.NDArray[np.float64]

FOLDS = 5
_EXPECTED = {"P": "settlement", "ADM1": "admin1", "ADM2": "admin2", "PCLI": "country"}

# Where the gold has little to say (it has few regions that share a town's name), weights stay near these.
PRIOR = {
    "log population": 7.0,
    "country": 3.0,
    "admin1": 1.0,
    "admin2": -0.5,
    "area": 2.0,
    "facility": 0.5,
    "capital": 1.5,
    "seat": 0.5,
    "alias": -0.7,
    "variant": -1.0,
    "biggest": 0.5,
    "kind agrees": 4.0,
    "kind conflicts": -3.0,
    "held by the parent": 5.0,
    "held by a parent elsewhere": 3.0,
    "outside the parent": -2.0,
    "holds what stands before it": 3.0,
    "does not hold what stands before it": -4.0,
    "country share": 4.0,
    "adjective share": 2.0,
    "country spoken of": 0.5,
    "next door share": 1.5,
    "beside it in the text": 2.5,
    "region of the capital's name": -2.0,
    "region that shares its town's name": -1.0,
    "fellow regions share": 1.5,
    "dateline names a town": 2.0,
    "unit share": 3.0,
    "nearby share": 2.5,
    "dateline country": 0.5,
    "region of the same name as its town": -3.0,
    "article says region": 6.0,
    "article says town": 2.0,
    "postal village": -0.5,
    "capital acting as a government": 3.0,
    "at the stated distance": 4.0,
    "not at the stated distance": -4.0,
    "short for its name": 1.5,
    "another name where a neighbour bears it": -3.0,
    "in a region named as one": 2.5,
}


# News in the gold corpora lists few villages, and the own texts tell the country of a place only.
DOUBTS = {"a village far from what stands beside it": -4.0}


@dataclass
class GoldArticle:
    """A gold text with its parse and its spans."""

    corpus: str
    doc: str
    parsed: ParsedText
    spans: list[dict[str, Any]]
    countries: frozenset[str] = frozenset()
    """Where all its mentions lie, in texts without coordinates: enough to tell whether confidence is deserved."""


def read_gold(path: Path) -> list[GoldArticle]:
    """Read a gold file and the texts beside it; demonyms, which are no mentions here, are left out."""
    if path.suffix == ".txt":
        return read_bracketed(path)
    with path.with_name(path.name.replace(".gold.", ".texts.")).open(encoding="utf-8") as file:
        texts = {row["doc"]: row["text"] for row in map(json.loads, file)}
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [
        GoldArticle(path.name.split(".")[0], row["doc"], parse(texts[row["doc"]]), [s for s in row["spans"] if s.get("type") != "demonym"])
        for row in rows
    ]


def read_bracketed(path: Path) -> list[GoldArticle]:
    """Read paragraphs whose mentions stand in double brackets, one article a paragraph, their countries before it; # is a comment."""
    articles = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if not line.strip() or line.startswith("#"):
            continue
        text, spans = "", []
        braces = re.match(r"\{([A-Z ]*)\} ", line)
        countries = frozenset(braces[1].split()) if braces else frozenset()
        line = line[braces.end() :] if braces else line  # noqa: PLW2901
        for part in re.split(r"(\[\[.*?\]\])", line):
            if part.startswith("[["):
                spans.append({"start": len(text), "end": len(text) + len(part) - 4})
                part = part[2:-2]  # noqa: PLW2901
            text += part
        articles.append(GoldArticle(path.stem, f"{path.stem}-{number}", parse(text), spans, countries))
    return articles


def folds(articles: Sequence[GoldArticle]) -> npt.NDArray[np.int64]:
    """Return a fold for each article."""
    return np.random.default_rng(7).permutation(len(articles)) % FOLDS


# --- recognition -------------------------------------------------------------------------------------------------------


def judged_candidates(article: GoldArticle, gazetteer: Gazetteer) -> list[Judged]:
    """Return the candidates of an article that the contract does not rule out, with their evidence."""
    paragraphs = [ParagraphNames(p) for p in article.parsed.paragraphs]
    witness = Witness(paragraphs, gazetteer)
    judged = add_article_evidence(
        Judged(n, c, witness.evidence(n, c), witness.book.of(c.lookup)) for n in paragraphs for c in candidates(n, gazetteer)
    )
    return [j for j in judged if not _ruled_out(j)]


def place_of(judged: Judged) -> tuple[int, int]:
    """Return the span of a candidate in its article."""
    offset = judged.names.paragraph.offset
    return offset + judged.candidate.start, offset + judged.candidate.end


def fit_logistic(x: Floats, y: Floats, penalty: float = 1.0, prior: Floats | None = None) -> Floats:
    """Return the weights of a logistic regression drawn towards `prior` (or to nought), by Newton's method."""
    centre = np.zeros(x.shape[1]) if prior is None else prior
    w = centre.copy()
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (p - y) + penalty * (w - centre)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty * np.eye(len(w))
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-6:  # noqa: PLR2004
            break
    return w


def matrix(evidence: Sequence[Evidence], names: Sequence[str]) -> Floats:
    """Return the evidence as rows over the named columns."""
    index = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(evidence), len(names)))
    for i, found in enumerate(evidence):
        for name, value in found.items():
            if name in index:
                x[i, index[name]] = value
    return x


def train_recognition(articles: Sequence[GoldArticle], gazetteer: Gazetteer) -> dict[str, float]:
    """Fit and print the recognition of places; return the weights by name."""
    judged = [judged_candidates(a, gazetteer) for a in articles]
    names = sorted({name for group in judged for j in group for name in j.evidence})
    x = [matrix([j.evidence for j in group], names) for group in judged]
    gold = [{(s["start"], s["end"]) for s in a.spans} for a in articles]
    y = [np.array([place_of(j) in g for j in group], dtype=float) for group, g in zip(judged, gold, strict=True)]
    fold = folds(articles)
    for threshold in (0.35, THRESHOLD, 0.5):
        counts: dict[str, list[int]] = {}
        for k in range(FOLDS):
            rest = [i for i in range(len(articles)) if fold[i] != k]
            w = fit_logistic(np.vstack([x[i] for i in rest]), np.concatenate([y[i] for i in rest]))
            for i in np.flatnonzero(fold == k).tolist():
                scored = [(float(1 / (1 + np.exp(-s))), j) for s, j in zip(x[i] @ w, judged[i], strict=True)]
                found = {place_of(j) for j in overlapping_best([(p, j) for p, j in scored if p >= threshold])}
                row = counts.setdefault(articles[i].corpus, [0, 0, 0])
                row[0] += len(found & gold[i])
                row[1] += len(found)
                row[2] += len(gold[i])
        for corpus, (hits, predicted, wanted) in counts.items():
            f1 = 2 * hits / (predicted + wanted)
            sys.stdout.write(f"recognition {corpus} at {threshold}: P {hits / predicted:.3f} R {hits / wanted:.3f} F1 {f1:.4f}\n")
    w = fit_logistic(np.vstack(x), np.concatenate(y))
    return {name: round(float(v), 3) for name, v in zip(names, w, strict=True)}


# --- resolution --------------------------------------------------------------------------------------------------------


@dataclass
class Case:
    """One article's units, with which candidates are right."""

    article: int
    units: list[Unit]
    right: list[npt.NDArray[np.bool_]]
    counts: list[int]
    gold: list[dict[str, Any] | None]

    def within(self, unit: Unit, best: int) -> bool:
        """Return whether the gold's point lies in the chosen place's own radius: points of continents and seas are a matter of taste."""
        number = next(i for i, u in enumerate(self.units) if u is unit)
        span, place = self.gold[number], unit.entries[best].place
        if span is None or place.kind not in {"area", "country", "admin1"} or place.precision_km is None:
            return False
        return float(distance_km(unit.lat[best], unit.lon[best], span["lat"], span["lon"])) <= place.precision_km


def right_candidates(unit: Unit, spans: Sequence[dict[str, Any]]) -> npt.NDArray[np.bool_]:
    """Return which candidates of a unit are the gold's place: near it, and of its kind where the gold says which."""
    span = spans[0]
    near = distance_km(unit.lat, unit.lon, span["lat"], span["lon"]) <= NEAR_ENOUGH_KM
    expected = _EXPECTED.get(span.get("fcode") or "") or _EXPECTED.get(span.get("fclass") or "")
    ids = np.array([e.place.place_id == f"gn:{span.get('geonameid')}" for e in unit.entries], dtype=bool)
    if ids.any():
        return ids
    kinds = near & np.array([e.place.kind == expected for e in unit.entries], dtype=bool)
    return kinds if kinds.any() else near


def build_cases(articles: Sequence[GoldArticle], gazetteer: Gazetteer) -> list[Case]:
    """Return the units of every article's gold spans."""
    cases = []
    for number, article in enumerate(articles):
        text = article.parsed.text
        placed = [s for s in article.spans if s.get("lat") is not None]
        spans = with_text_spans(text, [(s["start"], s["end"]) for s in placed], find_places(article.parsed, gazetteer))
        units, unit_of = build_units(spans, text, gazetteer)
        gold: dict[int, list[dict[str, Any]]] = {}
        for span, unit in zip(placed, unit_of, strict=True):
            if unit is not None:
                gold.setdefault(id(unit), []).append(span)
        right = [right_candidates(u, gold[id(u)]) if u.entries and id(u) in gold else np.zeros(len(u.entries), dtype=bool) for u in units]
        cases.append(Case(number, units, right, [len(gold.get(id(u), ())) for u in units], [gold.get(id(u), [None])[0] for u in units]))
    return cases


def fit_choice(cases: Sequence[Case], prior: Floats, penalty: float, start: Floats) -> Floats:
    """Return the weights of a conditional logit over each unit's candidates, drawn towards `prior`, by Newton's method.

    The context (how the other names of the article are resolved) is recomputed with the weights as they improve.
    """
    w = start.copy()
    for _ in range(4):
        problems: list[tuple[Floats, npt.NDArray[np.bool_], float]] = []
        for case in cases:
            rounds(case.units, w)
            for rows, right, count in zip(context_rows(case.units), case.right, case.counts, strict=True):
                if right.any() and not right.all():
                    problems.append((rows, right, min(count, 4) ** 0.5))
        for _ in range(12):
            gradient = penalty * (w - prior)
            hessian = penalty * np.eye(len(w))
            for rows, right, weight in problems:
                p = softmax(rows @ w)
                q = np.where(right, p, 0)
                q = q / q.sum() if q.sum() > 0 else right / right.sum()
                mean = p @ rows
                gradient += weight * (mean - q @ rows)
                centred = rows - mean
                hessian += weight * (centred * p[:, None]).T @ centred
            step = np.linalg.solve(hessian, gradient)
            w -= np.clip(step, -1.5, 1.5)
            if np.abs(step).max() < 1e-3:  # noqa: PLR2004
                break
    return w


def train_resolution(articles: Sequence[GoldArticle], gazetteer: Gazetteer, penalty: float) -> tuple[dict[str, float], dict[str, float]]:
    """Fit and print the resolution of places; return the weights and the calibration of confidence."""
    cases = build_cases(articles, gazetteer)
    prior = np.array([PRIOR[name] for name in FEATURES])
    fold = folds(articles)
    outcomes: list[tuple[str, Floats | None, bool, int]] = []
    by_fold = [fit_choice([c for c in cases if fold[c.article] != k], prior, penalty, prior) for k in range(FOLDS)]
    for case in cases:
        rounds(case.units, by_fold[fold[case.article]])
        apart = distances_from_the_rest(case.units)
        for unit, right, count, rows, far in zip(case.units, case.right, case.counts, context_rows(case.units), apart, strict=True):
            best = int(np.argmax(unit.shares)) if len(unit.shares) else -1
            hit = best >= 0 and (bool(right[best]) or _near_right(unit, right, best) or case.within(unit, best))
            evidence = np.append(confidence_evidence(unit, rows[best], best, far), SURE_LOG_ODDS) if best >= 0 else None
            outcomes.append((articles[case.article].corpus, evidence, hit, count))
    for corpus in dict.fromkeys(a.corpus for a in articles):
        own = [(e, hit, n) for c, e, hit, n in outcomes if c == corpus]
        total = sum(n for _, _, n in own)
        if not total:
            continue
        known = sum(n for e, _, n in own if e is not None)
        hits = sum(n for _, hit, n in own if hit)
        sys.stdout.write(
            f"resolution {corpus}: right {hits / total:.4f} of {total} gold mentions, {hits / known:.4f} of {known} with candidates\n"
        )
    found = [row for a, k in zip(articles, fold, strict=True) for row in found_outcomes(a, by_fold[k], gazetteer)]
    given = [(e, hit) for _, e, hit, _ in outcomes if e is not None]
    doubts = np.array([DOUBTS.get(name, 0.0) for name in CONFIDENCE])
    calibration = fit_logistic(
        np.array([e for e, _ in given + found]), np.array([hit for _, hit in given + found], dtype=float), 0.5, doubts
    )
    for label, own_rows in (("given", given), ("found", found)):
        print_calibration(label, calibration, own_rows)
    w = fit_choice(cases, prior, penalty, prior)
    table = {name: round(float(v), 3) for name, v in zip(FEATURES, w, strict=True)}
    return table, {name: round(float(v), 3) for name, v in zip(CONFIDENCE, calibration, strict=True)}


def _near_right(unit: Unit, right: npt.NDArray[np.bool_], best: int) -> bool:
    return bool(right.any()) and bool(
        (distance_km(unit.lat[best], unit.lon[best], unit.lat[right], unit.lon[right]) <= NEAR_ENOUGH_KM).any()
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit both models on the gold files given; `--write` keeps the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--only", choices=("recognition", "resolution"), help="fit one of the two")
    parser.add_argument("--write", action="store_true", help="write the weights to geo/data")
    parser.add_argument("--penalty", type=float, default=1.0, help="how strongly resolution weights are drawn to their prior")
    options = parser.parse_args(arguments)
    gazetteer = load_gazetteer()
    articles = [article for path in options.gold for article in read_gold(path)]
    table = json.loads(WEIGHTS.read_text(encoding="utf-8")) if WEIGHTS.exists() else {}
    if options.only != "resolution":
        table["recognition"] = train_recognition(articles, gazetteer)
    if options.only != "recognition":
        table["resolution"], table["calibration"] = train_resolution(articles, gazetteer, options.penalty)
    if options.write:
        WEIGHTS.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
