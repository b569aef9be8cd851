"""The parts of the bot, one builder each; `ignis.bot.wiring` says in which order and hands them to each other."""
