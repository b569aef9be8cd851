"""The incidents of a message that is about several: a bounded list, and a line about what is held back. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from probes.relay.incidents.incident import Incident
from probes.relay.message_limits import length
from probes.relay.notify.message.looks import icon
from probes.relay.notify.message.style import MessageStyle
from probes.relay.notify.message.times import when
from probes.relay.notify.message.titles import shown_title
from probes.relay.notify.words import AlertWords

_LIST: Final = 800  # units; the line about the rest comes below it
_NAMES: Final = 220
_NAME: Final = 60


def listed(others: Sequence[Incident], style: MessageStyle) -> str:
    """One line each, those that are open first, as many as fit; then how many more of which kind."""
    ordered = sorted(others, key=lambda one: not one.open)
    lines: list[str] = []
    room = _LIST
    for incident in ordered:
        line = f"{icon(incident)} {shown_title(incident, style)} ({when(incident.resolved_at or incident.opened_at)})"
        room -= length(line) + 1
        if room < 0:
            break
        lines.append(line)
    if rest := ordered[len(lines) :]:
        lines.append(style.words.further.format(count=len(rest), kinds=counted(rest, style.words)))
    return "\n".join(lines)


def counted(incidents: Iterable[Incident], words: AlertWords) -> str:
    """Such as `3 checks, 1 circuit`, the most frequent first."""
    kinds = Counter(one.kind for one in incidents)
    return ", ".join(words.kinds[kind].of(count) for kind, count in kinds.most_common())


def held_back(symptoms: Sequence[Incident], style: MessageStyle, *, root_open: bool) -> str:
    """One line that names the symptoms of a root cause: those that are still there or, if there are none, all."""
    still_there = [one for one in symptoms if one.open]
    words = style.words
    if still_there:
        return (words.because_of_it if root_open else words.not_yet).format(names=_names(still_there, style))
    return words.were_red.format(names=_names(symptoms, style))


def _names(symptoms: Sequence[Incident], style: MessageStyle) -> str:
    """As many as fit, then how many more of which kind."""
    names: list[str] = []
    room = _NAMES
    for incident in symptoms:
        name = style.clean(incident.name, _NAME)
        room -= length(name) + 2
        if room < 0:
            break
        names.append(name)
    rest = symptoms[len(names) :]
    more = [style.words.further.format(count=len(rest), kinds=counted(rest, style.words))] if rest else []
    return ", ".join([*names, *more])
