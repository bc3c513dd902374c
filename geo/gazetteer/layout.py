"""How the gazetteer's files are laid out in `geo/data`: what the build writes and the index reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from geo.errors import DataError

DATA = Path(__file__).resolve().parents[1] / "data"
"""The folder of data files that ship with the program."""

PLACES = "places.arrow"
NAMES = "names"
"""Stem of the exact index: `names.marisa`, `names.counts.arrow`, `names.rows.arrow`."""
VARIANTS = "variants"
"""Stem of the looser index, of the same three files."""
SHAPES = "shapes.arrow"

KINDS = ("country", "admin1", "admin2", "settlement", "facility", "area")
FLAG_CAPITAL = 1
FLAG_SEAT = 2


def write_table(table: pa.Table, path: Path) -> None:
    """Write an Arrow file, compressed with Zstandard."""
    options = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", compression_level=19))
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table.combine_chunks())


def read_table(path: Path) -> pa.Table:
    """Read an Arrow file.

    Raises
    ------
    geo.errors.DataError
        If the file is missing or damaged.
    """
    try:
        # Arrow's own pool keeps what decompression needed for a while: 45 MB more of resident memory than the system's.
        with pa.OSFile(str(path), "rb") as source:
            return pa.ipc.open_file(source, memory_pool=pa.system_memory_pool()).read_all()
    except (FileNotFoundError, pa.ArrowInvalid) as error:
        msg = f"The gazetteer's file {path} cannot be read ({error}): install the program again, or run `python -m geo gazetteer build`."
        raise DataError(msg) from error


def one_chunk(table: pa.Table, column: str) -> pa.Array:
    """Return a column as one array, not copied where the file has it in one piece, as the build writes it."""
    chunks = table[column]
    return chunks.chunk(0) if chunks.num_chunks == 1 else pa.concat_arrays(chunks.chunks)


def numbers(table: pa.Table, column: str) -> np.ndarray:
    """Return a numeric column without nulls as an array, not copied.

    `ChunkedArray.to_numpy` would do the same and import pandas for it: 47 MB and 0.15 s.
    """
    array = one_chunk(table, column)
    return np.frombuffer(array.buffers()[1], dtype=array.type.to_pandas_dtype())[array.offset : array.offset + len(array)]
