"""The error that ends a program for good, and that every room may raise."""


class ConfigError(Exception):
    """A mistake that no restart can fix. Its text is one line for people: file, key, what was expected."""
