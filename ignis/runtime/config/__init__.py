"""What an operator sets: settings, secrets, and the schema of `config/ignis.yaml`."""
