"""Completes what simcord serialises to what Discord really sends; `payload_kinds` says what that is.

>>> completed({"discriminator": "0", "id": "1"})["primary_guild"] is None
True
"""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Final

from ignis.sandbox.simcord_bridge.payload_kinds import COMPONENT_ALWAYS, KINDS, ObjectKind


def completed(payload: Any) -> Any:
    """A copy of `payload`, JSON as simcord writes it, with every object in it completed."""
    if isinstance(payload, Mapping):
        return _object(payload)
    return [completed(each) for each in payload] if isinstance(payload, list) else payload


def _object(payload: Mapping[str, Any]) -> dict[str, Any]:
    # every answer and event goes through here: one look-up a field, and no copy of what holds no object
    kind: ObjectKind | None = None
    result: dict[str, Any] = {}
    for key, value in payload.items():
        if key in KINDS:
            kind = KINDS[key]
        result[key] = completed(value) if isinstance(value, (dict, list)) and value else value
    if kind is None:
        return result
    for key, value in kind.always.items():
        result.setdefault(key, value)
    for key in kind.never_null:
        if key in result and result[key] is None:
            del result[key]
    for key in kind.never:
        result.pop(key, None)
    complete = _BEYOND_FIELDS.get(kind.sign)
    if complete is not None:
        complete(result)
    return result


def _complete_command(command: dict[str, Any]) -> None:
    permissions = command["default_member_permissions"]
    if permissions is not None:
        command["default_member_permissions"] = str(permissions)
    command.setdefault("version", command["id"])


def _complete_audit_entry(entry: dict[str, Any]) -> None:
    """Roles that were given or taken are changes, not options."""
    options = entry.get("options", {})
    roles = [{"key": key, "new_value": options.pop(key)} for key in ("$add", "$remove") if key in options]
    entry["changes"] = [*entry.get("changes", ()), *roles]
    if not options:
        entry.pop("options", None)


def _complete_message(message: dict[str, Any]) -> None:
    for embed in message["embeds"]:
        for key in [key for key, value in embed.items() if value is None]:
            del embed[key]
        embed.setdefault("type", "rich")
        for field in embed.get("fields") or ():
            field.setdefault("inline", False)
    _complete_components(message.get("components"), count(1))


def _complete_components(components: Any, numbers: Iterator[int]) -> None:
    """In place. A component without an id of its own gets a number: they count from 1, from the top."""
    for component in components or ():
        number = next(numbers)
        if not component.get("id"):
            component["id"] = number
        if "label" in component and component["label"] is None:  # of a button that shows an emoji alone
            del component["label"]
        for key, value in COMPONENT_ALWAYS.get(component["type"], {}).items():
            if component.get(key) is None:
                component[key] = value
        _complete_components(component.get("components"), numbers)
        if component.get("accessory"):
            _complete_components([component["accessory"]], numbers)
        for item in component.get("items", ()):  # of a gallery
            item.setdefault("description", None)
            item.setdefault("spoiler", False)
            _complete_media(item.get("media"), number)
        for key in ("media", "file"):
            _complete_media(component.get(key), number)
        _complete_emoji(component)
        for option in component.get("options", ()):
            _complete_emoji(option)


def _complete_media(media: dict[str, Any] | None, number: int) -> None:
    if media:
        media.setdefault("id", str(number))
        media.setdefault("proxy_url", media["url"])


def _complete_emoji(owner: dict[str, Any]) -> None:
    """A button or an option of a select menu: an emoji of Unicode has a name alone."""
    emoji = owner.get("emoji")
    if emoji and emoji.get("id") is None:
        owner["emoji"] = {"name": emoji.get("name")}


_BEYOND_FIELDS: Final = {
    "mention_roles": _complete_message,
    "default_member_permissions": _complete_command,
    "action_type": _complete_audit_entry,
}
