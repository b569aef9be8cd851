"""The rules of the legion as `config/roles_ranks.json` states them: ladder, companies, awards, ranks."""
