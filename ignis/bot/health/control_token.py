"""The token that orders over loopback need: `Authorization: Bearer <content of var/run/control.token>`."""

from hmac import compare_digest
from http import HTTPStatus

from aiohttp import web


class ControlToken:
    """Example:
    if (refusal := token.refusal(request)) is not None:
        return refusal
    """

    def __init__(self, token: str) -> None:
        self._authorization = f"Bearer {token}".encode()

    def refusal(self, request: web.Request) -> web.Response | None:
        """The answer for a request without the token; None for one that has it."""
        if compare_digest(request.headers.get("Authorization", "").encode(), self._authorization):
            return None
        return line(HTTPStatus.UNAUTHORIZED, "this needs the token in var/run/control.token as a Bearer token")


def line(status: HTTPStatus, message: str) -> web.Response:
    return web.json_response({"error": message}, status=status)
