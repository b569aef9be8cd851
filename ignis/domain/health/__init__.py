"""The status of the stack, now and in the past, as values."""
