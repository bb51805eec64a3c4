"""`python -m ecomdash`."""

from ecomdash.cli import app

app()
