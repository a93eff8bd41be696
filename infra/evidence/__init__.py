"""The same join as `proviso audit reconcile`, as a query that an auditor runs over trail and ledger in the account."""
