"""Joins the trail with the ledger: every look is matched to a decision, or it is an orphan."""
