"""Keeps a library from importing an optional dependency that it can do without."""

import sys
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def blocked_import(module: str) -> Generator[None]:
    """While the context is open, `import module` raises ImportError, unless the module was imported before.

    https://docs.python.org/3/reference/import.html#the-module-cache

    >>> with blocked_import("antigravity"):
    ...     import antigravity
    Traceback (most recent call last):
    ModuleNotFoundError: import of antigravity halted; None in sys.modules
    """
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # documented, and missing in typeshed
    try:
        yield
    finally:
        del sys.modules[module]
