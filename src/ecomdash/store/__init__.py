"""The event store: tables, expressions, and the protocol every engine implements."""
