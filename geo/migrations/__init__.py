"""Migrations of the store's schema, run by alembic through `python -m geo store migrate`."""
