"""The two ways of saying no: to a program, as Discord would, and to a person."""

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """What Discord would answer: status, JSON error code, message and, for 50035, the nested `errors`."""

    def __init__(self, status: int, code: int, message: str, errors: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{status} ({code}): {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        return body if self.errors is None else body | {"errors": self.errors}


def unauthorized() -> ApiError:
    return ApiError(401, 0, "401: Unauthorized")


def not_found() -> ApiError:
    return ApiError(404, 0, "404: Not Found")


def method_not_allowed() -> ApiError:
    return ApiError(405, 0, "405: Method Not Allowed")


def internal_error() -> ApiError:
    return ApiError(500, 0, "500: Internal Server Error")


def malformed(detail: str, *place: str) -> ApiError:
    """50035, for a body that is wrong in a way no rule names more exactly; `place` is the path of the field."""
    nested: dict[str, Any] = {"_errors": [{"code": "BASE_TYPE_BAD_TYPE", "message": detail}]}
    for name in reversed(place):
        nested = {name: nested}
    return ApiError(400, 50035, "Invalid Form Body", nested)


def unreadable() -> ApiError:
    return malformed("The body could not be interpreted.")


class ControlError(Exception):
    """A mistake in a call of the control API; its text is one line for people, `status` is 400, 404 or 409."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
