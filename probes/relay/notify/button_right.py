"""Whether the alert webhook may carry buttons: only the one that the bot's own application created.

Discord sends a press to the application that owns the webhook, and lets no other webhook carry what can be pressed:
https://docs.discord.com/developers/resources/webhook#execute-webhook. A webhook says whose it is when it is asked for;
which application the bot is, it says itself.
"""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import SecretStr

COMPONENTS: Final = "components"


class ButtonRight:
    """What is known of the bot and of the webhook in use. Nothing is asked here: `WebhookChannel` does."""

    def __init__(self) -> None:
        self._bot: int | None = None
        self._owners: dict[SecretStr, int | None] = {}
        self._refused: set[SecretStr] = set()

    def bot_is(self, application_id: int) -> None:
        """The application whose interactions reach the running bot."""
        self._bot = application_id

    def webhook_is_of(self, address: SecretStr, application_id: int | None) -> None:
        """None: a person made it in the settings of the channel."""
        self._owners = {address: application_id}  # one webhook is in use at a time

    def refuse(self, address: SecretStr) -> None:
        """Discord did not take the buttons after all: they are left away until another webhook is configured."""
        self._refused.add(address)

    def asks_for(self, address: SecretStr) -> bool:
        """Whether it is worth asking whose webhook it is."""
        return self._bot is not None and address not in self._owners

    def granted(self, address: SecretStr) -> bool:
        return self._bot is not None and self._owners.get(address) == self._bot and address not in self._refused

    def fitted(self, body: Mapping[str, Any], address: SecretStr) -> Mapping[str, Any]:
        """`body` as this webhook can carry it.

        >>> ButtonRight().fitted({"content": "x", "components": []}, SecretStr("https://example.org"))
        {'content': 'x'}
        """
        if COMPONENTS not in body or self.granted(address):
            return body
        return {name: value for name, value in body.items() if name != COMPONENTS}
