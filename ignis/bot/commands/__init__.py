"""One file per command group; none imports another. `ignis/bot/catalogue.py` lists them."""
