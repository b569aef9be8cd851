"""A gateway that does not even take the goodbye is left, so that the session can be resumed."""

from typing import TYPE_CHECKING, cast

from ignis.bot.gateway.heartbeat import disconnect
from tests.support.fakes.hanging import Hanging

if TYPE_CHECKING:
    import discord


class DeafWebSocket:
    """Open, and never closes."""

    open = True

    def __init__(self) -> None:
        self.goodbye = Hanging()

    async def close(self, code: int) -> None:
        assert code == 4000, "Discord ends the session at 1000 and 1001"
        await self.goodbye.forever()


class ClientOf:
    """As much of a client as has a connection."""

    def __init__(self, websocket: DeafWebSocket) -> None:
        self.ws = websocket


async def test_a_goodbye_without_an_answer_is_cancelled() -> None:
    websocket = DeafWebSocket()
    assert await disconnect(cast("discord.Client", ClientOf(websocket)), patience=0.01)
    assert websocket.goodbye.cancelled
