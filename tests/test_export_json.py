"""Cells as JSON text: what is unknown is null wherever it stands, and the text is what a strict reader takes."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.export_json import feature_lines


def written(column: pd.Series) -> list[Any]:
    frame = gpd.GeoDataFrame({"x": column}, geometry=[None] * len(column), crs="EPSG:4326")

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    return [json.loads(line, parse_constant=refuse)["properties"]["x"] for line in feature_lines(frame)]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (float("nan"), None),
        (pd.NA, None),
        (pd.NaT, None),
        ({"a": float("nan"), "b": [1, float("nan")]}, {"a": None, "b": [1, None]}),
        ({"day": dt.date(2024, 5, 3), "at": pd.Timestamp("2024-05-03")}, {"day": "2024-05-03", "at": "2024-05-03"}),
        ((np.int64(3), np.float64(0.5), np.int64(4) > 3), [3, 0.5, True]),
        (({"name": "Гома", "score": pd.NA},), [{"name": "Гома", "score": None}]),
    ],
)
def test_what_is_unknown_is_null_however_deep_it_stands(cell: Any, read: Any) -> None:
    assert written(pd.Series([cell, "x"], dtype=object)) == [read, "x"]


def test_numbers_that_may_be_unknown_stay_numbers() -> None:
    assert written(pd.Series([1, None, 2**62], dtype="Int64")) == [1, None, 2**62]
    assert [repr(v) for v in written(pd.Series([True, None], dtype="boolean"))] == ["True", "None"]
    assert written(pd.Series([0.5, None], dtype="Float64")) == [0.5, None]
