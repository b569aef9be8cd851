"""Notes at every look which application the running bot is: the buttons of an alert need to know."""

from ignis.runtime.stack.http_shapes import ReportedBotState
from probes.relay.notify.button_right import ButtonRight
from probes.relay.watch.observer import StackLook

_BOT = "bot"


class BotApplication:
    """A LookListener."""

    def __init__(self, right: ButtonRight) -> None:
        self._right = right

    async def looked(self, look: StackLook) -> None:
        answers = look.answers.get(_BOT)
        report = answers.report if answers is not None else None
        if isinstance(report, ReportedBotState) and report.application_id is not None:
            self._right.bot_is(report.application_id)
