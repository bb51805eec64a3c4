"""The versions of the configuration database, oldest first; one file each under versions/."""

REVISIONS = ("0001", "0002")
HEAD = REVISIONS[-1]
