"""Observe: everything that the relay looks at, as observations for the incident manager."""
