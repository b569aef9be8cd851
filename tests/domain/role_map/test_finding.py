"""How soon an administrator should look at what is found."""

from ignis.domain.role_map.finding import Finding, FindingKind, Severity


def test_what_takes_power_from_the_right_people_is_an_error_and_a_copy_is_a_warning() -> None:
    assert Finding(FindingKind.STAFF_DELETED).severity is Severity.ERROR
    assert Finding(FindingKind.DELETED).severity is Severity.ERROR
    assert Finding(FindingKind.TWICE).severity is Severity.WARNING
    assert Finding(FindingKind.STAFF_MISSING).severity is Severity.WARNING
    assert Finding(FindingKind.STAFF_RENAMED).severity is Severity.HINT


def test_every_kind_has_one_severity_and_a_name_of_its_own() -> None:
    assert {Finding(kind).severity for kind in FindingKind} == set(Severity)
    assert all(kind.value == kind.name.lower() for kind in FindingKind)
