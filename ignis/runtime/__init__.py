"""What every process starts with. Imports nothing of Ignis."""
