"""`/sync` and `/why`: the role sync, run and explained on request."""
