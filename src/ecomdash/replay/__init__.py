"""Recordings of visits: where their chunks are kept."""
