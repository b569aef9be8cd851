"""Requests to Discord's REST API: where to, how they are tracked and counted, the circuit around them."""
