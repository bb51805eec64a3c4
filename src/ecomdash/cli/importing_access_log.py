"""`ecomdash import access-log`: chooses the site, runs the import and prints where every line of the log went."""
