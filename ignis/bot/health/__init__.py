"""What the bot says of itself, and `/health`."""
