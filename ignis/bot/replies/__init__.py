"""How the bot answers commands and buttons, and who may use them. `reply.py` is the door."""
