"""The one door: which rules a request has to pass, by method and path, in a table."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ignis.sandbox.permission_bits import Permission
from ignis.sandbox.rules import commands, messages, permissions
from ignis.sandbox.rules.errors import RuleError
from ignis.sandbox.rules.members import member_form_error
from ignis.sandbox.rules.permissions import Hierarchy
from ignis.sandbox.rules.text import as_object
from ignis.sandbox.rules.uploads import reason_error, uploads_error
from ignis.sandbox.rules.view import UploadedFile, WorldView


@dataclass(frozen=True)
class Request:
    """`ids` are the numbers the path's pattern captured, in its order."""

    body: Any
    files: int
    ids: tuple[int, ...]
    view: WorldView

    @property
    def fields(self) -> Mapping[str, Any]:
        return as_object(self.body)

    @property
    def standing(self) -> Hierarchy:
        return Hierarchy(self.view, self.ids[0])

    @property
    def guild(self) -> int | None:
        return self.ids[0] if self.ids else None


def check_request(
    method: str,
    path: str,
    body: Mapping[str, Any] | Sequence[Any] | None,
    *,
    files: Sequence[UploadedFile],
    reason: str | None,
    view: WorldView,
) -> RuleError | None:
    """The first refusal Discord would answer with, or None.

    `path` begins behind /api/v10 ("/channels/1/messages"), without a query; `body` is the JSON (payload_json of a
    multipart request); `reason` is the X-Audit-Log-Reason header, percent-decoded.
    """
    general = uploads_error(files) or reason_error(reason)
    if general is not None:
        return general
    for methods, pattern, rule in _TABLE:
        if method in methods and (hit := pattern.fullmatch(path)):
            return rule(Request(body, len(files), tuple(int(part) for part in hit.groups() if part), view))
    return None


def _me(request: Request) -> RuleError | None:
    wrong = member_form_error(request.fields)
    return wrong or permissions.member_changed(request.standing, request.view.bot_id, request.fields)


def _member(request: Request) -> RuleError | None:
    wrong = member_form_error(request.fields)
    return wrong or permissions.member_changed(request.standing, request.ids[1], request.fields)


def _put_commands(request: Request) -> RuleError | None:
    view, guild = request.view, request.guild
    return commands.bulk_error(request.body, view.commands(guild), view.command_creates_today(guild))


def _post_command(request: Request) -> RuleError | None:
    view, guild = request.view, request.guild
    return commands.create_error(request.fields, view.commands(guild), view.command_creates_today(guild))


_Rule = Callable[[Request], RuleError | None]
_COMMANDS = r"/applications/\d+(?:/guilds/(\d+))?/commands"
_ROWS: Final[tuple[tuple[str, str, _Rule], ...]] = (
    ("POST", r"/channels/\d+/messages", lambda r: messages.create_error(r.fields, files=r.files)),
    ("PATCH", r"/channels/\d+/messages/\d+", lambda r: messages.edit_error(r.fields)),
    ("POST", r"/webhooks/\d+/[^/]+", lambda r: messages.webhook_error(r.fields, files=r.files)),
    ("PATCH", r"/webhooks/\d+/[^/]+/messages/[^/]+", lambda r: messages.edit_error(r.fields)),
    ("POST", r"/interactions/\d+/[^/]+/callback", lambda r: messages.callback_error(r.fields, files=r.files)),
    ("PUT", _COMMANDS, _put_commands),
    ("POST", _COMMANDS, _post_command),
    ("PATCH", _COMMANDS + r"/\d+", lambda r: commands.edit_error(r.fields)),
    ("PATCH", r"/guilds/(\d+)/members/@me", _me),
    ("PATCH", r"/guilds/(\d+)/members/(\d+)", _member),
    ("PUT DELETE", r"/guilds/(\d+)/members/\d+/roles/(\d+)",
     lambda r: permissions.role_given_or_taken(r.standing, r.ids[1])),
    ("DELETE", r"/guilds/(\d+)/members/(\d+)",
     lambda r: permissions.member_removed(r.standing, r.ids[1], Permission.KICK_MEMBERS)),
    ("PUT", r"/guilds/(\d+)/bans/(\d+)",
     lambda r: permissions.member_removed(r.standing, r.ids[1], Permission.BAN_MEMBERS)),
    ("POST", r"/guilds/(\d+)/roles", lambda r: permissions.role_created(r.standing)),
    ("PATCH DELETE", r"/guilds/(\d+)/roles/(\d+)", lambda r: permissions.role_changed(r.standing, r.ids[1])),
    ("GET", r"/guilds/(\d+)/audit-logs", lambda r: permissions.audit_log_read(r.standing)),
)  # fmt: skip
_TABLE: Final = tuple((tuple(methods.split()), re.compile(pattern), rule) for methods, pattern, rule in _ROWS)
