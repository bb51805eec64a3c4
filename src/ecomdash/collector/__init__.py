"""Accepts hits: decode, limit, anonymise, append to the log, answer. Never enriches, never queries."""
