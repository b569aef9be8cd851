"""The connection to Discord's gateway. `session.py` begins it, `client.py` is what is connected."""
