"""What is answered, and one interaction on its way to one answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import discord
from discord import ui

ALREADY_ACKNOWLEDGED: Final = 40060  # https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
TOO_LATE: Final = frozenset({10062, 10015, 50027})
"""Unknown interaction, unknown webhook, invalid webhook token: nothing more can be said to this interaction."""

Interaction = discord.Interaction[Any]


@dataclass(frozen=True)
class Reply:
    """A LayoutView (Components V2) cannot have `content`.

    No view is kept in memory. Its buttons must be dynamic items, which still work after a restart of the bot.
    """

    content: str | None = None
    view: ui.LayoutView | ui.View | None = None
    files: Sequence[discord.File] = ()
    ephemeral: bool = False


class Visibility(StrEnum):
    """Where an answer goes. `HERE` is for buttons only: it replaces the message that has the button."""

    PUBLIC = "public"
    PRIVATE = "private"
    HERE = "here"


@dataclass
class PendingAnswer:
    """`name` is what metrics call it. All methods raise what discord.py and aiohttp raise."""

    interaction: Interaction
    where: Visibility
    name: str
    _defer_tried: bool = field(default=False, init=False)

    @property
    def deferred(self) -> bool:
        return self.interaction.response.is_done()

    @property
    def for_reader_alone(self) -> bool:
        return self.where is Visibility.PRIVATE

    async def defer(self) -> None:
        self._defer_tried = True
        if self.where is Visibility.HERE:
            await self.interaction.response.defer()
        else:
            await self.interaction.response.defer(thinking=True, ephemeral=self.for_reader_alone)

    async def send(self, answer: Reply, *, replace: bool) -> None:
        """`replace` is False for an answer that must not replace the message that has the button."""
        if answer.view is not None:
            answer.view.stop()  # discord.py keeps a view that is not stopped for ever
        if self.where is Visibility.HERE and not replace:
            await self._put_beside(answer)
            return
        try:
            await self._send(answer)
        except discord.HTTPException as error:
            if error.code != ALREADY_ACKNOWLEDGED:
                raise
            if self._defer_tried and not self.deferred:  # the deferral arrived, only Discord's word about it was lost
                await self.interaction.edit_original_response(**_edited(answer))
            # else an earlier try of this very answer arrived

    async def put_beside(self, text: str) -> None:
        """One more message, for the reader alone. The interaction has been answered."""
        await self.interaction.followup.send(text, ephemeral=True)

    async def _send(self, answer: Reply) -> None:
        if self.deferred:
            await self.interaction.edit_original_response(**_edited(answer))
        elif self.where is Visibility.HERE:
            await self.interaction.response.edit_message(**_edited(answer))
        else:
            private = answer.ephemeral or self.for_reader_alone
            await self.interaction.response.send_message(**_new(answer), ephemeral=private)

    async def _put_beside(self, answer: Reply) -> None:
        if self.deferred:
            await self.interaction.followup.send(**_new(answer), ephemeral=True)
        else:
            await self.interaction.response.send_message(**_new(answer), ephemeral=True)


def _new(answer: Reply) -> dict[str, Any]:
    optional = {"content": answer.content, "view": answer.view, "files": answer.files or None}
    return {name: value for name, value in optional.items() if value is not None}


def _edited(answer: Reply) -> dict[str, Any]:
    """Replaces everything that the message had before."""
    return {"content": answer.content, "view": answer.view, "attachments": answer.files}
