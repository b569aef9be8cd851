"""Where an interaction comes from, as `interaction_metadata` of the message that answers it tells.

https://discord.com/developers/docs/resources/message#message-interaction-metadata-object
"""

from collections.abc import Iterable, Mapping
from typing import Any

from simcord.backend import serializers
from simcord.backend.models import Interaction, User
from simcord.enums import AppCommandType, InteractionType

from ignis.sandbox.simcord_bridge.payloads import completed


class ModalOrigins:
    """Which interaction a modal came from: simcord forgets it when the modal is submitted."""

    def __init__(self) -> None:
        self._origins: dict[int, Interaction] = {}

    def note(self, submitted: Interaction, known: Iterable[Interaction]) -> None:
        """`known` are all interactions, the newest first. The origin is consumed before its modal is submitted."""
        taken = {origin.id for origin in self._origins.values()}
        for record in known:
            if record.modal_consumed and record.user_id == submitted.user_id and record.id not in taken:
                self._origins[submitted.id] = record
                return

    def of(self, submitted: Interaction) -> Interaction | None:
        return self._origins.get(submitted.id)

    def forget(self, submitted: Interaction) -> None:
        self._origins.pop(submitted.id, None)


def metadata(record: Interaction, users: Mapping[int, User], modals: ModalOrigins) -> dict[str, Any]:
    """What Discord tells of an interaction beside the message that answers it."""
    told: dict[str, Any] = {
        "id": str(record.id),
        "type": int(record.type),
        "user": _user(users, record.user_id),
        "authorizing_integration_owners": owners(record.guild_id),
    }
    if record.message_id is not None and record.message_id != record.source_message_id:
        told["original_response_message_id"] = str(record.message_id)
    if record.type == InteractionType.MESSAGE_COMPONENT:
        told["interacted_message_id"] = str(record.source_message_id)
    elif record.type == InteractionType.MODAL_SUBMIT and (origin := modals.of(record)) is not None:
        told["triggering_interaction_metadata"] = metadata(origin, users, modals)
    elif record.type == InteractionType.APPLICATION_COMMAND:
        told |= {"name": record.command_name, "command_type": record.command_type}
        if record.target_id is not None and record.target_type == AppCommandType.USER:
            told["target_user"] = _user(users, record.target_id)
        elif record.target_id is not None:
            told["target_message_id"] = str(record.target_id)
    return told


def owners(guild_id: int | None) -> dict[str, str]:
    """`authorizing_integration_owners`: 0 is an installation into a server, the only kind here."""
    return {} if guild_id is None else {"0": str(guild_id)}


def _user(users: Mapping[int, User], number: int) -> Any:
    return completed(serializers.user_payload(users[number]))
