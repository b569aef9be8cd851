"""Which checks run, when, and their latest results."""
