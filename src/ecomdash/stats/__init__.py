"""Pure mathematics on counts, means and series; sees no table."""
