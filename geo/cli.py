"""The command line: `python -m geo extract|read|export|import|store|gazetteer`.

Exit status: 0 on success; 2 on bad usage or bad input, with one clear sentence on standard error; 1 on a failure of
the program's own.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tqdm import tqdm

from geo.confined import SECONDS, SECONDS_A_MEGABYTE
from geo.errors import DataError, GeoError, InputError, StoreError
from geo.filter import EVENT_TYPES, STANCES, Filter, parse_date
from geo.intake import files_in, open_lines, read_file, read_jsonl
from geo.many import Item, readings_here, readings_in_order

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

OK, OWN_FAILURE, BAD_INPUT = 0, 1, 2
LONGEST_SECONDS = 86_400


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaint is one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}; see {self.prog} --help.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except InputError as error:
        return _complain(error, BAD_INPUT)
    except StoreError as error:
        return _complain(error, BAD_INPUT)
    except GeoError as error:
        return _complain(error, OWN_FAILURE)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing to tell, and nothing more may be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return _complain("Stopped; what was finished is kept.", OWN_FAILURE)


def _complain(message: object, status: int) -> int:
    print(message, file=sys.stderr)
    return status


def _tell(message: str) -> None:
    print(message, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m geo", description="Reads articles on conflicts: who says what happened where, and who disputes it.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=_Parser)

    extract = commands.add_parser("extract", help="read texts and write one JSON object a line; touches no store")
    extract.add_argument("files", nargs="*", default=["-"], metavar="FILE", help="text, HTML, PDF or DOCX file; - or none: standard input")
    extract.set_defaults(run=_extract)
    read = commands.add_parser("read", help="read texts and keep them in the store")
    read.add_argument("files", nargs="+", metavar="FILE", help="text, HTML, PDF or DOCX file, folder of such, or *.jsonl")
    read.add_argument("--title")
    read.add_argument("--outlet")
    read.add_argument("--url")
    read.add_argument("--again", action="store_true", help="read a kept text again with this version of the program; corrections stay")
    read.add_argument("--cluster", metavar="ADDRESS", help="read on the workers of a Dask scheduler, as in tcp://scheduler:8786")
    read.set_defaults(run=_read)
    for command in (extract, read):
        command.add_argument("--published", type=_day, metavar="DATE", help="day of publication, YYYY-MM-DD")
        command.add_argument(
            "--jsonl", action="store_true", help="each input line is an object with doc, text, published, spans (optional)"
        )
        command.add_argument("--jobs", type=_count, default=1, metavar="N", help="processes (default: 1)")
        command.add_argument(
            "--timeout",
            type=_seconds,
            metavar="SECONDS",
            help=f"give up a text that takes longer (default: {SECONDS}, and {SECONDS_A_MEGABYTE} more a megabyte); the others go on",
        )

    export = commands.add_parser("export", help="write a layer of the store to a file")
    layers = ("events", "claims", "places", "mentions", "actors")
    export.add_argument("--layer", required=True, action="append", choices=layers, help="repeatable with --format gpkg")
    export.add_argument("--format", default="geojson", choices=("geojson", "geojsonl", "gpkg", "geoparquet", "csv"))
    export.add_argument("--hxl", action="store_true", help="csv: a row of HXL tags under the column names")
    export.add_argument("--points", action="store_true", help="representative points in place of areas")
    export.add_argument("-o", "--output", type=Path, metavar="FILE", help="default: standard output")
    _add_filters(export)
    export.set_defaults(run=_export)

    table = commands.add_parser("import", help="bring an event table of others into the store")
    table.add_argument("kind", choices=("acled", "ucdp", "csv", "geojson"), help="whose table it is; csv needs a mapping")
    table.add_argument("file", type=Path, metavar="FILE")
    table.add_argument("--mapping", type=Path, metavar="MAP.toml", help="what the columns mean; see the README for its form")
    table.set_defaults(run=_import)

    store = commands.add_parser("store", help="look after the store")
    actions = store.add_subparsers(title="actions", required=True, metavar="ACTION", parser_class=_Parser)
    info = actions.add_parser("info", help="what it holds")
    info.set_defaults(run=_store_info)
    check = actions.add_parser("check", help="look for damage; exit status 1 where there is any")
    check.set_defaults(run=_store_check)
    backup = actions.add_parser("backup", help="write a copy of it as it is now")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(run=_store_backup)
    migrate = actions.add_parser("migrate", help="bring it up to date with this version of the program; an SQLite file is copied first")
    migrate.set_defaults(run=_store_migrate)
    for command in (read, export, table, info, check, backup, migrate):
        command.add_argument(
            "--store", metavar="STORE", help="SQLite file or database URL (default: CONTESTED_STORE, else the user data folder)"
        )

    gazetteer = commands.add_parser("gazetteer", help="look after the place names")
    gazetteer.add_argument(
        "action",
        choices=("info", "add", "build"),
        help="info: what is there; add: fetch more places of countries from GeoNames; build: make geo/data again from its sources",
    )
    gazetteer.add_argument("countries", nargs="*", metavar="COUNTRY", help="add: codes of ISO 3166-1, such as UA RU SD")
    gazetteer.add_argument("--url", metavar="BASE", help="add: where COUNTRY.zip lies (default: GeoNames' export/dump)")
    gazetteer.set_defaults(run=_gazetteer)
    return parser


def _add_filters(command: argparse.ArgumentParser) -> None:
    filters = command.add_argument_group("filters", "repeats of one option mean OR, different options AND")
    filters.add_argument("--actor", action="append", default=[], metavar="NAME", help="source, target, speaker or addressee")
    filters.add_argument("--since", metavar="DATE", help="happened on or after")
    filters.add_argument("--until", metavar="DATE", help="happened on or before")
    filters.add_argument("--type", action="append", default=[], metavar="TYPE", help=", ".join(EVENT_TYPES))
    filters.add_argument("--stance", action="append", default=[], metavar="STANCE", help=", ".join(STANCES))
    filters.add_argument("--disputed", action="store_true", help="disputed claims, those that dispute them, their events")
    filters.add_argument("--unplaced", action="store_true", help="of events and claims only those that are not on the map")
    filters.add_argument("--place", metavar="NAME", help="a place and what lies inside it, or a place_id")
    filters.add_argument("--bbox", metavar="W,S,E,N", help="box in degrees")
    filters.add_argument("--article", metavar="ID")
    filters.add_argument("--text", metavar="WORDS", help="rows that hold every word")


def _day(text: str) -> dt.date:
    try:
        return parse_date(text)
    except InputError as error:
        raise argparse.ArgumentTypeError(str(error).rstrip(".")) from None


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text[:9]):
        msg = f"{text!r} is not a number of processes; give 1 or more"
        raise argparse.ArgumentTypeError(msg)
    return int(text[:9])


def _seconds(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text[:9]) <= LONGEST_SECONDS:
        msg = f"{text!r} is not a number of seconds; give 1 to {LONGEST_SECONDS}"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def _given(options: argparse.Namespace) -> Iterator[Item]:
    """Yield every text that the command names, in order, with an error in the place of one that cannot be used."""
    for name in options.files:
        if options.jsonl or name.endswith(".jsonl"):
            try:
                with open_lines(name) as lines:
                    yield from read_jsonl(lines, options.published)
            except InputError as error:
                yield error
            continue
        for path in files_in(name) if options.run is _read else [name]:
            try:
                yield read_file(path, options.published)
            except InputError as error:
                yield error


def _extract(options: argparse.Namespace) -> int:
    from geo.reading_run import foreign  # noqa: PLC0415
    from geo.serialise import to_json  # noqa: PLC0415

    shown = tqdm(_given(options), desc="Reading", unit=" texts", disable=not sys.stderr.isatty())
    outcomes = readings_here(shown, options.timeout) if options.jobs == 1 else readings_in_order(shown, options.jobs, options.timeout)
    status = OK
    for outcome in outcomes:
        item, reading = outcome.item, outcome.reading
        if isinstance(item, InputError):
            status = _complain(item, status or BAD_INPUT)
        elif reading is None:
            status = _complain(outcome.failure, OWN_FAILURE)
        else:
            if (told := foreign(reading)) is not None:
                _tell(told)
            print(json.dumps(to_json(reading, with_text=item.text_extracted), ensure_ascii=False).encode("utf-8", "replace").decode())
    return status


def _read(options: argparse.Namespace) -> int:
    from geo.reading_run import read_into  # noqa: PLC0415
    from geo.store import open_store  # noqa: PLC0415

    facts = {k: v for k in ("title", "outlet", "url") if (v := getattr(options, k))}
    report = read_into(
        open_store(options.store),
        _given(options),
        jobs=options.jobs,
        cluster=options.cluster,
        seconds=options.timeout,
        again=options.again,
        facts=facts,
        tell=_tell,
    )
    print(report)
    return OWN_FAILURE if report.failed else BAD_INPUT if report.unusable else OK


def _export(options: argparse.Namespace) -> int:
    query = {
        key: value if isinstance(value, list) else [value]
        for key in ("actor", "since", "until", "type", "stance", "place", "bbox", "article", "text")
        if (value := getattr(options, key))
    }
    chosen = Filter.from_query(query | ({"disputed": ["1"]} if options.disputed else {}))
    from geo.export import export  # noqa: PLC0415  (loads geopandas: only when needed)
    from geo.store import open_store  # noqa: PLC0415

    store = open_store(options.store, must_exist=True)
    target = options.output or sys.stdout.buffer
    how = {name: getattr(options, name) for name in ("points", "hxl", "unplaced")}
    counts, undated = export(store, chosen, options.layer, options.format, target, **how)
    for name, count in undated.items():
        if count:
            _complain(f"{count} undated {name} left out.", OK)
    if options.output:
        _complain(f"{' and '.join(f'{n} {name}' for name, n in counts.items())} written to {options.output}.", OK)
    return OK


def _import(options: argparse.Namespace) -> int:
    from geo.importers.run import import_table  # noqa: PLC0415  (loads pyarrow: only when needed)
    from geo.store import open_store  # noqa: PLC0415

    print(import_table(options.kind, options.file, open_store(options.store), options.mapping))
    return OK


def _store_info(options: argparse.Namespace) -> int:
    from geo.store import open_store  # noqa: PLC0415
    from geo.store_care import describe  # noqa: PLC0415

    print(describe(open_store(options.store, must_exist=True)))
    return OK


def _store_check(options: argparse.Namespace) -> int:
    from geo.store import open_store  # noqa: PLC0415
    from geo.store_care import find_faults  # noqa: PLC0415

    store = open_store(options.store, must_exist=True)
    faults = find_faults(store)
    print("\n".join(faults) if faults else f"{store.name} is whole.")
    return OWN_FAILURE if faults else OK


def _store_backup(options: argparse.Namespace) -> int:
    from geo.store import open_store  # noqa: PLC0415
    from geo.store_care import back_up  # noqa: PLC0415

    store = open_store(options.store, must_exist=True)
    back_up(store, options.file)
    print(f"{store.name} copied to {options.file}.")
    return OK


def _store_migrate(options: argparse.Namespace) -> int:
    from geo.store_care import migrate  # noqa: PLC0415
    from geo.store_open import default_store  # noqa: PLC0415

    name = options.store or default_store()
    before, after, copy = migrate(name)
    if before == after:
        print(f"{name} has schema {after} already; nothing to do.")
    else:
        print(f"{name} brought from schema {before} to {after}." + (f" The store as it was is kept in {copy}." if copy else ""))
    return OK


def _gazetteer(options: argparse.Namespace) -> int:
    if options.action == "build":
        return _build_gazetteer()
    from geo.gazetteer.added import GEONAMES, add_country, added_countries, facts_of  # noqa: PLC0415
    from geo.gazetteer.index import Gazetteer, load_gazetteer  # noqa: PLC0415

    if options.action == "add":
        if not options.countries:
            msg = "No country is named; give one code or more, such as UA RU."
            raise InputError(msg)
        shipped = Gazetteer()
        for code in options.countries:
            count = add_country(code, shipped, options.url or GEONAMES, show=sys.stderr.isatty())
            print(f"{code.upper()}: {count:,} places added (GeoNames, CC BY 4.0); programs that run now see them when started again.")
        return OK
    for facts in map(facts_of, added_countries()):
        print(f"Added {facts['country']}: {facts['places']:,} places from {facts['source']} on {facts['day']}.")
    print(", ".join(f"{n} {what}" for what, n in load_gazetteer().info().items()) + ".")
    return OK


def _build_gazetteer() -> int:
    try:
        from geo.gazetteer.build import build  # noqa: PLC0415

        with tempfile.TemporaryDirectory() as scratch:
            report = build(Path(scratch))
    except ModuleNotFoundError as error:
        msg = f"The sources are not installed ({error.name}); run: pip install -r geo/gazetteer/build/requirements.txt."
        raise DataError(msg) from None
    for fault in report.faults:
        _complain(fault, OK)
    print(", ".join(f"{n} {what}" for what, n in report.counts.items()) + ".")
    return OK
