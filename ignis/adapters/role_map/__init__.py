"""`config/roles_ranks.json` on disk: read strictly, written whole, its versions kept."""
