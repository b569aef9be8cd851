"""The bot of this stack, seen from the front page: kill, freeze and restart it, time it, make it forget."""
