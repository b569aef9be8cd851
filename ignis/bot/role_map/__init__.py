"""`/config`: the role map as administrators see and change it."""
