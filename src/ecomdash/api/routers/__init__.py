"""One module per group of endpoints; each translates between HTTP and one room, and decides nothing else."""
