"""The bar above the queue: the same deed on many cases, in place and without scripts."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.actors import actor_of
from core.models import OutgoingMessage
from postventa.desk.forms import bulk as form
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerFactory, ManagerFactory, TeamFactory, UnitFactory
from tickets.actions.bulk import start_bulk
from tickets.deeds import read_written
from tickets.models import BulkJob, Macro, Tag, Ticket, TicketEvent

pytestmark = pytest.mark.django_db
INSIDE = {"hx-request": "true"}


@pytest.fixture
def cases(db):
    customer = CustomerFactory()
    unit = UnitFactory(purchase__customer=customer)
    return [open_case(unit=unit, now=NOW.replace(hour=hour)) for hour in (8, 9, 10)]


@pytest.fixture
def send(desk, cases):
    """`send(deed="priority:4", htmx=True)`: the bar with the three cases ticked."""

    def post(*, htmx=False, chosen=None, **given):
        form = {"case": [case.reference for case in (cases if chosen is None else chosen)], "in": "view=open"}
        form["submission"] = uuid.uuid4()
        return desk.post("/desk/bulk/", form | given, headers=INSIDE if htmx else {})

    return post


def priorities():
    return list(Ticket.objects.order_by("pk").values_list("priority", flat=True))


def test_do_without_scripts_leads_back_to_the_view(send):
    response = send(deed="priority:4")
    assert (response.status_code, response["location"]) == (302, "/desk/?view=open")
    assert priorities() == [4, 4, 4]


def test_do_in_place_tells_what_was_done(send):
    response = send(deed=["priority:4", "assign:me"], htmx=True)
    assert b"data-bulk-done" in response.content
    assert b"hx-trigger" not in response.content
    assert priorities() == [4, 4, 4]


def test_refused_cases_are_listed_with_why(send, cases, desk):
    Ticket.objects.filter(pk=cases[1].pk).update(aside="spam")
    response = send(deed="state:waiting_part")
    job = BulkJob.objects.get()
    assert (response.status_code, response["location"]) == (302, f"/desk/bulk/{job.pk}/?in=view%3Dopen")
    page = desk.get(response["location"]).content.decode()
    assert (cases[1].reference in page, cases[0].reference in page) == (True, False)
    assert '<a class="button push" href="/desk/?view=open">' in page


def test_same_form_twice_is_one_job(send):
    submission = uuid.uuid4()
    for _ in range(2):
        send(deed="priority:4", submission=submission)
    assert (BulkJob.objects.count(), TicketEvent.objects.filter(kind="priority").count()) == (1, 3)


def test_tags_are_typed_beside_their_button(send):
    send(deed="tag", tags="garantía, pieza pedida")
    send(deed="untag", tags="Garantía")
    assert [list(case.tags.values_list("name", flat=True)) for case in Ticket.objects.all()] == [["pieza pedida"]] * 3


@pytest.mark.parametrize(
    "given",
    [{"deed": "explode:1"}, {"deed": "tag", "tags": ""}, {"deed": "priority:9"}, {"deed": "priority:4", "chosen": []}],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_what_cannot_be_done_is_said_and_nothing_written(send, desk, given, htmx):
    response = send(htmx=htmx, **given)
    said = response.content if htmx else desk.get(response["location"]).content
    assert (b"data-tone" in said, BulkJob.objects.count(), priorities()) == (True, 0, [2, 2, 2])


def test_unknown_references_are_left_out(send, cases):
    send(deed="priority:4", case=[cases[0].reference, "PV-9999-9999", "x", "PV-\x00"])
    assert priorities() == [4, 2, 2]


def test_whole_view_is_taken_by_its_address(send, cases, ana):
    Ticket.objects.filter(pk=cases[0].pk).update(assignee=ana)
    send(deed="priority:4", chosen=[], all="view=mine")
    assert priorities() == [4, 2, 2]


def test_whole_view_is_as_narrow_as_its_address_however_long(send, cases, ana):
    Ticket.objects.filter(pk=cases[0].pk).update(assignee=ana)
    products = "&".join(f"product={case.unit.product.sku}{'x' * 60}" for case in cases * 10)
    send(deed="priority:4", chosen=[], all=f"view=mine&{products}&priority=1")
    assert priorities() == [2, 2, 2]


def test_whole_view_that_is_too_big_is_cut_and_it_is_said(send, monkeypatch):
    monkeypatch.setattr(form, "MOST_CASES", 2)
    response = send(deed="priority:4", chosen=[], all="view=open", htmx=True)
    assert (sorted(priorities()), response.context["more"]) == ([2, 4, 4], True)


def test_many_are_left_to_a_worker_and_told_of(desk, ana, monkeypatch):
    from tickets import tasks

    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    unit = UnitFactory()
    cases = [open_case(unit=unit) for _ in range(3)]
    form = {"case": [case.reference for case in cases], "deed": "priority:4"}
    part = desk.post("/desk/bulk/", form, headers=INSIDE).content.decode()
    job = BulkJob.objects.get()
    assert f'hx-get="/desk/bulk/{job.pk}/progress/"' in part
    assert '<progress max="3" value="0"' in part
    tasks.sweep_bulk()
    assert b"data-bulk-done" in desk.get(f"/desk/bulk/{job.pk}/progress/").content
    assert priorities() == [4, 4, 4]


def test_job_is_shown_to_its_owner_and_to_managers_only(desk, ana, cases):
    job = start_bulk(
        ticket_ids=[cases[0].pk], deeds=read_written(["priority:4"]), submission=uuid.uuid4(), by=actor_of(ana), now=NOW
    )
    found = {}
    for user in (ana, AgentFactory(), ManagerFactory()):
        client = Client()
        client.force_login(user)
        found[user.role, user == ana] = [
            client.get(f"/desk/bulk/{job.pk}/{page}").status_code for page in ("", "progress/")
        ]
    assert found == {("agent", True): [200, 200], ("agent", False): [404, 404], ("manager", False): [200, 200]}


def test_merge_asks_first_and_merges_into_the_chosen_one(send, cases):
    page = send(ask="merge")
    assert [f'value="{case.pk}" checked' in page.content.decode() for case in cases] == [True, False, False]
    assert Ticket.objects.filter(aside="merged").count() == 0
    send(deed="merge", into=cases[2].pk)
    assert [Ticket.objects.get(pk=case.pk).merged_into for case in cases] == [cases[2], cases[2], None]


def test_merge_of_strangers_is_refused(send, cases):
    other = open_case()
    response = send(deed="merge", chosen=[cases[0], other], htmx=True)
    assert (b"data-bulk-refused" in response.content, BulkJob.objects.count()) == (True, 0)


@pytest.mark.parametrize("into", ["x", "-1", "²", "9" * 30])
def test_merge_into_nonsense_takes_the_oldest(send, cases, into):
    send(deed="merge", into=into)
    assert Ticket.objects.filter(merged_into=cases[0]).count() == 2


def test_macro_with_words_asks_first_and_is_sent_once_to_each(send, cases):
    macro = Macro.objects.create(name="Visita", html="<p>Hola {{first_name}}.</p>")
    part = send(ask=f"macro:{macro.pk}", htmx=True)
    assert (b"Hola {{first_name}}." in part.content, OutgoingMessage.objects.filter(kind="case_replied").count()) == (
        True,
        0,
    )
    send(deed=f"macro:{macro.pk}", submission=part.context["submission"])
    assert [case.messages.last().text for case in cases] == ["Hola Marta."] * 3


def test_macro_of_another_team_is_not_found(send):
    macro = Macro.objects.create(name="Suya", html="<p>Hola</p>", team=TeamFactory())
    assert send(ask=f"macro:{macro.pk}").status_code == 404
    assert send(ask="macro:x").status_code == 404


@pytest.mark.parametrize("htmx", [True, False])
def test_macro_of_another_team_is_not_done_by_naming_it(send, desk, htmx):
    macro = Macro.objects.create(name="Suya", deeds=[{"do": "priority", "to": 4}], team=TeamFactory())
    response = send(deed=f"macro:{macro.pk}", htmx=htmx)
    page = (response if htmx else desk.get(response["location"])).content.decode()
    assert ("That macro is not there any more." in page, "Suya" in page) == (True, False)
    assert (BulkJob.objects.count(), priorities()) == (0, [2, 2, 2])


@pytest.mark.parametrize("given", [{"deed": "priority:4"}, {"ask": "merge"}, {"ask": ""}])
def test_more_boxes_than_can_be_chosen_are_refused_whole(send, cases, monkeypatch, given):
    monkeypatch.setattr(form, "MOST_CHOSEN", 2)
    response = send(htmx=True, **given)
    assert "At most 2 cases can be chosen one by one. Choose the whole view instead." in response.content.decode()
    assert (BulkJob.objects.count(), priorities()) == (0, [2, 2, 2])
    send(deed="priority:4", chosen=cases[:2])
    assert priorities() == [4, 4, 2]


def test_page_without_scripts_offers_everything(send, ana):
    Tag.objects.create(name="garantía")
    Macro.objects.create(name="Urgente", deeds=[{"do": "priority", "to": 4}])
    luis, team = AgentFactory(name="Luis Gil"), TeamFactory(name="Averías")
    page = send(ask="").content.decode()
    wanted = [
        "assign:me",
        f"assign:{luis.pk}",
        "assign:",
        f"team:{team.pk}",
        "priority:1",
        "state:open",
        "resolve:repaired",
    ]
    assert [f'value="{deed}"' in page for deed in wanted] == [True] * 7
    assert "resolve:declined" not in page  # a refusal is reasoned, case by case


@pytest.mark.parametrize("what", ["assign", "team", "tags", "macros", "priority", "state"])
def test_menu_is_fetched_with_the_same_few_queries(desk, what):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert desk.get(f"/desk/bulk/choices/{what}/", headers=INSIDE).status_code == 200
        return len(captured)

    def fill(count):
        for number in range(count):
            AgentFactory(), TeamFactory(), Tag.objects.create(name=f"{count}-{number}")
            Macro.objects.create(name="M", html="<p>x</p>")

    fill(1)
    few = queries()
    fill(30)
    assert queries() == few <= 3
    assert desk.get("/desk/bulk/choices/nothing/").status_code == 404


def test_stranger_and_customer_do_nothing(cases, client):
    form = {"case": [cases[0].reference], "deed": "priority:4"}
    assert client.post("/desk/bulk/", form).status_code == 302
    assert (priorities(), BulkJob.objects.count()) == ([2, 2, 2], 0)
