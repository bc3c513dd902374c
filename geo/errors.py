"""Errors that a person can act on: each message says what was wrong, with the value, and what to do."""


class GeoError(Exception):
    """Base of every error that `geo` raises on purpose; its text is one sentence fit for the page."""


class InputError(GeoError):
    """A text, table, date or option that cannot be used as given."""


class StoreError(GeoError):
    """The store cannot be opened, read or written."""


class DataError(GeoError):
    """A data file that ships with the program is missing or damaged."""
