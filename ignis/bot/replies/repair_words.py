"""What a recovery found and did, in the reader's language."""

from ignis.bot.texts import Voice
from ignis.domain.health.repair_facts import RepairFindings

_KILOBYTE = 1000


def described(findings: RepairFindings, say: Voice) -> str:
    """
    >>> from ignis.bot.texts import load_texts
    >>> from ignis.domain.health.repair_facts import RepairFact, RepairFinding
    >>> described((RepairFinding.of(RepairFact.UNUSED_MEMORY, count=205),), load_texts().voice("en"))
    '205 objects in memory that nothing used any more'
    """
    shown = "; ".join(say(f"repair.fact.{finding.fact}", **dict(finding.values)) for finding in findings)
    return shown or say("repair.fact_none")


def size(count: int, say: Voice) -> str:
    """`count` bytes, in whole kilobytes."""
    return f"{say.number(-(-count // _KILOBYTE))} kB"
