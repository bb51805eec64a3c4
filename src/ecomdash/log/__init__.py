"""The durable ingest log: bytes and positions only."""
