"""What an event is: wire structs, limits, the accepted record and the site it belongs to. Pure data."""
