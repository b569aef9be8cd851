"""Which checks run, when, and what they last found."""
