"""What operators do about alerts, where these are kept: in the relay."""

from typing import Protocol

from ignis.runtime.stack.http_shapes import ReportedIncidents
from ignis.runtime.stack.operator_shapes import OperatorAnswer, Order, ReportedLog, SilenceOrder


class AlertDeskError(Exception):
    """There is no answer, so it is not known whether anything was done."""


class OrderProblem(Exception):  # noqa: N818  it is an answer
    """The order cannot be meant. Its text is one line in English: what is wrong with it."""


class AlertDesk(Protocol):
    """Every method raises AlertDeskError; those with an order raise OrderProblem too.

    Example:
        answer = await alerts.acknowledge(12, Order(by=OrderedBy(name="Vulkan", discord_id=42)))
    """

    async def incidents(self) -> ReportedIncidents:
        """What is open, and what operators have said."""
        ...

    async def acknowledge(self, number: int, order: Order) -> OperatorAnswer: ...

    async def silence(self, order: SilenceOrder) -> OperatorAnswer: ...

    async def unsilence(self, subject: str, order: Order) -> OperatorAnswer: ...

    async def test(self, order: Order) -> OperatorAnswer: ...

    async def restart(self, number: int, order: Order) -> OperatorAnswer: ...

    async def log(self, number: int) -> ReportedLog | OperatorAnswer:
        """The last lines of the program that an incident is about; an answer if there are none to show."""
        ...
