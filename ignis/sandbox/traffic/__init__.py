"""What passes between the sandbox and a bot, for those who want to see it."""
