"""The connection to Discord's gateway: client, session, heartbeat, events."""
