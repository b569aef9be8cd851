"""What a bot changes and reads of a server: members, roles, channels, webhooks, and the lists of them."""
