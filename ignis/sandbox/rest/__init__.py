"""Discord's REST, version 10, over HTTP."""

from ignis.sandbox.rest.api import RestApi

__all__ = ["RestApi"]
