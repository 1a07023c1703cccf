"""Promises at the desk: in the composer, on the card, in the queue and in the time line. No JavaScript here."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cases import open_case
from tests.factories import AgentFactory
from tickets.actions.promises import keep_promise, make_promise
from tickets.models import Promise
from tickets.queries.queue import queue_page
from tickets.queries.queue_counts import counts
from tickets.queues import Filters, View
from tickets.states import MessageKind, PromiseKind, PromiseState, Status

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def made(case, ana, agent, now):
    return promise(case, ana, agent, now)


def promise(case, ana, agent, now, hours=25, what="La llamamos"):
    due_at = now + hours * HOUR
    return make_promise(ticket=case, kind=PromiseKind.CALL, what=what, owner=ana, due_at=due_at, by=agent, now=now)


def asked(now, prefix="", **given):
    when = (now + 25 * HOUR).isoformat()
    form = {"kind": "call", "what": "La llamamos", "when": when, "at": "", "owner": "", "submission": uuid.uuid4()}
    return {f"{prefix}{name}": value for name, value in (form | given).items()}


def where(case, *path):
    return "/".join(["/desk/tickets", case.reference, "promises", *map(str, path)]) + "/"


# ——— The composer
def test_reply_with_a_promise_makes_it_with_the_message(say, case, ana, now):
    response = say("Lo miramos.", **asked(now, "promise-"))
    made = Promise.objects.get()
    assert (response.status_code, made.message, made.owner, made.what) == (
        302,
        case.messages.last(),
        ana,
        "La llamamos",
    )
    assert made.due_at == now + 25 * HOUR


def test_phone_note_with_a_promise_makes_it_of_whom_is_said(say, case, now):
    luis = AgentFactory()
    say("Hemos hablado.", kind="phone", **asked(now, "promise-", owner=luis.pk))
    made = Promise.objects.get()
    assert (made.message.kind, made.owner) == (MessageKind.PHONE, luis)


def test_note_among_ourselves_promises_nothing(say, case, now):
    assert say("Ojo.", kind="note", **asked(now, "promise-")).status_code == 302
    assert (case.messages.last().text, Promise.objects.count()) == ("Ojo.", 0)


def test_composer_without_a_promise_makes_none(say, case, now):
    say("Vamos.", **asked(now, "promise-", what="", when=""))
    assert (case.messages.count(), Promise.objects.count()) == (2, 0)


@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        ({"what": ""}, 422, "Say what you promise, in a few words."),
        ({"when": ""}, 422, "Say by when."),
        ({"when": "other"}, 422, "Say by when."),
        ({"when": "nonsense"}, 422, "Say by when."),
        ({"when": "other", "at": "2026-99-99T10:00"}, 422, "Enter a valid date/time."),
        ({"when": "2020-01-01T12:00:00+01:00"}, 409, "This moment has passed. Promise something for later."),
        ({"when": "2999-01-01T12:00:00+01:00"}, 409, "Nobody can promise more than a year ahead."),
        ({"what": "x" * 201}, 409, "These words are too many for a promise"),
    ],
)
def test_promise_that_cannot_be_sends_nothing_and_keeps_what_was_typed(say, case, now, given, status, sentence):
    response = say("Lo miramos.", **asked(now, "promise-", **given))
    page = response.content.decode()
    assert (response.status_code, case.messages.count(), Promise.objects.count()) == (status, 1, 0)
    assert sentence in page
    assert "Lo miramos." in page
    fold = page.split('id="composer-promise"')[1].split("</details>")[0]
    assert fold.startswith(" open")
    assert 'name="promise-what"' in fold


def test_fold_is_emptied_in_place_once_it_was_promised(say, case, now):
    told = case.events.last().pk
    with_one = say("Lo miramos.", told=told, htmx=True, **asked(now, "promise-")).content.decode()
    without = say("Y más.", told=told, htmx=True).content.decode()
    assert 'id="composer-promise" hx-swap-oob="true"' in with_one
    assert 'id="composer-promise"' not in without


def test_reply_taken_back_gives_its_promise_back_to_the_composer(say, desk, case, now):
    say("Lo miramos.", **asked(now, "promise-"))
    desk.post(f"/desk/tickets/{case.reference}/messages/{case.messages.last().pk}/taking-back/")
    page = desk.get(f"/desk/tickets/{case.reference}/").content.decode()
    fold = page.split('id="composer-promise"')[1].split("</details>")[0]
    assert (Promise.objects.get().state, fold.startswith(" open")) == (PromiseState.WITHDRAWN, True)
    assert 'value="La llamamos"' in fold
    due = timezone.localtime(now + 25 * HOUR)
    assert f'value="{due:%Y-%m-%dT%H:%M}"' in fold


def test_fold_fetches_its_boxes(desk, case, ana):
    page = desk.get(where(case, "fields"), headers={"hx-request": "true"}).content.decode()
    assert re.findall(r'name="(promise-\w+)"', page)[:3] == ["promise-submission", "promise-kind", "promise-what"]
    assert f'<option value="{ana.pk}" selected>' in page
    assert desk.get(where(case, "fields"))["location"] == where(case)


# ——— The card
def test_promise_without_writing_is_made_and_asked_for(desk, case, ana, now):
    assert desk.get(where(case)).status_code == 200
    response = desk.post(where(case), asked(now))
    assert (response.status_code, response["location"]) == (302, f"/desk/tickets/{case.reference}/")
    page = desk.get(f"/desk/tickets/{case.reference}/").content.decode()
    card = page.split('id="promises"')[1].split("</section>")[0]
    assert "La llamamos" in card
    assert f"to {case.customer} · Ana Ruiz keeps it" in card
    assert "Ana Ruiz promised this for" in page.split('id="timeline"')[1]


@pytest.mark.parametrize(("given", "status"), [({"what": ""}, 422), ({"when": "2020-01-01T12:00:00+01:00"}, 409)])
def test_promise_without_writing_that_cannot_be_writes_nothing(desk, case, now, given, status):
    response = desk.post(where(case), asked(now, **given))
    assert (response.status_code, Promise.objects.count()) == (status, 0)


def test_kept_from_the_card_gives_the_parts_that_changed(desk, case, made):
    response = desk.post(where(case, made.pk, "keeping"), headers={"hx-request": "true"})
    page = response.content.decode()
    for part in ("promises", "steps", "case-line"):
        assert f'id="{part}" hx-swap-oob="true"' in page
    made.refresh_from_db()
    assert (response.status_code, made.state, response["HX-Trigger"]) == (200, PromiseState.KEPT, "case-told")


def test_kept_without_javascript_comes_back_to_the_case(desk, case, made):
    response = desk.post(where(case, made.pk, "keeping"))
    made.refresh_from_db()
    assert (response["location"], made.state) == (f"/desk/tickets/{case.reference}/", PromiseState.KEPT)


def test_kept_at_an_impossible_time_is_told(desk, case, made):
    assert desk.get(where(case, made.pk, "keeping")).status_code == 200
    response = desk.post(where(case, made.pk, "keeping"), {"done_at": "2020-01-01T10:00"})
    made.refresh_from_db()
    assert (response.status_code, made.state) == (409, PromiseState.OPEN)
    assert "Say a time between when it was promised and now." in response.content.decode()
    assert desk.post(where(case, made.pk, "keeping"), {"done_at": "ayer"}).status_code == 422


def test_moved_given_and_withdrawn_each_on_its_page(desk, case, made, now):
    luis = AgentFactory(name="Luis Gil")
    for deed in ("moving", "owner", "withdrawal"):
        assert desk.get(where(case, made.pk, deed)).status_code == 200
    when = (now + 50 * HOUR).isoformat()
    assert desk.post(where(case, made.pk, "moving"), {"when": when, "submission": uuid.uuid4()}).status_code == 302
    new = Promise.objects.get(replaces=made)
    assert desk.post(where(case, new.pk, "owner"), {"owner": luis.pk}).status_code == 302
    assert desk.post(where(case, new.pk, "withdrawal"), {"why": "Ya no hace falta."}).status_code == 302
    new.refresh_from_db()
    assert (new.owner, new.state, case.messages.last().text) == (luis, PromiseState.WITHDRAWN, "Ya no hace falta.")
    page = desk.get(f"/desk/tickets/{case.reference}/").content.decode()
    for words in ("agreed with the customer on another moment", "gave the promise to Luis Gil", "withdrew the promise"):
        assert words in page


@pytest.mark.parametrize(("deed", "form"), [("moving", {}), ("owner", {"owner": 0}), ("withdrawal", {"why": ""})])
def test_deed_without_what_it_needs_writes_nothing(desk, case, made, deed, form):
    response = desk.post(where(case, made.pk, deed), {"x": 1} | form)
    made.refresh_from_db()
    assert (response.status_code, made.state, Promise.objects.count()) == (422, PromiseState.OPEN, 1)


def test_deed_on_a_promise_that_is_over_says_so(desk, case, made, agent, now):
    desk.post(where(case, made.pk, "moving"), {"when": (now + 50 * HOUR).isoformat()})
    luis = AgentFactory()
    forms = {
        "moving": {"when": (now + 60 * HOUR).isoformat()},
        "owner": {"owner": luis.pk},
        "withdrawal": {"why": "No."},
    }
    for deed, form in (forms | {"keeping": {}}).items():
        response = desk.post(where(case, made.pk, deed), form)
        assert (response.status_code, Promise.objects.count()) == (409, 2)
    page = desk.post(where(case, made.pk, "keeping"), headers={"hx-request": "true"}).content.decode()
    assert 'id="promises" hx-swap-oob="true"' in page
    assert "Somebody has settled this promise already." in page


def test_promise_of_another_case_and_for_outsiders_is_not_there(client, desk, case, made):
    other = open_case()
    for deed in ("keeping", "moving", "owner", "withdrawal"):
        assert desk.get(where(other, made.pk, deed)).status_code == 404
        assert client.post(where(case, made.pk, deed)).status_code == 302
    assert desk.get(f"/desk/tickets/A%00/promises/{made.pk}/keeping/").status_code == 404
    made.refresh_from_db()
    assert made.state == PromiseState.OPEN


def test_closed_case_offers_no_promise(desk, case, now):
    case.status, case.resolved_at, case.resolution = Status.CLOSED, now, "explained"
    case.save()
    card = (
        desk.get(f"/desk/tickets/{case.reference}/").content.decode().split('id="promises"')[1].split("</section>")[0]
    )
    assert "Promise something" not in card
    assert "Nothing is promised in this case." in card
    assert desk.post(where(case), asked(now)).status_code == 409


# ——— The queue
def test_view_of_promises_is_in_the_order_of_their_moments(desk, case, ana, agent, now):
    sooner, kept = open_case(), open_case()
    promise(case, ana, agent, now, hours=9)
    promise(sooner, ana, agent, now, hours=5)
    promise(sooner, ana, agent, now, hours=50)
    keep_promise(promise=promise(kept, ana, agent, now), by=agent, now=now)
    rows = queue_page(Filters(view=View.PROMISES), user_id=ana.pk, now=now).rows
    assert [listed.row.reference for listed in rows] == [sooner.reference, case.reference]
    assert [listed.row.due_at - now for listed in rows] == [5 * HOUR, 9 * HOUR]
    assert counts([View.PROMISES], user_id=ana.pk, now=now) == {View.PROMISES: 2}
    first = queue_page(Filters(view=View.PROMISES), user_id=ana.pk, size=1, now=now)
    second = queue_page(Filters(view=View.PROMISES), user_id=ana.pk, size=1, after=first.after, now=now)
    assert [page.rows[0].row.reference for page in (first, second)] == [sooner.reference, case.reference]
    page = desk.get("/desk/?view=promises").content.decode()
    assert page.count('aria-label="Promise"') == 2


def test_row_shows_a_handshake_when_a_promise_is_due_next(desk, case, made):
    row = desk.get("/desk/").content.decode().split(f'id="row-{case.reference}"')[1].split("</li>")[0]
    assert 'aria-label="Promise"' in row
    assert "in 1 d<" in row


def test_page_of_a_case_asks_as_much_with_many_promises(desk, case, ana, agent, now):
    promise(case, ana, agent, now)
    desk.get(f"/desk/tickets/{case.reference}/")
    with CaptureQueriesContext(connection) as few:
        desk.get(f"/desk/tickets/{case.reference}/")
    for hours in range(5, 15):
        promise(case, ana, agent, now, hours=hours)
    with CaptureQueriesContext(connection) as many:
        desk.get(f"/desk/tickets/{case.reference}/")
    assert len(many) == len(few)


def test_view_of_promises_reads_the_promises_that_wait_and_not_all_that_ever_were(ana, now):
    def look():
        queue_page(Filters(view=View.PROMISES), user_id=ana.pk, now=now)

    def count():
        counts([View.PROMISES], user_id=ana.pk, now=now)

    for ask in (look, count):
        with CaptureQueriesContext(connection) as asked:
            ask()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {asked[0]['sql']}")
            assert "promise_to_keep" in "\n".join(line for (line,) in cursor.fetchall())
