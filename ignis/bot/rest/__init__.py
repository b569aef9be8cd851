"""Discord's REST API: address, routes, its circuit, and the registered commands."""
