"""Schema 1: articles and what was read from them. Stores of it were made whole, so there is nothing to do."""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing: a store of schema 1 has its tables."""
