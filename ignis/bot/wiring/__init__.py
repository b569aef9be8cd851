"""Builds the bot's object graph, one builder a file; `bot.py` says in which order."""
