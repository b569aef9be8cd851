"""How incidents reach Discord: messages, the outbox, the webhook."""
