"""Schema 3: a claim names the claim whose content holds it, an event every number of victims given for it.

Of articles read before, both are known when they are read again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("events", sa.Column("tolls", sa.JSON()))
    op.add_column("claims", sa.Column("within_claim", sa.String()))
