"""The incident engine: pure, (state, observation, now) -> (state, decisions)."""
