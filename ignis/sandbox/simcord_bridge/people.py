"""What a person in the sandbox can do: run commands, press buttons, choose from menus, fill in modals.

simcord's actors decide what a real client would allow and build the interaction; it goes to the bot outside at once.
They expect simcord's Env, which takes one operation at a time and waits for a bot in its own process: `_Stage` gives
them the four things they really use, so that any number of people act at the same time.
"""
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false
# reason: private parts of simcord, pinned by tests/sandbox/simcord_bridge/test_simcord_pin.py

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from simcord import _modal, actors, interactions
from simcord.actors import MemberActor
from simcord.backend.errors import BackendError, SetupError
from simcord.backend.models import Interaction
from simcord.builders import ChannelHandle
from simcord.enums import SELECT_TYPES, AppCommandType, ComponentType, OptionType
from simcord.results import InteractionResult, ResponseMessage

from ignis.sandbox.errors import ControlError
from ignis.sandbox.simcord_bridge.backend import SandboxBackend
from ignis.sandbox.simcord_bridge.names import Names
from ignis.sandbox.simcord_bridge.waiting import Waiting, WaitingRoom


class _Stage:
    """As much of simcord's Env as its actors touch."""

    def __init__(self, backend: SandboxBackend, room: WaitingRoom) -> None:
        self.backend = backend
        self.bot = None  # it is in another process
        self.strict_sync = True
        self._room = room
        self._message_states = ()
        self.sent: dict[int, Waiting] = {}

    def _notify_dispatch_observers(self, record: Interaction) -> None:
        self.sent[record.id] = self._room.enter(record)

    def _mark_mutation(self) -> None:
        pass

    async def _settle_internal(self, **_: Any) -> None:
        """Returns at once: callers wait on the `Waiting`."""


class People:
    def __init__(self, backend: SandboxBackend, room: WaitingRoom, guild_id: int) -> None:
        self._backend = backend
        self._guild_id = guild_id
        self._stage = _Stage(backend, room)
        self.names = Names(self._stage, backend, backend.get_guild(guild_id))

    async def slash(self, member: str, channel: str, command: str, options: Mapping[str, Any]) -> Waiting:
        """`command` is the full path, as in "config role add". All raise ControlError."""
        actor, place = self.names.member(member), self.names.channel(channel)
        leaf = self._leaf(command)
        values = {name: self._value(leaf, name, value) for name, value in options.items()}
        return await self._send(actors._slash(actor, place, command, values))

    async def autocomplete(
        self, member: str, channel: str, command: str, *, option: str, typed: str, options: Mapping[str, Any]
    ) -> Waiting:
        actor, place = self.names.member(member), self.names.channel(channel)
        leaf = self._leaf(command)
        values = {name: self._value(leaf, name, value) for name, value in options.items()}
        return await self._send(actors._autocomplete_result(actor, place, command, option, typed, values))

    async def context_menu(self, member: str, channel: str, command: str, target: str, *, message: bool) -> Waiting:
        """`target` is a member's name, or a message's id when `message`."""
        actor, place = self.names.member(member), self.names.channel(channel)
        kind = AppCommandType.MESSAGE if message else AppCommandType.USER
        if self._backend.find_command(command, self._guild_id, kind) is None:
            raise ControlError(404, f"the bot has registered no context menu {command!r} for {kind.name.lower()}s")
        chosen = self._message(place, target) if message else self.names.member(target)
        run = MemberActor.context_menu.__wrapped__  # type: ignore[attr-defined]  # without Env's guard against overlap
        return await self._send(run(actor, place, command, chosen))

    async def click(self, member: str, channel: str, message: str, custom_id: str | None, label: str | None) -> Waiting:
        actor, shown = self.names.member(member), self._message(self.names.channel(channel), message)
        return await self._send(actors._component_click(actor, shown, label=label, custom_id=custom_id))

    async def select(
        self, member: str, channel: str, message: str, *, custom_id: str | None, values: list[Any]
    ) -> Waiting:
        actor, shown = self.names.member(member), self._message(self.names.channel(channel), message)
        chosen = self._choices(shown, custom_id, values)
        return await self._send(actors._component_select(actor, shown, chosen, custom_id=custom_id))

    async def submit_modal(self, member: str, interaction: str, values: Mapping[str, Any]) -> Waiting:
        """`interaction` is the id of the one that was answered with the modal."""
        actor = self.names.member(member)
        record = self._backend.interactions.get(int(interaction)) if interaction.isdecimal() else None
        if record is None:
            raise ControlError(404, f"no interaction {interaction!r}")
        shown = InteractionResult(self._stage, record)  # type: ignore[arg-type]  # see _Stage
        return await self._send(_modal._submit_modal(actor, shown, dict(values)))

    async def _send(self, act: Awaitable[InteractionResult]) -> Waiting:
        try:
            result = await act
        except SetupError as refusal:  # what a person could not do in a real client
            raise ControlError(400, str(refusal)) from refusal
        except BackendError as refusal:
            raise ControlError(404 if refusal.status == 404 else 400, refusal.message) from refusal  # noqa: PLR2004  HTTP's
        return self._stage.sent.pop(result._interaction.id)

    def _leaf(self, command: str) -> dict[str, Any]:
        """The definition of the subcommand that `command` names."""
        root, *path = command.removeprefix("/").split() or [""]
        found = self._backend.find_command(root, self._guild_id)
        if found is None:
            raise ControlError(404, f"no command /{root}; {self._registered()}")
        try:
            leaf, _ = interactions.walk_to_subcommand(found, path)
        except SetupError:
            raise ControlError(404, f"no command /{command}; {self._registered()}") from None
        return leaf

    def registered(self) -> list[str]:
        """The chat commands, by their full paths."""
        return sorted(
            " ".join(path)
            for scope in (self._guild_id, None)
            for command in self._backend.commands.get(scope, {}).values()
            if command["type"] == AppCommandType.CHAT_INPUT
            for path, _ in interactions.command_leaves(command)
        )

    def _registered(self) -> str:
        return "the bot has registered " + (", ".join(f"/{name}" for name in self.registered()) or "none yet")

    def _value(self, leaf: Mapping[str, Any], name: str, value: Any) -> Any:
        option = next((each for each in leaf.get("options") or () if each["name"] == name), None)
        if option is None:
            raise ControlError(400, f"no option {name!r} in /{leaf['name']}")
        choice = next((each["value"] for each in option.get("choices") or () if each["name"] == value), None)
        if choice is not None:
            return choice  # people choose what they read
        find: Mapping[int, Callable[[object], Any]] = {
            OptionType.USER: self.names.member,
            OptionType.ROLE: self.names.role,
            OptionType.CHANNEL: self.names.channel,
            OptionType.MENTIONABLE: self.names.member_or_role,
            OptionType.ATTACHMENT: _attachment,
        }
        return find[option["type"]](value) if option["type"] in find else value

    def _choices(self, shown: ResponseMessage, custom_id: str | None, values: list[Any]) -> list[Any]:
        try:
            menu = actors._find_component(shown.components, types=SELECT_TYPES, custom_id=custom_id, label=None)
        except SetupError as refusal:
            raise ControlError(400, str(refusal)) from refusal
        find: Mapping[int, Callable[[object], Any]] = {
            ComponentType.USER_SELECT: self.names.member,
            ComponentType.ROLE_SELECT: self.names.role,
            ComponentType.CHANNEL_SELECT: self.names.channel,
            ComponentType.MENTIONABLE_SELECT: self.names.member_or_role,
        }
        return [find[menu["type"]](value) if menu["type"] in find else value for value in values]

    def _message(self, channel: ChannelHandle, message: str) -> ResponseMessage:
        found = self._backend.messages[channel.id].get(int(message)) if message.isdecimal() else None
        if found is None:
            raise ControlError(404, f"no message {message!r} in #{channel.name}")
        return ResponseMessage(self._stage, found)  # type: ignore[arg-type]  # see _Stage


def _attachment(value: object) -> tuple[str, bytes]:
    match value:
        case {"filename": str(filename), "base64": str(content)}:
            try:
                return filename, base64.b64decode(content, validate=True)
            except binascii.Error as wrong:
                raise ControlError(400, f"the attachment {filename!r} is not base64: {wrong}") from None
        case _:
            raise ControlError(400, 'an attachment is given as {"filename": ..., "base64": ...}')
