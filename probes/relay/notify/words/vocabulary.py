"""What the alerts say, as fields that every language fills."""

from collections.abc import Mapping
from dataclasses import dataclass

from probes.relay.incidents.incident import IncidentKind, Resolution


@dataclass(frozen=True)
class Plural:
    """A sentence with `{count}`: for one, and for any other number."""

    one: str
    many: str

    def of(self, count: int, **more: object) -> str:
        """
        >>> Plural("{count} restart", "{count} restarts").of(2)
        '2 restarts'
        """
        return (self.one if count == 1 else self.many).format(count=count, **more)


@dataclass(frozen=True)
class AlertWords:
    """`{name}` is the incident's subject. `titles` while it is open, `resolved` by how it ended, `cleared` by kind when
    the problem has gone, `named` what kind of thing it is, where its name alone
    does not say it. `means` and `to_do` are by topic: see `topics`. `facts` are phrases of the incident engine, in
    English, and what they are called here: see `facts`.
    """

    titles: Mapping[IncidentKind, str]
    cleared: Mapping[IncidentKind, str]
    resolved: Mapping[Resolution, str]
    fine_again: str
    alert_gone: str
    means: Mapping[str, str]
    to_do: Mapping[str, str]
    facts: Mapping[str, str]

    # what holds several incidents together
    and_more: str
    of_them_over: Plural
    both_over: str
    all_over: str
    others: str
    further: str
    kinds: Mapping[IncidentKind, Plural]
    because_of_it: str
    not_yet: str
    were_red: str
    named: Mapping[IncidentKind, str]
    flapping: str
    flapped: Plural
    calm: str
    not_calm: str
    again: str
    nth_time: Plural
    continued: str
    escalated: str
    outlived: str

    # when
    since: str
    lasted: str
    deaths: Plural
    in_all: str
    restarts: Plural

    # what was and will be done
    done: str
    did: str
    next_start: str
    starts_at_once: str
    started_again: str
    next_try: str
    asks_again: str
    not_tried: str
    given_up: str
    restarts_above: str
    watches: str
    lapses: str
    acknowledged: str
    buttons: Mapping[str, str]
    silenced: str
    can_do: str
    more_about: str
    last_words: str
    status_page: str
    grafana: str
    incident: str
    numbered: str

    # after an outage of Discord, and what came too late
    digest_title: str
    digest_span: str
    digest_over: Plural
    digest_ended: Plural
    digest_open: Plural
    expired: Plural
