import pytest

from tests.factories import AgentFactory, CustomerUserFactory
from tickets.models import Mention

pytestmark = pytest.mark.django_db


def test_colleagues_are_those_who_can_be_called(desk):
    AgentFactory(name="Luis Prado")
    AgentFactory(name="Se Fue", is_active=False)
    CustomerUserFactory()
    assert desk.get("/desk/colleagues/").json() == {"people": [{"name": "Luis Prado", "initials": "LP"}]}


def test_note_calls_a_colleague_who_reads_it_by_opening_the_case(say, case, client):
    luis = AgentFactory(name="Luis Prado")
    say("Mira esto, @Luis Prado", kind="note")
    assert Mention.objects.get().read_at is None
    client.force_login(luis)
    shown = {"seen": case.messages.last().pk, "told": case.events.last().pk}
    client.post(f"/desk/tickets/{case.reference}/presence/", shown)
    assert Mention.objects.get().read_at is not None
