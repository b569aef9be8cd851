"""What Discord refuses, so that what passes here passes there. Pure: a request and a view in, an error or None out."""

from ignis.sandbox.rules.check import check_request
from ignis.sandbox.rules.errors import RuleError
from ignis.sandbox.rules.view import UploadedFile, WorldView

__all__ = ["RuleError", "UploadedFile", "WorldView", "check_request"]
