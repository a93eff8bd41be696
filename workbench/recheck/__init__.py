"""The whole history judged again: every past decision put to today's rules as of its own day, every case as a whole."""
