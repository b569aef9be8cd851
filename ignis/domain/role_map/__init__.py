"""The role map as values: its document, edits, differences, and what is wrong with it."""
