"""The weekly digest: how the last seven days were, in one message with a picture. Off unless it is switched on."""
