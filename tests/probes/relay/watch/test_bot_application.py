"""Which application the bot is, is learned from its own answer."""

from pydantic import SecretStr

from ignis.runtime.stack.http_shapes import ReportedBotState
from probes.peers.program_client import ProgramAnswers
from probes.relay.notify.button_right import ButtonRight
from probes.relay.watch.bot_application import BotApplication
from probes.relay.watch.observer import StackLook

HERE = SecretStr("https://example.org/1")


async def looked(right: ButtonRight, state: str | None) -> None:
    report = ReportedBotState.parse(state) if state is not None else None
    answers = ProgramAnswers(asked=True, started=True, answered=True, ready=True, report=report)
    await BotApplication(right).looked(StackLook((), {"bot": answers}))


async def test_it_is_noted_once_the_bot_says_it_and_stays() -> None:
    right = ButtonRight()
    right.webhook_is_of(HERE, 7)
    await BotApplication(right).looked(StackLook((), {}))
    await looked(right, None)
    await looked(right, '{"gateway": {"status": "connecting"}, "circuits": []}')
    assert not right.granted(HERE)
    await looked(right, '{"gateway": {"status": "ready"}, "circuits": [], "application_id": 7}')
    await looked(right, None)
    assert right.granted(HERE)
