"""`proviso clock run`: the clock on the running stack, now or as of another time."""
