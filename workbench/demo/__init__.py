"""The story of `make demo`: every scene runs against a real local stack and asserts what it tells."""
