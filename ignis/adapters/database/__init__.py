"""`ignis.db`: connections, transactions, errors, journal, backups, repair, migrations."""
