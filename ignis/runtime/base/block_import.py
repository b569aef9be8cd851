"""Keeps a library from importing what it can do without."""

import sys
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def absent(module: str) -> Generator[None]:
    """Whoever imports `module` here is told that it is not installed, unless it was imported before.

    https://docs.python.org/3/reference/import.html#the-module-cache
    """
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # documented, and missing in typeshed
    try:
        yield
    finally:
        del sys.modules[module]
