"""The dead man's switch: a sign to somebody outside that all is well. What must be noticed is its absence."""
