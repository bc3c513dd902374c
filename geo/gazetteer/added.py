"""Places that a user adds: GeoNames' dump of a country, fetched on command only, and indexed beside what ships with the program.

Every country has a folder of its own in the user's data folder, of the same files as `geo/data`. A new one is made in full
beside the old one and takes its place in one step, so whatever breaks leaves the old data as they were.
"""

from __future__ import annotations

import datetime as dt
import http.client
import io
import json
import os
import shutil
import tempfile
import tomllib
import urllib.error
import urllib.request
import zipfile
import zlib
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import platformdirs
from tqdm import tqdm

from geo.errors import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.gazetteer.build.rows import Row
    from geo.gazetteer.index import Gazetteer
    from geo.records import PlaceKind

GEONAMES = "https://download.geonames.org/export/dump"
FACTS = "added.json"
COLUMNS = 19
LARGEST_DOWNLOAD = 600_000_000
"""Bytes; the largest dump of one country (the US) has some 80 MB."""
LARGEST_TABLE = 1_500_000_000
"""Bytes unpacked; a file that claims or gives more is no dump."""
_CHUNK = 1 << 18
_TIMEOUT_S = 60


def added_folder() -> Path:
    """Return the folder of added countries: below `CONTESTED_DATA`, else below the user's data folder."""
    return Path(os.environ.get("CONTESTED_DATA") or platformdirs.user_data_dir("contested-ground")) / "gazetteer"


def added_countries() -> list[Path]:
    """Return the folders of the countries added, in order of code."""
    folder = added_folder()
    return sorted(p for p in folder.iterdir() if len(p.name) == 2 and (p / FACTS).is_file()) if folder.is_dir() else []  # noqa: PLR2004


def facts_of(folder: Path) -> dict[str, Any]:
    """Return what is known of an added country: its code, number of places, source and day.

    Raises
    ------
    geo.errors.DataError
        If the file is damaged.
    """
    try:
        return cast("dict[str, Any]", json.loads((folder / FACTS).read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        msg = f"The added places of {folder.name} cannot be read ({error}); run `python -m geo gazetteer add {folder.name}` again."
        raise DataError(msg) from error


def add_country(code: str, gazetteer: Gazetteer, base_url: str = GEONAMES, *, show: bool = False) -> int:
    """Fetch a country's dump from GeoNames and add its places.

    Parameters
    ----------
    code
        ISO 3166-1 alpha-2.
    gazetteer
        Tells which codes there are and which first-level unit each of GeoNames' codes stands for.
    base_url
        Where `CODE.zip` lies.
    show
        Show a progress bar.

    Returns
    -------
    int
        Number of places added.

    Raises
    ------
    geo.errors.InputError
        For a code that is no country's, or an address that is not http(s).
    geo.errors.DataError
        If the download breaks off or is not such a dump; the data added before are kept.
    """
    code = code.upper()
    if gazetteer.country(code) is None:
        msg = f"{code!r} is no country code; give two letters of ISO 3166-1, such as UA."
        raise InputError(msg)
    if not base_url.startswith(("http://", "https://")):
        msg = f"{base_url!r} is no web address; give one that begins with https://."
        raise InputError(msg)
    folder = added_folder()
    url = f"{base_url.rstrip('/')}/{code}.zip"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as scratch:
            part = folder / f".{code}.zip.part"
            _download(url, part, show=show)
            made = Path(scratch) / code
            made.mkdir()
            try:
                count = _build(code, part, made, gazetteer)
            finally:
                part.unlink()  # complete but perhaps unsound: the next attempt starts afresh
            facts = {"country": code, "places": count, "source": url, "day": dt.datetime.now(dt.UTC).date().isoformat()}
            (made / FACTS).write_text(json.dumps(facts | {"licence": "GeoNames, CC BY 4.0"}), encoding="utf-8")
            _put(made, folder / code, Path(scratch) / "old")
    except OSError as error:
        msg = f"The places of {code} could not be kept in {folder} ({error.strerror or error}); the data added before are unchanged."
        raise DataError(msg) from error
    return count


def _put(made: Path, wanted: Path, old: Path) -> None:
    """Put the new folder in the place of the old one; the old one comes back if that fails."""
    if wanted.exists():
        wanted.rename(old)
    try:
        made.rename(wanted)
    except OSError:
        if old.exists():
            old.rename(wanted)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _download(url: str, part: Path, *, show: bool) -> None:
    """Fetch a file, going on where an earlier attempt broke off."""
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"User-Agent": "contested-ground"} | ({"Range": f"bytes={have}-"} if have else {}))  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310  (add_country lets only http(s) through)
            going_on = answer.status == http.HTTPStatus.PARTIAL_CONTENT
            start = have if going_on else 0
            length = answer.headers.get("Content-Length")
            total = start + int(length) if length and length.isdecimal() else None
            size = start
            with (
                part.open("ab" if going_on else "wb") as file,
                tqdm(total=total, initial=start, unit="B", unit_scale=True, disable=not show) as bar,
            ):
                while data := answer.read(_CHUNK):
                    size += len(data)
                    if size > LARGEST_DOWNLOAD:
                        break
                    file.write(data)
                    bar.update(len(data))
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and have:
            return  # all of it is there
        msg = f"{url} could not be fetched (the server answered {error.code}); the data added before are unchanged."
        raise DataError(msg) from error
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
        msg = f"{url} could not be fetched ({getattr(error, 'reason', error)}); run it again to go on, the data added before are unchanged."
        raise DataError(msg) from error
    if size > LARGEST_DOWNLOAD:
        part.unlink()
        msg = f"{url} has more than {LARGEST_DOWNLOAD // 1_000_000} MB and is no dump of a country; the data added before are unchanged."
        raise DataError(msg)
    if total is not None and size < total:
        msg = f"{url} broke off after {size:,} of {total:,} bytes; run it again to go on, the data added before are unchanged."
        raise DataError(msg)


def _build(code: str, archive: Path, made: Path, gazetteer: Gazetteer) -> int:
    """Index the places of a dump; nothing of the archive is unpacked to disk."""
    from geo.gazetteer.build.write import rank, write_names, write_places  # noqa: PLC0415  (loads the build: only when adding)

    try:
        with zipfile.ZipFile(archive) as zipped, zipped.open(f"{code}.txt") as member:
            if zipped.getinfo(f"{code}.txt").file_size > LARGEST_TABLE:
                raise _unsound(code, f"unpacked it has more than {LARGEST_TABLE // 1_000_000} MB")
            rows = _rows(code, list(_lines(code, io.TextIOWrapper(member, encoding="utf-8", newline="\n"))), gazetteer)
    except KeyError as error:
        raise _unsound(code, f"it holds no {code}.txt") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _unsound(code, "its zip file is damaged") from error
    except UnicodeDecodeError as error:
        raise _unsound(code, "it is not UTF-8") from error
    if not rows:
        raise _unsound(code, "it names no place")
    rows.sort(key=rank)
    write_places(rows, made)
    write_names(rows, made)
    return len(rows)


def _unsound(code: str, why: str) -> DataError:
    return DataError(f"The download of {code} is no GeoNames dump ({why}); the data added before are unchanged.")


def _lines(code: str, file: io.TextIOWrapper) -> Iterator[dict[str, Any]]:
    """Yield the features of a dump that become places or tell which unit a code stands for."""
    table = tomllib.loads((files("geo.language") / "rules" / "geonames_kinds.toml").read_text("utf-8"))
    gone, kinds = set(table["gone"]["codes"]), table["kinds"]
    read = 0
    for number, line in enumerate(file, 1):
        read += len(line)
        if read > LARGEST_TABLE:
            raise _unsound(code, f"unpacked it has more than {LARGEST_TABLE // 1_000_000} MB")
        f = line.rstrip("\n").split("\t")
        row = _feature(f, code)
        if row is None:
            raise _unsound(code, f"its line {number} is not a place of {code} in {COLUMNS} columns")
        if f[6] == "P" and f[7] not in gone:
            yield row | {"kind": "settlement", "radius_km": 0.0}
        elif f[7] in kinds:
            yield row | kinds[f[7]]


def _feature(f: list[str], code: str) -> dict[str, Any] | None:
    """Return the columns used of a line; `None` for a line that is not a place of the country."""
    if len(f) != COLUMNS or f[8] not in {code, ""} or not f[1].strip():
        return None
    try:
        number, lat, lon, population = int(f[0]), float(f[4]), float(f[5]), max(0, int(f[14] or 0))
    except ValueError:
        return None
    if not (0 < number < 2**32 and -90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004
        return None
    return {
        "geonameid": number,
        "name": f[1],
        "alternatenames": [*f[3].split(","), f[2]],
        "latitude": lat,
        "longitude": lon,
        "countrycode": code,
        "admin1code": f[10],
        "population": population,
    }


def _rows(code: str, features: list[dict[str, Any]], gazetteer: Gazetteer) -> list[Row]:
    from geo.gazetteer.build.rows import Row, useful_aliases  # noqa: PLC0415
    from geo.gazetteer.build.towns import build_towns  # noqa: PLC0415

    units: dict[str, Counter[str]] = {}
    for f in features:  # the towns that ship with the program tell which unit each of GeoNames' codes stands for
        known = gazetteer.get(f"gn:{f['geonameid']}")
        if known is not None and known.place.admin1:
            units.setdefault(f["admin1code"], Counter())[known.place.admin1] += 1
    by_code = {f"{code}.{unit}": votes.most_common(1)[0][0] for unit, votes in units.items()}
    rows = build_towns([f for f in features if f["kind"] == "settlement"], by_code)
    for f in features:
        if f["kind"] != "settlement":
            kind: PlaceKind = f["kind"]
            aliases = useful_aliases(f["alternatenames"]) | {f["name"]}
            unit = by_code.get(f"{code}.{f['admin1code']}")
            point = (f["latitude"], f["longitude"], f["population"])
            rows.append(Row(f"gn:{f['geonameid']}", f["name"], kind, code, unit, *point, precision_km=f["radius_km"], aliases=aliases))
    return rows
