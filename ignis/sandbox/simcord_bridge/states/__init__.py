"""What the world of simcord lacks of states: servers that come and go, moderation, member lists, what is hidden."""
