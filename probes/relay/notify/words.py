"""What the alerts say, in each language of `alerts.language`. Facts (causes, last words) stay as the log has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from probes.relay.incidents.incident import IncidentKind, Resolution


@dataclass(frozen=True)
class AlertWords:
    """`{name}` is the incident's subject. `titles` while it is open, `resolved` by how it ended, `cleared` by kind when
    the problem has gone. `to_do`: what is left for a person; other kinds end by themselves. The status page has it.
    """

    titles: Mapping[IncidentKind, str]
    cleared: Mapping[IncidentKind, str]
    resolved: Mapping[Resolution, str]
    fine_again: str
    alert_gone: str
    to_do: Mapping[IncidentKind, str]
    next_start: str
    started: str
    ended: str
    ended_after: str
    next_try: str
    deaths: str
    tried: str
    last_words: str
    incident: str


ENGLISH: Final = AlertWords(
    titles={
        IncidentKind.CRASHED: "{name} crashed",
        IncidentKind.HUNG: "{name} hung",
        IncidentKind.CONFIG: "{name} gave up: its configuration is wrong",
        IncidentKind.CANNOT_START: "{name} cannot be started",
        IncidentKind.OUTGROWN: "{name} used too much memory",
        IncidentKind.CHECK: "check {name} is red",
        IncidentKind.CIRCUIT: "circuit {name} is open",
        IncidentKind.MEMORY: "{name} uses a lot of memory",
        IncidentKind.ALERT: "alert {name} fires",
        IncidentKind.OUTAGE: "everything was down: supervisord was killed",
        IncidentKind.MACHINE_OFF: "everything was down: the machine was off",
        IncidentKind.ASLEEP: "everything stood still: the machine slept",
        IncidentKind.STANDSTILL: "everything stood still",
    },
    cleared={
        IncidentKind.CHECK: "check {name} is green again",
        IncidentKind.CIRCUIT: "circuit {name} is closed again",
        IncidentKind.MEMORY: "{name} uses less memory again",
        IncidentKind.ALERT: "alert {name} is over",
        IncidentKind.OUTAGE: "everything was down, and works again: supervisord was killed",
        IncidentKind.MACHINE_OFF: "everything was down, and works again: the machine was off",
        IncidentKind.ASLEEP: "everything stood still, and works again: the machine slept",
        IncidentKind.STANDSTILL: "everything stood still, and works again",
    },
    resolved={
        Resolution.BACK: "{name} is back",
        Resolution.ANSWERS_AGAIN: "{name} answers again",
        Resolution.STOPPED_ON_REQUEST: "{name} was stopped on request",
        Resolution.GONE: "{name} is no longer watched",
    },
    fine_again="{name} is fine again",
    alert_gone="alert {name} is no longer reported",
    to_do={
        IncidentKind.CONFIG: (
            "A restart cannot help, so none is tried. Fix what its last words say, then run `ignis restart {name}`."
        ),
        IncidentKind.MEMORY: (
            "Above `memory.hard_mb` it is restarted. If nothing leaks, raise the limits in config/ignis.yaml and run "
            "`ignis restart relay`."
        ),
        IncidentKind.CANNOT_START: "supervisor has given up. Fix the cause, then run `ignis restart {name}`.",
    },
    next_start="**next start at {at}** ({when})",
    started="Started",
    ended="Ended",
    ended_after="{when}, after {span}",
    next_try="Next try",
    deaths="Deaths",
    tried="What was tried",
    last_words="Last words in its log",
    incident="incident {number} · {subject}",
)

PORTUGUESE: Final = AlertWords(
    titles={
        IncidentKind.CRASHED: "{name} caiu",
        IncidentKind.HUNG: "{name} travou",
        IncidentKind.CONFIG: "{name} desistiu: a configuração está errada",
        IncidentKind.CANNOT_START: "{name} não pode ser iniciado",
        IncidentKind.OUTGROWN: "{name} usou memória demais",
        IncidentKind.CHECK: "a verificação {name} está vermelha",
        IncidentKind.CIRCUIT: "o circuito {name} está aberto",
        IncidentKind.MEMORY: "{name} usa muita memória",
        IncidentKind.ALERT: "o alerta {name} disparou",
        IncidentKind.OUTAGE: "tudo ficou fora do ar: o supervisord foi morto",
        IncidentKind.MACHINE_OFF: "tudo ficou fora do ar: a máquina estava desligada",
        IncidentKind.ASLEEP: "tudo ficou parado: a máquina dormiu",
        IncidentKind.STANDSTILL: "tudo ficou parado",
    },
    cleared={
        IncidentKind.CHECK: "a verificação {name} está verde de novo",
        IncidentKind.CIRCUIT: "o circuito {name} está fechado de novo",
        IncidentKind.MEMORY: "{name} usa menos memória de novo",
        IncidentKind.ALERT: "o alerta {name} acabou",
        IncidentKind.OUTAGE: "tudo ficou fora do ar e já funciona: o supervisord foi morto",
        IncidentKind.MACHINE_OFF: "tudo ficou fora do ar e já funciona: a máquina estava desligada",
        IncidentKind.ASLEEP: "tudo ficou parado e já funciona: a máquina dormiu",
        IncidentKind.STANDSTILL: "tudo ficou parado e já funciona",
    },
    resolved={
        Resolution.BACK: "{name} voltou",
        Resolution.ANSWERS_AGAIN: "{name} responde de novo",
        Resolution.STOPPED_ON_REQUEST: "{name} foi parado a pedido",
        Resolution.GONE: "{name} não é mais vigiado",
    },
    fine_again="{name} está bem de novo",
    alert_gone="o alerta {name} não é mais informado",
    to_do={
        IncidentKind.CONFIG: (
            "Reiniciar não adianta, por isso não se tenta. Corrija o que dizem as últimas palavras e rode "
            "`ignis restart {name}`."
        ),
        IncidentKind.MEMORY: (
            "Acima de `memory.hard_mb` ele é reiniciado. Se nada vaza, aumente os limites em config/ignis.yaml e rode "
            "`ignis restart relay`."
        ),
        IncidentKind.CANNOT_START: "o supervisor desistiu. Corrija a causa e rode `ignis restart {name}`.",
    },
    next_start="**próxima partida às {at}** ({when})",
    started="Começou",
    ended="Terminou",
    ended_after="{when}, após {span}",
    next_try="Próxima tentativa",
    deaths="Mortes",
    tried="O que foi tentado",
    last_words="Últimas palavras no log",
    incident="incidente {number} · {subject}",
)

WORDS: Final[Mapping[str, AlertWords]] = {"en": ENGLISH, "pt-BR": PORTUGUESE}
"""By `alerts.language`."""
