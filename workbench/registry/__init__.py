"""Registers clients, suspends them and revokes their certificates, while the system runs."""
