"""The versions of the schema, oldest first; one file each under versions/."""

REVISIONS = ("0001",)
HEAD = REVISIONS[-1]
VERSION_TABLE = "event_store_version"  # the configuration may lie in the same database, with a version of its own
