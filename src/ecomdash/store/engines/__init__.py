"""One folder per engine, the same file names in each."""
