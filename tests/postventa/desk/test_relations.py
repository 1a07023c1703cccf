"""Cases that have to do with each other: related ones, main cases, one answer to all that hang on one."""

import uuid

import pytest

from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import NOW
from tests.tickets.rows import everything
from tickets.actions.merging import merge_tickets
from tickets.actions.relations import set_parent
from tickets.models import BulkJob, Relation, Ticket
from tickets.states import RelationKind, Status

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture
def other(case):
    return open_case(customer=case.customer, text="La secadora no calienta.")


@pytest.fixture
def send(desk, case):
    def post(noun, headers=None, **form):
        return desk.post(f"/desk/tickets/{case.reference}/{noun}/", form, headers=headers or {})

    return post


def test_other_cases_of_the_customer_are_offered_first(desk, case, other):
    open_case(text="De otra persona.")
    page = desk.get(f"/desk/tickets/{case.reference}/relations/").content.decode()
    assert (other.reference in page, "De otra persona." in page) == (True, False)


def test_other_case_is_found_by_its_reference_and_by_words(desk, case, other):
    stranger = open_case(text="El horno chirría.")
    for words in (stranger.reference, stranger.reference.lower().replace("-", " "), "chirría"):
        page = desk.get(f"/desk/tickets/{case.reference}/relations/", {"q": words}).content.decode()
        assert (stranger.reference in page, other.reference in page) == (True, False)


def test_merged_case_and_itself_are_not_offered(desk, case, other, agent):
    merge_tickets(ticket=other, into=case, by=agent, now=NOW)
    for words in ("", other.reference, case.reference):
        page = desk.get(f"/desk/tickets/{case.reference}/relations/", {"q": words}, headers=HTMX).content.decode()
        assert 'name="other"' not in page


def test_relate_and_unrelate(send, desk, case, other):
    assert send("relations", other=other.reference.lower()).status_code == 302
    assert Relation.objects.get().kind == RelationKind.RELATED
    assert other.reference in desk.get(f"/desk/tickets/{case.reference}/").content.decode()
    assert case.reference in desk.get(f"/desk/tickets/{other.reference}/").content.decode()
    page = send("relations/removal", HTMX, other=other.reference).content.decode()
    assert (Relation.objects.count(), 'id="relations" hx-swap-oob="true"' in page) == (0, True)


@pytest.mark.parametrize("noun", ["relations", "parent", "merging"])
@pytest.mark.parametrize("unfit", ["PV-2222-2222", "nonsense", "\x00", "itself"])
def test_other_case_that_is_none_is_refused(send, case, noun, unfit):
    before = everything()
    response = send(noun, other=case.reference if unfit == "itself" else unfit)
    assert (response.status_code, everything()) == (409 if unfit == "itself" else 422, before)


def test_refusal_in_the_dialog_stays_in_it(send, case):
    page = send("parent", HTMX, other=case.reference).content.decode()
    assert ('id="h-deed"' in page, "hx-swap-oob" in page, "its own main case" in page) == (True, False, True)


def test_main_case_is_said_and_taken_off(send, desk, case, other):
    send("parent", other=other.reference)
    case.refresh_from_db()
    assert case.parent == other
    page = desk.get(f"/desk/tickets/{other.reference}/").content.decode()
    assert (case.reference in page, "Answer to all" in page) == (True, True)
    assert send("parent", HTMX, other="").status_code == 200
    case.refresh_from_db()
    assert case.parent is None


def test_main_case_that_hangs_on_this_one_is_refused(send, case, other, agent):
    set_parent(ticket=other, parent=case, by=agent, now=NOW)
    before = everything()
    assert (send("parent", other=other.reference).status_code, everything()) == (409, before)


def test_answer_to_all_goes_to_each_open_child_once(send, case, agent):
    children = [open_case(text=f"Número {n}") for n in range(3)]
    for child in children:
        set_parent(ticket=child, parent=case, by=agent, now=NOW)
    form = {"text": "Buenos días, {{first_name}}: lo arreglamos.", "then": "waiting_part", "submission": uuid.uuid4()}
    for _ in range(2):
        response = send("answers", **form)
    job = BulkJob.objects.get()
    assert response["location"] == f"/desk/bulk/{job.pk}/"
    assert {child.messages.filter(kind="reply").count() for child in children} == {1}
    assert set(Ticket.objects.filter(parent=case).values_list("status", flat=True)) == {Status.WAITING_PART}
    assert OutgoingMessage.objects.filter(kind="case_replied").count() == 3


def test_answer_to_all_where_there_is_none_is_refused(send, case):
    form = {"text": "Hola", "then": "open", "submission": uuid.uuid4()}
    assert (send("answers", **form).status_code, BulkJob.objects.count()) == (409, 0)


@pytest.mark.parametrize("unfit", [{"text": ""}, {"then": "resolved"}, {"submission": "x"}])
def test_answer_to_all_that_does_not_fit_is_refused(send, case, agent, other, unfit):
    set_parent(ticket=other, parent=case, by=agent, now=NOW)
    form = {"text": "Hola", "then": "open", "submission": uuid.uuid4()}
    assert (send("answers", **form | unfit).status_code, BulkJob.objects.count()) == (422, 0)
