"""What sets a working copy up and keeps it: standard library only, so that it runs before anything is installed."""
