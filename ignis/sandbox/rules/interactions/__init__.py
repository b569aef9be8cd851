"""The answers to an interaction: which callback fits it, and the form of a modal."""
