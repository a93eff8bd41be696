"""Probes that only a deployment can answer: what should be refused is refused, what should be recorded is recorded."""
