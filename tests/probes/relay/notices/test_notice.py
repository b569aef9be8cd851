from probes.relay.incidents.incident import Incident, IncidentKind
from probes.relay.notices.notice import Notice, NoticeKind
from probes.relay.notices.state import NoticeState
from tests.probes.relay.rig import T0


def test_a_telling_has_the_incidents_in_the_notices_order() -> None:
    root, symptom = (Incident(number, f"check:{number}", str(number), IncidentKind.CHECK, T0) for number in (3, 1))
    notice = Notice(1, NoticeKind.ROOT, (3,), T0, held_back=(1,))
    telling = NoticeState().keep(notice, symptom, root).telling(notice)
    assert notice.subject_number == 3
    assert (telling.incidents, telling.held_back) == ((root,), (symptom,))
