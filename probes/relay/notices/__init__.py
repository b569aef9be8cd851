"""What the alert channel is told: pure, (state, event) -> (state, decisions). Its door is `telling.decide`.

An incident is a fact about one subject. A notice is one message in the alert channel, about one incident or about
several that belong together.
"""
