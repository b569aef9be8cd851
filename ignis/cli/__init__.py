"""`ignis up|status|restart|logs|down`: thin commands over supervisord and the programs' own answers."""

from ignis.cli.app import main

__all__ = ["main"]
