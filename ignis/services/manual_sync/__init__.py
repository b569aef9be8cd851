"""A sync of all members, and the look-up of accounts after it: stored step by step, so that a kill costs nothing."""
