"""The one door: which rules a request has to pass, by method and path, in a table."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ignis.sandbox.permission_bits import Permission
from ignis.sandbox.rules import commands, messages, permissions
from ignis.sandbox.rules.errors import RuleError
from ignis.sandbox.rules.interactions.callbacks import callback_error
from ignis.sandbox.rules.permissions import Hierarchy
from ignis.sandbox.rules.server import channels, lists, members, roles
from ignis.sandbox.rules.server.application import application_form_error
from ignis.sandbox.rules.server.paths import path_error, reaction_error
from ignis.sandbox.rules.text import as_object
from ignis.sandbox.rules.uploads import reason_error, uploads_error
from ignis.sandbox.rules.view import UploadedFile, WorldView

_OWN_SERVER: Final = RuleError(400, 50055, "Invalid Guild")
_NOBODY_ELSES: Final = RuleError(403, 20012, "You are not authorized to perform this action on this application")


@dataclass(frozen=True)
class Request:
    """`parts` are the texts that the path's pattern captured, in its order; `ids` those of them that are numbers."""

    body: Any
    uploads: Sequence[UploadedFile]
    query: Mapping[str, str]
    parts: tuple[str, ...]
    view: WorldView

    @property
    def fields(self) -> Mapping[str, Any]:
        return as_object(self.body)

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(int(part) for part in self.parts if part.isdecimal())

    @property
    def standing(self) -> Hierarchy:
        return Hierarchy(self.view, self.ids[0])


def check_request(
    method: str,
    path: str,
    body: Mapping[str, Any] | Sequence[Any] | None,
    *,
    files: Sequence[UploadedFile],
    reason: str | None,
    view: WorldView,
    query: Mapping[str, str] | None = None,
) -> RuleError | None:
    """The first refusal Discord would answer with, or None.

    `path` begins behind /api/v10 ("/channels/1/messages"), without the `query`; `body` is the JSON (payload_json of a
    multipart request); `reason` is the X-Audit-Log-Reason header, percent-decoded.
    """
    general = uploads_error(files) or reason_error(reason) or path_error(path)
    if general is not None:
        return general
    for pattern, rule in _TABLE.get(method, ()):
        if hit := pattern.fullmatch(path):
            parts = tuple(part for part in hit.groups() if part)
            return rule(Request(body, files, query or {}, parts, view))
    return None


def _new_message(request: Request) -> RuleError | None:
    return messages.create_error(request.fields, uploads=request.uploads)


def _edited_message(request: Request) -> RuleError | None:
    channel, message = request.ids
    shown = request.view.message(channel, message)
    return messages.edit_error(request.fields, uploads=request.uploads, shown=shown)


def _webhook_message(request: Request) -> RuleError | None:
    return messages.webhook_error(request.fields, uploads=request.uploads) or _unheard_components(request)


def _edited_answer(request: Request) -> RuleError | None:
    token, message = request.parts
    shown = request.view.answer(token, message)
    wrong = messages.edit_error(request.fields, uploads=request.uploads, shown=shown)
    return wrong or _unheard_components(request)


def _unheard_components(request: Request) -> RuleError | None:
    """Without `with_components` such a webhook drops them instead."""
    asked = request.query.get("with_components", "").lower() in {"1", "true"}
    if asked and request.view.webhook_of_a_person(request.parts[0]):
        return messages.unheard_error(request.fields)
    return None


def _callback(request: Request) -> RuleError | None:
    facts = request.view.interaction(request.ids[0])
    return callback_error(request.fields, uploads=request.uploads, interaction=facts)


def _reaction(request: Request) -> RuleError | None:
    return reaction_error(request.parts[0], request.view)


def _reactions(request: Request) -> RuleError | None:
    return _reaction(request) or lists.page_error(lists.REACTIONS, request.query)


def _scope(request: Request) -> tuple[int | None, RuleError | None]:
    """Where commands are registered, None for everywhere, and why the bot may not."""
    application, *guild = request.ids[:2] if "guilds" in request.parts else request.ids[:1]
    if application != request.view.bot_id:
        return None, _NOBODY_ELSES
    if not guild:
        return None, None
    return guild[0], None if request.view.owner_of(guild[0]) is not None else permissions.MISSING_ACCESS


def _put_commands(request: Request) -> RuleError | None:
    (guild, refused), view = _scope(request), request.view
    return refused or commands.bulk_error(request.body, view.commands(guild), view.command_creates_today(guild))


def _post_command(request: Request) -> RuleError | None:
    (guild, refused), view = _scope(request), request.view
    return refused or commands.create_error(request.fields, view.commands(guild), view.command_creates_today(guild))


def _patch_command(request: Request) -> RuleError | None:
    guild, refused = _scope(request)
    return refused or commands.edit_error(request.fields, request.view.command_kind(guild, request.ids[-1]))


def _commands_reached(request: Request) -> RuleError | None:
    return _scope(request)[1]


def _me(request: Request) -> RuleError | None:
    wrong = members.own_member_form_error(request.fields)
    return wrong or permissions.member_changed(request.standing, request.view.bot_id, request.fields)


def _member(request: Request) -> RuleError | None:
    wrong = members.member_form_error(request.fields, request.view.now())
    return wrong or permissions.member_changed(request.standing, request.ids[1], request.fields)


def _member_role(request: Request) -> RuleError | None:
    return permissions.role_given_or_taken(request.standing, request.ids[1])


def _kick(request: Request) -> RuleError | None:
    return permissions.member_removed(request.standing, request.ids[1], Permission.KICK_MEMBERS)


def _ban(request: Request) -> RuleError | None:
    wrong = members.ban_form_error(request.fields)
    return wrong or permissions.member_removed(request.standing, request.ids[1], Permission.BAN_MEMBERS)


def _bulk_ban(request: Request) -> RuleError | None:
    refused = permissions.allowed(request.standing, Permission.BAN_MEMBERS, Permission.MANAGE_GUILD)
    return members.bulk_ban_form_error(request.fields) or refused


def _bans(request: Request) -> RuleError | None:
    refused = permissions.allowed(request.standing, Permission.BAN_MEMBERS)
    return lists.page_error(lists.BANS, request.query) or refused


def _one_ban(request: Request) -> RuleError | None:
    return permissions.allowed(request.standing, Permission.BAN_MEMBERS)


def _prune(request: Request) -> RuleError | None:
    refused = permissions.allowed(request.standing, Permission.KICK_MEMBERS, Permission.MANAGE_GUILD)
    return lists.page_error(lists.PRUNED, request.query) or members.prune_form_error(request.fields) or refused


def _new_role(request: Request) -> RuleError | None:
    return roles.role_form_error(request.fields) or permissions.role_created(request.standing)


def _role(request: Request) -> RuleError | None:
    return roles.role_form_error(request.fields) or permissions.role_changed(request.standing, request.ids[1])


def _role_gone(request: Request) -> RuleError | None:
    return permissions.role_deleted(request.standing, request.ids[1])


def _role_order(request: Request) -> RuleError | None:
    return roles.order_form_error(request.body) or permissions.roles_moved(request.standing, request.body)


def _audit_log(request: Request) -> RuleError | None:
    refused = permissions.allowed(request.standing, Permission.VIEW_AUDIT_LOG)
    return lists.page_error(lists.AUDIT_LOG, request.query) or refused


def _departure(request: Request) -> RuleError | None:
    owner = request.view.owner_of(request.ids[0])
    return _OWN_SERVER if owner == request.view.bot_id else None


_Rule = Callable[[Request], RuleError | None]
_CHANNEL: Final = r"/channels/(\d+)"
_MESSAGE: Final = _CHANNEL + r"/messages/(\d+)"
_GUILD: Final = r"/guilds/(\d+)"
_COMMANDS: Final = r"/applications/(\d+)(?:/(guilds)/(\d+))?/commands"
_REACTION: Final = r"/channels/\d+/messages/\d+/reactions/([^/]+)"
_ROWS: Final[tuple[tuple[str, str, _Rule], ...]] = (
    ("POST", _CHANNEL + "/messages", _new_message),
    ("PATCH", _MESSAGE, _edited_message),
    ("POST", r"/webhooks/\d+/([^/]+)", _webhook_message),
    ("PATCH", r"/webhooks/\d+/([^/]+)/messages/([^/]+)", _edited_answer),
    ("POST", r"/interactions/(\d+)/[^/]+/callback", _callback),
    ("PUT", _COMMANDS, _put_commands),
    ("POST", _COMMANDS, _post_command),
    ("PATCH", _COMMANDS + r"/(\d+)", _patch_command),
    ("GET DELETE", _COMMANDS + r"(?:/\d+)?", _commands_reached),
    ("PATCH", _GUILD + "/members/@me", _me),
    ("PATCH", _GUILD + r"/members/(\d+)", _member),
    ("PUT DELETE", _GUILD + r"/members/\d+/roles/(\d+)", _member_role),
    ("DELETE", _GUILD + r"/members/(\d+)", _kick),
    ("PUT", _GUILD + r"/bans/(\d+)", _ban),
    ("DELETE", _GUILD + r"/bans/\d+", _one_ban),
    ("GET", _GUILD + r"/bans/\d+", _one_ban),
    ("GET", _GUILD + "/bans", _bans),
    ("POST", _GUILD + "/bulk-ban", _bulk_ban),
    ("GET POST", _GUILD + "/prune", _prune),
    ("POST", _GUILD + "/roles", _new_role),
    ("PATCH", _GUILD + "/roles", _role_order),
    ("PATCH", _GUILD + r"/roles/(\d+)", _role),
    ("DELETE", _GUILD + r"/roles/(\d+)", _role_gone),
    ("GET", _GUILD + "/audit-logs", _audit_log),
    ("PUT", _REACTION + "/@me", _reaction),
    ("DELETE", _REACTION + r"(?:/@me|/\d+)?", _reaction),
    ("GET", _REACTION, _reactions),
    ("GET", _CHANNEL + "/messages", lambda r: lists.page_error(lists.MESSAGES, r.query)),
    ("GET", _CHANNEL + "/messages/pins", lambda r: lists.page_error(lists.PINS, r.query)),
    ("GET", _CHANNEL + r"/polls/\d+/answers/\d+", lambda r: lists.page_error(lists.VOTERS, r.query)),
    ("GET", _CHANNEL + "/thread-members", lambda r: lists.page_error(lists.THREAD_MEMBERS, r.query)),
    ("GET", _CHANNEL + "/threads/archived/(?:public|private)", lambda r: lists.page_error(lists.ARCHIVED, r.query)),
    ("GET", _GUILD + "/members", lambda r: lists.page_error(lists.MEMBERS, r.query)),
    ("GET", _GUILD + "/members/search", lambda r: lists.search_error(r.query)),
    ("GET", "/users/@me/guilds", lambda r: lists.page_error(lists.SERVERS, r.query)),
    ("POST", _CHANNEL + "/messages/bulk-delete", lambda r: channels.bulk_delete_form_error(r.fields)),
    ("PATCH", _CHANNEL, lambda r: channels.channel_form_error(r.fields, new=False)),
    ("POST", _GUILD + "/channels", lambda r: channels.channel_form_error(r.fields, new=True)),
    ("PUT", _CHANNEL + r"/permissions/\d+", lambda r: channels.overwrite_form_error(r.fields)),
    ("POST", _CHANNEL + "/invites", lambda r: channels.invite_form_error(r.fields)),
    ("POST", _CHANNEL + r"(?:/messages/\d+)?/threads", lambda r: channels.thread_form_error(r.fields)),
    ("POST", _CHANNEL + "/webhooks", lambda r: channels.webhook_form_error(r.fields, new=True)),
    ("PATCH", r"/webhooks/\d+(?:/[^/]+)?", lambda r: channels.webhook_form_error(r.fields, new=False)),
    ("PATCH", _GUILD, lambda r: channels.server_form_error(r.fields)),
    ("POST", _GUILD + "/emojis", lambda r: channels.emoji_form_error(r.fields, new=True)),
    ("PATCH", _GUILD + r"/emojis/\d+", lambda r: channels.emoji_form_error(r.fields, new=False)),
    ("DELETE", r"/users/@me/guilds/(\d+)", _departure),
    ("PATCH", r"/applications/(?:@me|\d+)", lambda r: application_form_error(r.fields)),
    ("PATCH", "/users/@me", lambda r: channels.user_form_error(r.fields)),
)  # fmt: skip


def _by_method() -> Mapping[str, tuple[tuple[re.Pattern[str], _Rule], ...]]:
    table: dict[str, tuple[tuple[re.Pattern[str], _Rule], ...]] = {}
    for methods, pattern, rule in _ROWS:
        for method in methods.split():
            table[method] = (*table.get(method, ()), (re.compile(pattern), rule))
    return table


_TABLE: Final = _by_method()
