"""A process as part of a stack: its start and end, its address, the services outside."""
