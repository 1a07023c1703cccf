import datetime as dt

import pytest

from catalog.models import CauseCode
from core.errors import Refused
from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import NOW
from tests.tickets.rows import everything
from tickets.actions.checklist import add_point, tick
from tickets.actions.coverage import override_coverage
from tickets.actions.fields import confirm_coverage, say_cause, set_own_fields
from tickets.actions.status import resolve_ticket
from tickets.models import KindRules, OwnField
from tickets.queries.requirements import missing_to_resolve
from tickets.states import FieldType, Kind, Resolution, Status
from warranties.states import Verdict

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


def codes(case):
    case.refresh_from_db()
    return [(one.code, one.key) for one in missing_to_resolve(case)]


def resolve(case, agent):
    return resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="Listo.", by=agent, now=LATER)


@pytest.fixture
def strict(case):
    """A complaint needs everything that there is to need."""
    OwnField.objects.create(key="colour", label="Color", required=True)
    OwnField.objects.create(key="leaks", label="Gotea", type=FieldType.YES_NO, required=True, kinds=[Kind.COMPLAINT])
    OwnField.objects.create(key="free", label="Libre")
    OwnField.objects.create(key="others", label="De otros", required=True, kinds=[Kind.TECHNICAL])
    OwnField.objects.create(key="old", label="Ya no", required=True, active=False)
    return KindRules.objects.create(
        kind=case.kind, needs_cause=True, needs_coverage=True, needs_checklist=True, checklist=["Foto"]
    )


def test_nothing_is_missing_without_rules(case, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert missing_to_resolve(case) == []


def test_each_thing_is_missing_until_it_is_there(case, agent, strict):
    assert codes(case) == [("cause", ""), ("coverage", ""), ("field", "colour"), ("field", "leaks"), ("check", "Foto")]
    say_cause(ticket=case, cause=CauseCode.objects.create(code="pump", name="Bomba"), by=agent, now=LATER)
    assert codes(case)[0] == ("coverage", "")
    confirm_coverage(ticket=case, by=agent, now=LATER)
    assert codes(case)[0] == ("field", "colour")
    set_own_fields(ticket=case, values={"colour": "azul", "leaks": False}, by=agent, now=LATER)
    assert codes(case) == [("check", "Foto")]
    add_point(ticket=case, text="Llamar", by=agent, now=LATER)
    tick(ticket=case, text="Foto", by=agent, now=LATER)
    assert codes(case) == [("check", "Llamar")]
    tick(ticket=case, text="Llamar", by=agent, now=LATER)
    assert codes(case) == []
    assert resolve(case, agent).status == Status.RESOLVED


def test_coverage_decided_again_wants_to_be_confirmed_again(case, agent, strict):
    confirm_coverage(ticket=case, by=agent, now=LATER)
    override_coverage(ticket=case, verdict=Verdict.NOT_COVERED, reason="Golpe.", by=agent, now=LATER)
    assert ("coverage", "") in codes(case)


def test_coverage_is_not_asked_of_a_case_about_no_product(case, strict):
    question = open_case(case.customer)
    KindRules.objects.create(kind=question.kind, needs_coverage=True)
    assert codes(question) == [("field", "colour")]


def test_resolve_names_each_thing_that_is_missing(case, agent, strict):
    before, letters = everything(), OutgoingMessage.objects.count()
    with pytest.raises(Refused) as refusal:
        resolve(case, agent)
    assert refusal.value.code == "requirements_missing"
    assert [word in str(refusal.value) for word in ("Color", "Gotea", "Foto")] == [True] * 3
    assert (everything(), OutgoingMessage.objects.count()) == (before, letters)


def test_rules_of_another_kind_ask_nothing(case, agent):
    KindRules.objects.create(kind=Kind.TECHNICAL, needs_cause=True)
    assert resolve(case, agent).status == Status.RESOLVED
