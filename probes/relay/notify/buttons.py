"""The buttons below an alert, for staff: who takes care of it, quiet for an hour, a restart, the log. Pure.

The bot answers whoever presses one (`ignis/bot/health/alerts_panel.py`). Without the bot they do nothing, and the
command to copy that every message has still helps.
"""

from typing import Any, Final

from ignis.runtime.stack.alert_buttons import ACKNOWLEDGE, RESTART, SHOW_LOG, SILENCE, alert_button_id
from probes.relay.incidents.incident import Incident, IncidentKind
from probes.relay.notices.notice import Telling
from probes.relay.notify.words.remedies import REMEDIES
from probes.relay.notify.words.topics import remedy_topic
from probes.relay.notify.words.vocabulary import AlertWords

_ROW, _BUTTON = 1, 2  # https://docs.discord.com/developers/components/reference#component-object-component-types
_PRIMARY, _SECONDARY, _DANGER = 1, 2, 4
_PROGRAM_IS_THE_NAME: Final = frozenset({"process", "memory"})
_SHOWS_LOG: Final = "ignis logs "
_SELF: Final = "relay"  # it cannot restart itself


def program_of(incident: Incident) -> str | None:
    """The program to restart; None for an incident of something else."""
    kind, _, name = incident.subject.partition(":")
    return name if kind in _PROGRAM_IS_THE_NAME else None


def log_of(incident: Incident) -> str | None:
    """The program whose log tells more: the one whose log the message names as a command."""
    if (program := program_of(incident)) is not None:
        return program
    commands = REMEDIES[remedy_topic(incident, REMEDIES)].commands
    return next((one.removeprefix(_SHOWS_LOG) for one in commands if one.startswith(_SHOWS_LOG)), None)


def buttons(telling: Telling, words: AlertWords) -> list[dict[str, Any]]:
    """The rows of components; none below a test, and none once all is over, which takes those of before away.

    They are about the first incident that is open, and the relay knows what else its message tells of.
    """
    still_open = [one for one in telling.incidents if one.open and one.kind is not IncidentKind.TEST]
    if telling.notice.final or not still_open:
        return []
    about = still_open[0]
    shown = [_button(SILENCE, about, words, _SECONDARY)]
    if any(one.acknowledged is None for one in still_open):
        shown.insert(0, _button(ACKNOWLEDGE, about, words, _PRIMARY))
    if program_of(about) not in {None, _SELF}:
        shown.append(_button(RESTART, about, words, _DANGER))
    if log_of(about) is not None:
        shown.append(_button(SHOW_LOG, about, words, _SECONDARY))
    return [{"type": _ROW, "components": shown}]


def _button(kind: str, about: Incident, words: AlertWords, style: int) -> dict[str, Any]:
    custom_id = alert_button_id(kind, about.number)
    return {"type": _BUTTON, "style": style, "label": words.buttons[kind], "custom_id": custom_id}
