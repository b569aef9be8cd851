"""How the stack is and was, as values."""
