"""How the tables came about, step by step: one chain for SQLite and PostgreSQL (Alembic)."""
