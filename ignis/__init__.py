"""Ignis: a Discord bot for Roblox communities that repairs itself."""

__version__ = "0.1.0"
