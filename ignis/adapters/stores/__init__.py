"""What `ignis.db` holds, one store a file: the SQL stands here."""
