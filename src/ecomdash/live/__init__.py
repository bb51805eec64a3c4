"""The realtime window and its fan-out."""
