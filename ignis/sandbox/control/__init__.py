"""The control API: what the front page, the command line and the tests do to the sandbox."""

from ignis.sandbox.control.answers import explained
from ignis.sandbox.control.api import ControlApi

__all__ = ["ControlApi", "explained"]
