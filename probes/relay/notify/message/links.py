"""Where a message leads: the status page, a Grafana panel, a page of the documentation. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from probes.relay.incidents.incident import Incident
from probes.relay.notify.words.remedies import REMEDIES, Panel, Remedy
from probes.relay.notify.words.topics import remedy_topic

_BEFORE: Final = timedelta(minutes=30)  # of the problem, so that the panel shows how it was before


@dataclass(frozen=True)
class Links:
    """Base addresses, which are checked when the settings are read. None: there is no such link."""

    status_page: str | None = None
    grafana: str | None = None
    docs: str | None = None

    @classmethod
    def of(cls, status_page: str | None, grafana: str | None, docs: str | None) -> "Links":
        """With addresses as operators write them."""
        return cls(*(None if one is None else one.rstrip("/") for one in (status_page, grafana, docs)))

    def incidents(self) -> str | None:
        """The status page, where it lists incidents."""
        return None if self.status_page is None else f"{self.status_page}/#incidents"

    def panel(self, panel: Panel, since: datetime, until: datetime | None) -> str | None:
        """A Grafana panel, from before the problem until after it."""
        if self.grafana is None:
            return None
        end = "now" if until is None else str(_milliseconds(until + _BEFORE))
        shown = f"viewPanel={panel.number}&from={_milliseconds(since - _BEFORE)}&to={end}"
        return f"{self.grafana}/d/{panel.board}?{shown}"

    def page(self, page: str) -> str:
        """A page of the documentation: a link where there is an address, else its path in the checkout."""
        return f"`{page}`" if self.docs is None else f"[{page}]({self.docs}/{page})"


def remedy(incident: Incident) -> Remedy:
    return REMEDIES[remedy_topic(incident, REMEDIES)]


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
