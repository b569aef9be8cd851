"""Observe: everything that the relay looks at, as facts for the incident manager."""
