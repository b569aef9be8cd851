"""The incident engine: pure, (state, fact) -> (state, decisions). Its door is `engine.decide`."""
