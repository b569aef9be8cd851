"""The form of a channel, of its overwrites, invites and threads, of a webhook, of a server.

https://discord.com/developers/docs/resources/channel#modify-channel
"""

from collections.abc import Mapping
from typing import Any, Final

from ignis.sandbox.rules.errors import Problem, Problems, RuleError, form_error
from ignis.sandbox.rules.messages import webhook_name_problems
from ignis.sandbox.rules.text import Path, as_list, as_object, count, out_of_choices, required, text, whole_number
from ignis.sandbox.rules.values import bit_set, image, is_snowflake, no_snowflake, snowflake, yes_or_no

_Body = Mapping[str, Any]
_CREATED: Final = (0, 2, 4, 5, 13, 14, 15, 16)
_FORUMS: Final = (15, 16)
_THREADS: Final = (10, 11, 12)
_ARCHIVE_AFTER: Final = (60, 1440, 4320, 10080)
_LARGEST: Final = 2**31 - 1


def channel_form_error(body: _Body, *, new: bool) -> RuleError | None:
    return form_error(_channel_problems(body, new=new))


def _channel_problems(body: _Body, *, new: bool) -> Problems:
    kind = body.get("type")
    if kind is not None and new and kind not in _CREATED:
        yield out_of_choices(("type",), _CREATED)
    yield from text(body, "name", (), most=100, least=1, needed=new)
    yield from text(body, "topic", (), most=4096 if kind in _FORUMS else 1024)
    yield from whole_number(body, "rate_limit_per_user", (), least=0, most=21_600)
    yield from whole_number(body, "default_thread_rate_limit_per_user", (), least=0, most=21_600)
    yield from whole_number(body, "bitrate", (), least=8000, most=96_000)
    yield from whole_number(body, "user_limit", (), least=0, most=10_000 if kind == 13 else 99)  # noqa: PLR2004 (a stage)
    yield from whole_number(body, "position", (), least=0, most=_LARGEST)
    yield from yes_or_no(body, "nsfw", ())
    yield from snowflake(body, "parent_id", ())
    yield from _archiving(body, "default_auto_archive_duration")
    yield from _archiving(body, "auto_archive_duration")
    yield from count(body, "available_tags", (), most=20)
    yield from count(body, "applied_tags", (), most=5)
    yield from count(body, "permission_overwrites", (), most=100)
    for index, raw in enumerate(as_list(body.get("permission_overwrites"))):
        place = ("permission_overwrites", index)
        yield from snowflake(as_object(raw), "id", place, needed=True)
        yield from _overwrite(as_object(raw), place)


def _archiving(body: _Body, key: str) -> Problems:
    if body.get(key) is not None and body[key] not in _ARCHIVE_AFTER:
        yield out_of_choices((key,), _ARCHIVE_AFTER)


def overwrite_form_error(body: _Body) -> RuleError | None:
    return form_error(_overwrite(body, ()))


def _overwrite(body: _Body, path: Path) -> Problems:
    """`type` is 0 for a role, 1 for a member."""
    if body.get("type") is None:
        yield required((*path, "type"))
    elif body["type"] not in (0, 1, "0", "1"):
        yield out_of_choices((*path, "type"), (0, 1))
    yield from bit_set(body, "allow", path)
    yield from bit_set(body, "deny", path)


def invite_form_error(body: _Body) -> RuleError | None:
    return form_error(
        [
            *whole_number(body, "max_age", (), least=0, most=604_800),
            *whole_number(body, "max_uses", (), least=0, most=100),
            *yes_or_no(body, "temporary", ()),
            *yes_or_no(body, "unique", ()),
        ]
    )


def thread_form_error(body: _Body) -> RuleError | None:
    return form_error(_thread_problems(body))


def _thread_problems(body: _Body) -> Problems:
    yield from text(body, "name", (), most=100, least=1, needed=True)
    yield from _archiving(body, "auto_archive_duration")
    yield from whole_number(body, "rate_limit_per_user", (), least=0, most=21_600)
    yield from count(body, "applied_tags", (), most=5)
    if body.get("type") is not None and body["type"] not in _THREADS:
        yield out_of_choices(("type",), _THREADS)


def bulk_delete_form_error(body: _Body) -> RuleError | None:
    """2 to 100 messages, each once. https://discord.com/developers/docs/resources/message#bulk-delete-messages."""
    ids = as_list(body.get("messages"))
    problems = [*count(body, "messages", (), most=100, least=2)]
    problems += [no_snowflake(each, ("messages", n)) for n, each in enumerate(ids) if not is_snowflake(each)]
    if len({str(each) for each in ids}) < len(ids):
        problems.append(Problem(("messages",), "LIST_TYPE_DUPLICATE", "The list has an item twice"))
    return form_error(problems)


def webhook_form_error(body: _Body, *, new: bool) -> RuleError | None:
    return form_error(
        [
            *webhook_name_problems(body, "name", needed=new),
            *image(body, "avatar", ()),
            *snowflake(body, "channel_id", ()),
        ]
    )


def server_form_error(body: _Body) -> RuleError | None:
    """https://discord.com/developers/docs/resources/guild#modify-guild ."""
    return form_error(_server_problems(body))


def _server_problems(body: _Body) -> Problems:
    yield from text(body, "name", (), most=100, least=2)
    yield from text(body, "description", (), most=300)
    for key in ("icon", "splash", "banner", "discovery_splash"):
        yield from image(body, key, ())
    for key, known in (
        ("verification_level", (0, 1, 2, 3, 4)),
        ("default_message_notifications", (0, 1)),
        ("explicit_content_filter", (0, 1, 2)),
        ("afk_timeout", (60, 300, 900, 1800, 3600)),
    ):
        if body.get(key) is not None and body[key] not in known:
            yield out_of_choices((key,), known)
    for key in ("afk_channel_id", "system_channel_id", "rules_channel_id", "public_updates_channel_id"):
        yield from snowflake(body, key, ())


def user_form_error(body: _Body) -> RuleError | None:
    """The bot's own account. https://discord.com/developers/docs/resources/user#modify-current-user ."""
    return form_error(
        [*text(body, "username", (), most=32, least=2), *image(body, "avatar", ()), *image(body, "banner", ())]
    )


def emoji_form_error(body: _Body, *, new: bool) -> RuleError | None:
    """https://discord.com/developers/docs/resources/emoji#create-guild-emoji ."""
    problems = [*text(body, "name", (), most=32, least=2, needed=new), *image(body, "image", ())]
    if new and body.get("image") is None:
        problems.append(required(("image",)))
    return form_error(problems)
