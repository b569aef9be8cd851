"""The incident engine: pure, (state, observation) -> (state, decisions). Its door is `engine.decide`."""
