"""The steps of setting up: each knows whether it has been done, and does it."""
