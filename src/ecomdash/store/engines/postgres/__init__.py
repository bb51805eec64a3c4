"""The engine for shops that run PostgreSQL already."""
