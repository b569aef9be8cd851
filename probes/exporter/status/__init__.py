"""The status as it is now: `/health`, `/status.json`, `/events`."""
