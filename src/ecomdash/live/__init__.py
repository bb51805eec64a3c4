"""Who is in the shop now: the realtime window of every site and its fan-out."""
