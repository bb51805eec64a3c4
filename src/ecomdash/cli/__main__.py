"""`python -m ecomdash.cli`."""

from ecomdash.cli import app

app()
