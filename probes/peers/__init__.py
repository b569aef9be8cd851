"""How the programs of a stack are asked, and what they answer."""
