"""Outages of everything, and proof of life from the heartbeats of the programs."""
