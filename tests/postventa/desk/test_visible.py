"""A case that an agent may not see is not there for them: neither as a page nor as the other case of a deed.

Today agents see all cases; a rule that hides some of them stands in for the one that a house may come to want.
"""

import uuid

import pytest

from core.errors import Refused
from tests.cases import open_case
from tests.factories import NOW, TeamFactory
from tests.tickets.rows import everything
from tickets.actions.bulk import start_bulk, start_merge, work_on
from tickets.actions.deeds import do_deeds
from tickets.deeds import Deed, read_written
from tickets.models import BulkJob, Macro, Message, Ticket
from tickets.models.ticket import TicketQuerySet

pytestmark = pytest.mark.django_db
NOBODY_KNOWS = "There is no case with that reference."


@pytest.fixture
def hidden(case, monkeypatch):
    """Another case of the same customer, which no agent may see."""
    secret = open_case(customer=case.customer, text="El horno chirría.")

    def visible_to(self, actor):
        return self.exclude(pk=secret.pk) if actor.is_staff else self.none()

    monkeypatch.setattr(TicketQuerySet, "visible_to", visible_to)
    return secret


def test_page_of_a_case_that_is_not_theirs_is_not_found(desk, case, hidden):
    pages = [desk.get(f"/desk/tickets/{one.reference}/").status_code for one in (case, hidden)]
    assert pages == [200, 404]


@pytest.mark.parametrize("noun", ["merging", "relations", "relations/removal", "parent"])
def test_other_case_that_is_not_theirs_is_not_found(desk, case, hidden, noun):
    before = everything()
    response = desk.post(f"/desk/tickets/{case.reference}/{noun}/", {"other": hidden.reference})
    assert (NOBODY_KNOWS in response.content.decode(), everything()) == (True, before)


def test_merge_does_not_show_what_it_would_be_merged_into(desk, case, hidden):
    page = desk.get(f"/desk/tickets/{case.reference}/merging/", {"into": hidden.reference}).content.decode()
    assert (NOBODY_KNOWS in page, hidden.subject in page) == (True, False)


@pytest.mark.parametrize("given", [{"deed": "priority:4"}, {"ask": "merge"}])
def test_bar_does_not_take_what_is_not_theirs(desk, case, hidden, given):
    form = {"case": [case.reference, hidden.reference], "submission": uuid.uuid4()}
    page = desk.post("/desk/bulk/", form | given, headers={"hx-request": "true"}).content.decode()
    assert (f"/desk/tickets/{hidden.reference}/" in page, hidden.subject in page) == (False, False)
    assert Ticket.objects.get(pk=hidden.pk).priority == 2


def test_bulk_does_nothing_to_what_is_not_theirs(case, hidden, agent):
    given = {"deeds": read_written(["priority:4"]), "by": agent, "now": NOW}
    job = start_bulk(ticket_ids=[case.pk, hidden.pk], submission=uuid.uuid4(), **given)
    work_on(job=job, clock=lambda: NOW)
    assert list(Ticket.objects.order_by("pk").values_list("priority", flat=True)) == [4, 2]
    with pytest.raises(Refused) as refusal:
        start_bulk(ticket_ids=[hidden.pk], submission=uuid.uuid4(), **given)
    assert (refusal.value.code, BulkJob.objects.count()) == ("no_cases", 1)


def test_bulk_merges_nothing_with_what_is_not_theirs(case, hidden, agent):
    before = everything()
    with pytest.raises(Refused) as refusal:
        start_merge(ticket_ids=[case.pk, hidden.pk], submission=uuid.uuid4(), by=agent, now=NOW)
    assert (refusal.value.code, everything()) == ("merge_count", before)
    with pytest.raises(Refused) as refusal:
        do_deeds(ticket=case, deeds=[Deed("merge", hidden.pk)], by=agent, now=NOW)
    assert (refusal.value.code, everything()) == ("no_case", before)


def test_search_does_not_find_what_is_not_theirs(desk, case, hidden):
    assert [desk.get("/desk/", {"q": words}).status_code for words in (case.reference, hidden.reference)] == [302, 200]
    assert hidden.reference not in desk.get("/desk/", {"q": "chirría"}).content.decode()


def test_reply_with_a_macro_of_another_team_is_refused_and_says_nothing(say, case):
    macro = Macro.objects.create(name="Suya", deeds=[{"do": "priority", "to": 4}], team=TeamFactory())
    page = say(htmx=True, deeds=[f"macro:{macro.pk}"]).content.decode()
    assert ("That macro is not there any more." in page, "Suya" in page) == (True, False)
    assert (Message.objects.filter(kind="reply").count(), Ticket.objects.get().priority) == (0, 2)
