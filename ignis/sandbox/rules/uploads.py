"""What may be uploaded, and the audit-log reason that may come with any change."""

from collections.abc import Sequence
from typing import Final

from ignis.sandbox.rules.errors import RuleError, form_error
from ignis.sandbox.rules.text import text, too_long
from ignis.sandbox.rules.view import UploadedFile

MOST_BYTES: Final = 10 * 1024 * 1024
"""A file, without a boost (10 MiB since 2024-09)."""
MOST_FILES: Final = 10
MOST_REASON: Final = 512


def uploads_error(files: Sequence[UploadedFile]) -> RuleError | None:
    if any(file.size > MOST_BYTES for file in files):
        return RuleError(413, 40005, "Request entity too large")
    return form_error([too_long(("attachments",), MOST_FILES)] if len(files) > MOST_FILES else [])


def reason_error(reason: str | None) -> RuleError | None:
    return form_error(text({"reason": reason}, "reason", (), most=MOST_REASON))
