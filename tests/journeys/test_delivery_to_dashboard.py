"""The main job, from a row of a file to a figure on a dashboard, through the doors and with real processes.

PostgreSQL, Redis, a Celery worker and an SMTP server are real; the visitors are browsers without JavaScript.
"""

import csv
import io
import re

import pytest
from django.urls import reverse
from PIL import Image
from webtest import Upload

from core.models import OutgoingMessage
from core.states import Outgoing
from customers.models import Unit
from followups.models import Answer, Call, Invitation, Policy
from followups.tasks import plan_everything, send_due_surveys
from postventa.celery import app as celery
from tests.daytime import day_zone
from tests.factories import AgentFactory, ManagerFactory
from tests.followups.makers import the_plans
from tests.journeys.steps import days_ago, form_to, form_with, link_in, sign_in
from tickets.models import Filing, Ticket


def purchase(n):
    return {
        "order_ref": f"P-{n}",
        "line": "1",
        "customer_ref": f"C-{n}",
        "customer_name": "Marta Ruiz" if n == 0 else f"Cliente {n}",
        "customer_email": "marta@correo.example" if n == 0 else f"c{n}@correo.example",
        "customer_phone": f"+346001110{n:02d}",
        "country": "ES",
        "region": "MD",
        "timezone": day_zone(),
        "sku": "LAV-9",
        "product_name": "Lavadora Hogarix 9 kg",
        "product_line": "Lavadoras",
        "serial": f"SN-{n}",
        "unit_price": "399.00",
        "currency": "EUR",
        "channel": "online",
        "purchased_at": days_ago(12).isoformat(),
        "promised_delivery": (days_ago(9 if n % 3 == 2 else 6)).date().isoformat(),
        "delivered_at": days_ago(7).isoformat(),
        "carrier": "Rápidos",
    }


def purchases():
    """Twelve orders of twelve customers, delivered a week ago, every third one late; Marta's is the first."""
    rows = [purchase(n) for n in range(12)]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def photo():
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_delivery_to_dashboard(visitor, sink, letters, processes, wait_until, settings):
    celery.conf.broker_url = settings.REDIS_URL
    processes.worker()
    the_plans()
    Policy.objects.update_or_create(pk=1, defaults={"transaction_days": 0})  # asked twice in a day, and no less
    agent = AgentFactory(email="ana@tienda.example", name="Ana Torres")
    ManagerFactory(email="luis@tienda.example", name="Luis Vega")

    # The manager brings in the purchases.
    manager = visitor()
    sign_in(manager, "luis@tienda.example")
    page = manager.get(reverse("dashboards:imports"))
    form = form_to(page, "dashboards:imports")
    form["file"] = Upload("compras.csv", purchases(), "text/csv")
    preview = form.submit().follow()
    address = preview.request.path
    confirm(preview)
    wait_until(lambda: Unit.objects.count() == 12, why="the import ends")
    assert "12" in manager.get(address).text

    # Deliveries make calls and surveys by themselves. What falls due later is made due now.
    plan_everything.delay()
    wait_until(lambda: (Call.objects.count(), Invitation.objects.count()) == (12, 12), why="calls and surveys planned")
    Call.objects.update(due_at=days_ago(0))
    Invitation.objects.update(due_at=days_ago(0))
    send_due_surveys.delay()
    wait_until(lambda: OutgoingMessage.objects.filter(kind="survey").count() == 12, why="surveys written")
    [survey] = letters("marta@correo.example", 1)

    # Marta is content with the delivery; opening the link records nothing.
    marta = visitor()
    question = marta.get(link_in(survey, "s")).maybe_follow()
    assert Answer.objects.count() == 0
    for answer in ("5", "1", "Puntuales y amables"):
        form = next(form for form in question.forms.values() if "answer" in form.fields)
        form["answer"] = answer
        question = form.submit().maybe_follow()
    assert set(Answer.objects.values_list("question", "value", "text")) == {
        ("csat", 5, ""),
        ("complete", 1, ""),
        ("comment", None, "Puntuales y amables"),
    }

    # Days later the machine leaks. She comes in with a code and complains, with a photo.
    form = form_to(marta.get(reverse("account_request_login_code")), "account_request_login_code")
    form["email"] = "marta@correo.example"
    page = form.submit().follow()
    code_letter = letters("marta@correo.example", 2)[-1]
    form = form_to(page, "account_confirm_login_code")
    form["code"] = re.search(r"^\s{4}(\S+)\s*$", code_letter.get_body(("plain",)).get_content(), re.M).group(1)
    home = form.submit().maybe_follow()
    assert "Lavadora Hogarix 9 kg" in home.text
    unit = Call.objects.get(customer__email="marta@correo.example").delivery.units.get()
    page = marta.get(reverse("portal:complaint", args=[unit.pk]))
    form = form_with(page, "text")
    form["text"] = "Pierde agua por debajo desde el lunes."
    page = form.submit().maybe_follow()
    while "articles" in page.request.path:
        page = form_with(page, "shown").submit().maybe_follow()
    page = form_with(page, "before").submit().maybe_follow()
    form = form_with(page, "files")
    form["files"] = [Upload("fuga.jpg", photo(), "image/jpeg")]
    page = form.submit().maybe_follow()
    page = form_to(page, "portal:filing_step", Filing.objects.get().uid, "cover").submit().maybe_follow()
    form = form_with(page, "wish")
    form["wish"] = "repair"
    page = form_with(form.submit().maybe_follow(), "phone").submit().maybe_follow()
    sent = form_to(page, "portal:filing_step", Filing.objects.get().uid, "check").submit().maybe_follow()
    ticket = Ticket.objects.get()
    assert ticket.reference in sent.text
    assert ticket.decisions.get().verdict == "covered"
    receipt = letters("marta@correo.example", 3)[-1]
    assert ticket.reference in receipt["Subject"]
    assert "Pierde agua por debajo desde el lunes." in receipt.get_body(("plain",)).get_content()

    # Ana finds it, sees what covers it, takes it and answers.
    ana = visitor()
    sign_in(ana, "ana@tienda.example")
    queue = ana.get(reverse("desk:tickets"))
    assert ticket.reference in queue.text or ticket.subject in queue.text
    page = ana.get(reverse("desk:ticket", args=[ticket.reference]))
    assert "Marta Ruiz" in page.text
    assert "TRLGDCU" in page.text
    form = form_to(page, "desk:assignee", ticket.reference)
    page = form.submit("assignee").maybe_follow()
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.status) == (agent, "open")
    form = form_to(page, "desk:messages", ticket.reference)
    form["text"] = "Mañana pasa un técnico entre las 9 y las 11."
    page = form.submit().maybe_follow()
    assert "Mañana pasa un técnico" in page.text
    reply = letters("marta@correo.example", 4)[-1]

    # Marta answers by the link in the letter, without signing in.
    stranger = visitor()
    page = stranger.get(link_in(reply, "c"))
    assert "Mañana pasa un técnico" in page.text
    form = next(form for form in page.forms.values() if "text" in form.fields)
    form["text"] = "Perfecto, estaré en casa."
    form.submit().maybe_follow()
    ticket.refresh_from_db()
    assert ticket.status == "open"

    # It is repaired: Ana resolves it. Asked how it went, Marta rates it.
    page = ana.get(reverse("desk:resolution", args=[ticket.reference]))
    form = form_to(page, "desk:resolution", ticket.reference)
    form["resolution"] = "repaired"
    form["text"] = "Hemos cambiado la junta."
    form.submit().maybe_follow()
    ticket.refresh_from_db()
    assert (ticket.status, ticket.resolution) == ("resolved", "repaired")
    Ticket.objects.update(resolved_at=days_ago(2))  # two days later
    plan_everything.delay()
    wait_until(lambda: Invitation.objects.filter(ticket=ticket).exists(), why="the case's survey is planned")
    Invitation.objects.filter(ticket=ticket).update(due_at=days_ago(0))
    send_due_surveys.delay()
    wait_until(lambda: OutgoingMessage.objects.filter(kind="survey").count() == 13, why="the case's survey is written")
    survey = letters("marta@correo.example", 6)[-1]
    question = stranger.get(link_in(survey, "s")).maybe_follow()
    for answer in ("4", "1", "5", "6", ""):
        form = next(form for form in question.forms.values() if "answer" in form.fields)
        form["answer"] = answer
        question = form.submit().maybe_follow()
    assert Answer.objects.get(invitation__ticket=ticket, question="csat").value == 4

    # Ana makes a call of her list; this customer is not content, and a case is opened from it.
    call = Call.objects.exclude(customer__email="marta@correo.example").earliest("due_at", "pk")
    assert call.customer.name in ana.get(reverse("desk:calls")).text
    form = form_to(ana.get(reverse("desk:call", args=[call.pk])), "desk:call_attempts", call.pk)
    form["note"] = "Falta la manguera de desagüe."
    form.submit("outcome", value="unhappy").maybe_follow()
    call.refresh_from_db()
    opened = call.opened_ticket
    assert (call.outcome, opened.channel, opened.customer) == ("unhappy", "call", call.customer)

    # The manager sees it in the numbers: 8 of 12 on time, one call of twelve made, two ratings, a case still open.
    page = manager.get(reverse("dashboards:overview"))
    numbers = " ".join(page.html.get_text(" ").split())
    assert re.search(r"66,7 ?%", numbers), numbers[:3000]
    cards = cards_of(page)
    assert cards["on_time"][1].startswith("8 de 12 ·")
    assert (cards["calls_done"][0], cards["calls_done"][1][:9]) == ("8,3 %", "1 de 12 ·")
    assert (cards["csat_delivery"], cards["csat_case"]) == (("n < 10", "1 de 1"), ("n < 10", "1 de 1"))
    assert cards["response"][1].startswith("1 de 12 ·")
    assert cards["flow"] == ("1", "entran 2, salen 1, se reabren 0")
    assert cards["first_response"][1] == "1 caso"
    assert (cards["resolution"][1], cards["reopened"][1]) == ("1 caso", "0 de 1")
    assert not OutgoingMessage.objects.exclude(status__in=[Outgoing.SENT, Outgoing.QUEUED]).exists()


def cards_of(page):
    """The figures of the dashboard by their code: the value, and what it is computed on."""
    return {
        stat.select_one(".name a")["href"].partition("#")[2]: tuple(
            " ".join(stat.select_one(part).get_text(" ").split()) for part in (".value", ".basis")
        )
        for stat in page.html.select(".stat")
    }


def confirm(preview):
    """Press the button that starts the import."""
    form = next(
        f for f in preview.forms.values() if f.method.upper() == "POST" and f.action.startswith(preview.request.path)
    )
    return form.submit()
