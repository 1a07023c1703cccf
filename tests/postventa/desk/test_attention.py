"""What waits for a person: managers see what it is, whom it is about and what to do, and do it there."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.actions.mail import enqueue_mail
from core.models import AuditEntry, ImportJob, OutgoingMessage
from core.states import Outgoing
from customers.models import Customer, Delivery
from followups.actions.troubles import note_trouble
from followups.models import Invitation, Loop, Trouble
from followups.states import TroubleKind
from tests.cases import open_case
from tests.factories import NOW, CustomerFactory, ManagerFactory
from tests.followups.makers import delivered, make_version, planned_call, planned_survey, sent_survey
from tests.followups.test_loops import unhappy

pytestmark = pytest.mark.django_db
PLACE = "/desk/attention/"
REFUSED = "SMTPRecipientsRefused: {'maria@example.org': (550, b'no')}"
GONE = "SMTPServerDisconnected: closed"


@pytest.fixture
def luis(db):
    return ManagerFactory(name="Luis Gil", language="en")


@pytest.fixture
def boss(luis):
    client = Client(headers={"accept-language": "en"})
    client.force_login(luis)
    return client


def dead(to="maria@example.org", error=REFUSED, *, secret=False, **more):
    message = enqueue_mail(
        kind="case_replied", to=to, subject="x", text="Hola", html="", language="es", secret=secret, now=NOW
    )
    given = {"status": Outgoing.FAILED, "attempts": 8, "last_error": error} | ({"text": ""} if secret else {})
    OutgoingMessage.objects.filter(pk=message.pk).update(**given | more)
    message.refresh_from_db()
    return message


def stuck(error="KeyError"):
    survey = planned_survey(state="stuck", tries=5)
    return survey, note_trouble(kind=TroubleKind.NOT_SENT, detail=error, invitation=survey, now=NOW)


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def written():
    return [list(model.objects.order_by("pk").values()) for model in (Trouble, OutgoingMessage, Invitation, AuditEntry)]


def test_each_trouble_says_whom_what_to_do_and_where(boss):
    maria, unit, call = CustomerFactory(name="María Sanz"), delivered(3), planned_call()
    plan = make_version("Uno").plan
    survey, _trouble = stuck()
    about = [
        (TroubleKind.BAD_PHONE, {"customer": maria}, f"/desk/customers/{maria.pk}/#contact"),
        (TroubleKind.NO_ZONE, {"customer": maria}, f"/desk/customers/{maria.pk}/#contact"),
        (TroubleKind.FUTURE, {"delivery": unit.delivery}, f"/desk/units/{unit.pk}/"),
        (TroubleKind.BEFORE_PURCHASE, {"delivery": unit.delivery}, f"/desk/units/{unit.pk}/"),
        (TroubleKind.NO_WINDOW, {"plan": plan}, f"/desk/followups/plans/{plan.pk}/edit/"),
        (TroubleKind.NOT_PLANNED, {"call": call}, f"/desk/calls/{call.pk}/"),
        (TroubleKind.NOT_CLOSED, {"invitation": survey}, f"/desk/customers/{survey.customer_id}/"),
    ]
    for kind, noun, _place in about:
        note_trouble(kind=kind, now=NOW, **noun)
    page = boss.get(PLACE)
    assert {(line.trouble.kind, line.place) for line in page.context["troubles"].rows} == {
        *((kind, place) for kind, _noun, place in about),
        (TroubleKind.NOT_SENT, f"/desk/customers/{survey.customer_id}/"),
    }
    assert "Ask for the right number" in text_of(page)
    assert re.search(r'Needs attention<span class="count">8</span>', page.content.decode())
    one = boss.get(f"{PLACE}?kind=bad_phone").context["troubles"].rows
    assert [line.about for line in one] == ["María Sanz"]


def test_nothing_that_waits_is_said_so_and_not_counted(boss):
    page = boss.get(PLACE)
    assert "Nothing waits for you" in text_of(page)
    assert re.search(r"Needs attention</a>", page.content.decode())


def test_trouble_is_settled_by_a_person_and_comes_back_when_met_again(boss, luis):
    maria = CustomerFactory()
    trouble = note_trouble(kind=TroubleKind.BAD_PHONE, customer=maria, now=NOW)
    assert boss.post(f"{PLACE}troubles/{trouble.pk}/settling/").status_code == 302
    trouble.refresh_from_db()
    assert (trouble.settled_by, trouble.settled_at is not None) == (luis, True)
    note_trouble(kind=TroubleKind.BAD_PHONE, customer=maria, now=NOW)
    assert Trouble.objects.open().count() == 1
    note_trouble(kind=TroubleKind.NO_ZONE, customer=maria, now=NOW)
    assert boss.post(f"{PLACE}troubles/settling/", {"kind": "bad_phone"}).status_code == 302
    assert list(Trouble.objects.open().values_list("kind", flat=True)) == ["no_zone"]


def test_look_again_settles_what_was_mended(boss):
    unit = delivered(3)
    Delivery.objects.filter(pk=unit.delivery_id).update(delivered_at=timezone.now() + dt.timedelta(days=3))
    note_trouble(kind=TroubleKind.FUTURE, delivery=unit.delivery, now=NOW)
    assert "All of it is still so." in text_of(boss.get(boss.post(f"{PLACE}look/").url))
    Delivery.objects.filter(pk=unit.delivery_id).update(delivered_at=NOW)
    assert "1 thing is mended and settled." in text_of(boss.get(boss.post(f"{PLACE}look/").url))
    assert Trouble.objects.open().count() == 0


def test_look_again_where_nothing_waits_says_so(boss):
    assert "Nothing waits." in text_of(boss.get(boss.post(f"{PLACE}look/").url))
    dead()
    assert "All of it is still so." in text_of(boss.get(boss.post(f"{PLACE}look/").url))


def test_trouble_says_in_words_what_came_of_a_call_and_errors_by_name(boss):
    call = planned_call()
    note_trouble(kind=TroubleKind.BAD_PHONE, customer=call.customer, call=call, detail="wrong_number", now=NOW)
    stuck("KeyError")
    page = boss.get(PLACE).content.decode()
    assert ("Wrong number" in page, "wrong_number" in page) == (True, False)
    assert '<span class="mono soft small">KeyError</span>' in page


def test_stuck_surveys_are_tried_again_one_and_all(boss, luis):
    (first, trouble), (second, _t), (third, _u) = stuck(), stuck(), stuck("ValueError")
    assert boss.post(f"{PLACE}surveys/{first.pk}/retry/").status_code == 302
    first.refresh_from_db()
    trouble.refresh_from_db()
    assert (first.state, first.tries, trouble.settled_by) == ("planned", 0, luis)
    response = boss.post(f"{PLACE}surveys/{first.pk}/retry/")
    assert "This survey does not wait for anybody any more." in text_of(boss.get(response.url))
    response = boss.post(f"{PLACE}surveys/retry/", {"cause": "KeyError"})
    assert "1 survey is looked at again." in text_of(boss.get(response.url))
    assert [Invitation.objects.get(pk=one.pk).state for one in (second, third)] == ["planned", "stuck"]
    assert list(Trouble.objects.open().values_list("invitation", flat=True)) == [third.pk]


def test_letters_are_told_in_part_and_never_with_their_words(boss):
    dead()
    dead("", error="WorkerLost")
    dead("+34600123678", medium="sms", error=GONE)
    page = boss.get(PLACE)
    assert [letter.to for letter in page.context["letters"].rows] == ["…678", "—", "ma…@example.org"]
    assert page.context["causes"] == [
        ("SMTPRecipientsRefused", 1), ("SMTPServerDisconnected", 1), ("WorkerLost", 1),
    ]  # fmt: skip
    words = page.content.decode()
    assert [one in words for one in ("maria@example.org", "550", "Hola", "600123")] == [False] * 4
    one = boss.get(f"{PLACE}?cause=WorkerLost").context["letters"].rows
    assert [letter.message.last_error for letter in one] == ["WorkerLost"]


def test_letter_goes_out_again(boss, luis, sink):
    message = dead()
    assert boss.post(f"{PLACE}letters/{message.pk}/retry/").status_code == 302
    message.refresh_from_db()
    assert (message.status, message.attempts) == (Outgoing.QUEUED, 0)
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.actor, entry.object_id, entry.after) == (
        "sent_again", luis, message.pk, {"kind": "case_replied", "error": "SMTPRecipientsRefused"},
    )  # fmt: skip
    before = written()
    response = boss.post(f"{PLACE}letters/{message.pk}/retry/")
    assert "This message does not wait for anybody any more." in text_of(boss.get(response.url))
    assert written() == before


def test_letter_whose_words_are_forgotten_is_not_sent_again(boss):
    message = dead(secret=True)
    before = written()
    response = boss.post(f"{PLACE}letters/{message.pk}/retry/")
    assert "Its words are not kept" in text_of(boss.get(response.url))
    boss.post(f"{PLACE}letters/retry/", {"cause": "SMTPRecipientsRefused"})
    assert written() == before


def test_letters_of_one_cause_go_out_again_together(boss):
    here, there, other = dead(), dead("otra@example.org"), dead(error=GONE)
    response = boss.post(f"{PLACE}letters/retry/", {"cause": "SMTPRecipientsRefused"})
    assert "2 messages go out again." in text_of(boss.get(response.url))
    states = [OutgoingMessage.objects.get(pk=one.pk).status for one in (here, there, other)]
    assert states == [Outgoing.QUEUED, Outgoing.QUEUED, Outgoing.FAILED]
    assert AuditEntry.objects.get().after == {"cause": "SMTPRecipientsRefused", "messages": 2}


def test_letter_of_a_survey_that_is_over_does_not_go_again(boss):
    answered, going = planned_survey(), planned_survey()
    later = timezone.now() + dt.timedelta(days=9)
    letters = [dead(kind="survey", error=GONE), dead(kind="survey_reminder", error=GONE)]
    for survey, letter in ((answered, "mail"), (going, "reminder")):
        says = {letter: letters[0] if letter == "mail" else letters[1], "expires_at": later}
        Invitation.objects.filter(pk=survey.pk).update(state="sent", sent_at=NOW, **says)
    Invitation.objects.filter(pk=answered.pk).update(state="answered", answered_at=NOW)
    response = boss.post(f"{PLACE}letters/{letters[0].pk}/retry/")
    assert "This survey is over" in text_of(boss.get(response.url))
    boss.post(f"{PLACE}letters/retry/", {"cause": "SMTPServerDisconnected"})
    assert [OutgoingMessage.objects.get(pk=one.pk).status for one in letters] == [Outgoing.FAILED, Outgoing.QUEUED]


def test_letter_is_given_up_with_a_reason(boss):
    message = dead()
    before = written()
    response = boss.post(f"{PLACE}letters/{message.pk}/giving-up/", {"reason": " "})
    assert "Say why it is not to be sent any more." in text_of(boss.get(response.url))
    assert written() == before
    boss.post(f"{PLACE}letters/{message.pk}/giving-up/", {"reason": "Address of a joke"})
    message.refresh_from_db()
    assert (message.status, message.given_up_at is not None) == (Outgoing.FAILED, True)
    assert (AuditEntry.objects.get().what, AuditEntry.objects.get().reason) == ("given_up", "Address of a joke")
    assert boss.get(PLACE).context["letters"].rows == []


def test_imports_that_stopped_are_told(boss, luis):
    moments = dict.fromkeys(("created_at", "started_at", "alive_at", "finished_at"), timezone.now())
    job = ImportJob.objects.create(
        kind="purchases", state="failed", file="x.csv", name="ventas.csv", size=1, created_by=luis, failure="x",
        **moments,
    )  # fmt: skip
    assert f'href="/dashboards/imports/{job.pk}/"' in boss.get(PLACE).content.decode()


def test_pages_go_on_by_key_and_cost_the_same_for_any_number(boss):
    counts, made = [], 0
    for number in (1, 3, 60):
        while made < number:
            made += 1
            customer = CustomerFactory()
            note_trouble(kind=TroubleKind.BAD_PHONE, customer=customer, now=NOW + dt.timedelta(minutes=made))
            dead(created_at=NOW + dt.timedelta(minutes=made))
        with CaptureQueriesContext(connection) as asked:
            page = boss.get(PLACE)
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]
    seen = []
    after = ""
    while True:
        shown = boss.get(f"{PLACE}?after={after}").context["troubles"]
        seen += [line.trouble.pk for line in shown.rows]
        after = shown.after
        if not after:
            break
    assert seen == list(Trouble.objects.order_by("-last_at").values_list("pk", flat=True))
    mark = page.context["letters"].after
    assert len(boss.get(f"{PLACE}?l-after={mark}").context["letters"].rows) == 25


def test_attention_does_not_exist_for_agents(desk):
    survey, trouble = stuck()
    message = dead()
    before = written()
    sends = [
        "look/", "troubles/settling/", f"troubles/{trouble.pk}/settling/", "surveys/retry/",
        f"surveys/{survey.pk}/retry/", "letters/retry/", f"letters/{message.pk}/retry/",
        f"letters/{message.pk}/giving-up/",
    ]  # fmt: skip
    given = {"kind": "not_sent", "cause": "SMTPRecipientsRefused", "reason": "x"}
    assert [desk.post(f"{PLACE}{at}", given).status_code for at in sends] == [404] * len(sends)
    assert desk.get(PLACE).status_code == 404
    assert written() == before
    assert "Needs attention" not in text_of(desk.get("/desk/day/"))


@pytest.mark.parametrize("why", ["deceased", "in_dispute", "other record", "open case"])
def test_letter_of_a_survey_that_is_not_wanted_any_more_does_not_go_again(boss, why):
    surveys = [planned_survey(), planned_survey()]
    letters = [dead(kind="survey", error=GONE) for _survey in surveys]
    for survey, letter in zip(surveys, letters, strict=True):
        later = timezone.now() + dt.timedelta(days=9)
        Invitation.objects.filter(pk=survey.pk).update(state="sent", sent_at=NOW, mail=letter, expires_at=later)
    customer = surveys[0].customer
    if why == "other record":
        CustomerFactory(email=customer.email, no_surveys=True)
    elif why == "open case":
        open_case(customer=customer)
    else:
        Customer.objects.filter(pk=customer.pk).update(**{why: True})
    response = boss.post(f"{PLACE}letters/{letters[0].pk}/retry/")
    assert "This survey is over" in text_of(boss.get(response.url))
    boss.post(f"{PLACE}letters/retry/", {"cause": "SMTPServerDisconnected"})
    assert [OutgoingMessage.objects.get(pk=one.pk).status for one in letters] == [Outgoing.FAILED, Outgoing.QUEUED]


@pytest.mark.parametrize("what", ["letters", "surveys"])
def test_cause_of_no_words_sends_nothing_again(boss, what):
    dead()
    before = written()
    assert boss.post(f"{PLACE}{what}/retry/", {"cause": "Key\x00Error"}).status_code == 302
    assert written() == before


def test_late_loops_are_shown_with_who_has_them(boss, luis):
    loop = unhappy(sent_survey())
    Loop.objects.update(due_at=timezone.now() + dt.timedelta(hours=1))
    assert loop.ticket.reference not in boss.get(PLACE).content.decode()
    Loop.objects.update(due_at=timezone.now() - dt.timedelta(hours=1))
    content = text_of(boss.get(PLACE))
    assert ("nobody answered in time" in content, loop.ticket.reference in content, luis.name in content) == (True,) * 3
    assert "Nothing waits for you" not in content
