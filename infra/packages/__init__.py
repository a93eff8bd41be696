"""What each function ships, worked out from its own imports, as zips that are the same bytes every time."""
