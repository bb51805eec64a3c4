"""Raw hit to stored event: a named list of small steps, then deduplication and sessions."""
