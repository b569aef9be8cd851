"""`ignis.db` as a file: connections, errors, journal, backups, migrations."""
