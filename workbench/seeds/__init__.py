"""Invented practitioners, cases and statements that a running stack starts with. Nobody here is real."""
