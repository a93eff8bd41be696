"""Undertakings outside of AWS: the published key, and the check of a signed document with nothing else."""
