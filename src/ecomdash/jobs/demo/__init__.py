"""The demo shop's visitors: 30 days of history and gentle live traffic, both through the production write path."""

from ecomdash.jobs.demo.history import seed
from ecomdash.jobs.demo.live import simulate

__all__ = ["seed", "simulate"]
