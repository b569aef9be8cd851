"""Facts of a recovery, as the log has them."""

from ignis.domain.health.repair_facts import RepairFact, RepairFinding, in_a_line


def test_a_finding_is_its_fact_and_its_values() -> None:
    kept = RepairFinding.of(RepairFact.KEPT_ASIDE, file="ignis.db.aside")
    assert in_a_line((RepairFinding.of(RepairFact.PUT_BACK), kept)) == "put_back; kept_aside file=ignis.db.aside"


def test_no_findings_are_nothing() -> None:
    assert in_a_line(()) == "nothing"
