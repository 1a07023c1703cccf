"""The desk, where agents spend their day: at ten thousand cases, and at as many as SIZE asks for."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from functools import partial
from itertools import chain
from urllib.parse import urlencode

from dev.bench import Figures, bench
from dev.bench.stage import Post, Stage

SMALL = 10_000
FLOOR = "/bench/floor/"
SEARCHED = ("RARE", "SELDOM", "MIDDLING", "COMMON", "OLD")
WORDS = "Mañana pasa un técnico entre las nueve y las once. Le llamamos antes de salir. " * 3


@bench("desk")
def desk(stage: Stage) -> Figures:
    """`size` is the number of cases; two of a hundred are active. The floor is measured again beside each figure."""
    for size in sorted({SMALL, stage.size or SMALL}):
        make(size)
        stage.calm_down()
        yield {"size": size, "what": "floor", **stage.measure_http(FLOOR)}
        stage.beside = FLOOR
        for what, figure in chain(pages(stage), searches(stage), writing(stage), bulk(stage)):
            yield {"size": size, "what": what, **figure, "floors": round(figure["median_ms"] / figure["beside_ms"], 2)}
        stage.beside = ""


def make(size: int) -> None:
    """So many cases and no others."""
    from django.db import connection
    from django.utils import timezone

    from postventa.load.seed import fill, settle

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE tickets_ticket, customers_customer CASCADE")
    fill(tickets=size, progress=lambda _step, _count: None, now=timezone.now())
    settle()


def pages(stage: Stage) -> Iterator[tuple[str, dict]]:
    """The queue and the page of a case."""
    from core.pages import Mark
    from tickets.models import Ticket

    active = Ticket.objects.active()
    middle = active.order_by("turn_since", "pk")[active.count() // 2]
    queues = {
        "queue": {},
        "queue, from the middle": {"after": Mark(middle.turn_since, middle.pk)},
        "queue, filtered": {"state": ["open", "waiting_part"], "channel": "email", "kind": "technical"},
        "queue, a tag": {"tag": busiest_tag()},
        "queue, by priority": {"sort": "priority"},
        "queue, resolved": {"view": "resolved"},
    }
    for what, query in queues.items():
        yield what, stage.measure_http(f"/desk/?{urlencode({'view': 'open'} | query, doseq=True)}")
    short, long = cases_to_read()
    here = urlencode({"in": "view=open"})
    yield "case of 2 messages", stage.measure_http(f"/desk/tickets/{short.reference}/?{here}")
    yield "case of 50 messages", stage.measure_http(f"/desk/tickets/{long.reference}/?{here}")


def busiest_tag() -> int:
    from django.db.models import Count

    from tickets.models import TicketTag

    return TicketTag.objects.values_list("tag").annotate(n=Count("pk")).order_by("-n")[0][0]


def cases_to_read() -> tuple:
    """An active case of two messages, and another that is made to have fifty, with their lines in the ledger."""
    from django.db.models import Count

    from core.actors import ActorKind
    from tickets.models import Message, Ticket, TicketEvent
    from tickets.states import EventKind, MessageKind

    found = Ticket.objects.active().filter(unit__isnull=False).annotate(said=Count("messages"))
    short, long = found.filter(said=2).order_by("-pk")[:2]
    more = Message.objects.bulk_create(
        Message(
            ticket=long,
            kind=MessageKind.REPLY if number % 2 else MessageKind.CUSTOMER,
            author=long.assignee if number % 2 else None,
            text="Sigue haciendo ruido cuando centrifuga, y ahora también cuando desagua. " * 4,
            created_at=long.created_at + dt.timedelta(minutes=number + 1),
        )
        for number in range(48)
    )
    TicketEvent.objects.bulk_create(
        TicketEvent(
            ticket=long, kind=EventKind.MESSAGE, at=it.created_at, actor_kind=ActorKind.SYSTEM, message=it
        )
        for it in more
    )  # fmt: skip
    return short, long


def searches(stage: Stage) -> Iterator[tuple[str, dict]]:
    from postventa.load import words

    for name in SEARCHED:
        query = urlencode({"q": getattr(words, name)})
        yield f"search, {name.lower()}", stage.measure_http(f"/desk/?{query}", requests=100)
    query = urlencode({"q": f"{words.COMMON} state:open before:2100-01-01"})
    yield "search, common, narrowed", stage.measure_http(f"/desk/?{query}", requests=100)


def writing(stage: Stage) -> Iterator[tuple[str, dict]]:
    """A case opened on behalf of a customer, and replies: each to another case."""
    from customers.models import Unit
    from tickets.models import Ticket
    from tickets.states import Status

    units = Unit.objects.order_by("-pk").values_list("pk", flat=True)[:120]
    yield "create", stage.measure_posts(opening(unit) for unit in units)
    waiting = Ticket.objects.active().filter(status=Status.OPEN).order_by("turn_since")
    references = list(waiting.values_list("reference", flat=True)[:100])
    replies = (reply(reference) for reference in references)
    yield "reply", stage.measure_posts(replies)
    again = Ticket.objects.active().filter(status=Status.WAITING_CUSTOMER).order_by("-turn_since")
    references = list(again.values_list("reference", flat=True)[:100])
    yield "reply, in place", stage.measure_posts((reply(reference, then="open") for reference in references), htmx=True)


def opening(unit: int) -> Post:
    form = {"kind": "technical", "channel": "phone", "wish": "repair", "text": WORDS, "submission": uuid.uuid4()}
    return f"/desk/tickets/new/?unit={unit}", form


def reply(reference: str, *, then: str = "waiting_customer") -> Post:
    """As the composer sends it. The page had shown everything by then."""
    from tickets.models import Message, TicketEvent

    told = {"ticket__reference": reference}
    seen = Message.objects.filter(**told).latest("pk").pk
    event = TicketEvent.objects.filter(**told).latest("pk").pk
    form = {"kind": "reply", "text": WORDS, "then": then, "seen": seen, "told": event, "submission": uuid.uuid4()}
    return f"/desk/tickets/{reference}/messages/", form


def bulk(stage: Stage) -> Iterator[tuple[str, dict]]:
    """Assigning many cases at once, from the click to the last of them; the worker's part is done here."""
    from django.utils import timezone

    from tickets.actions.bulk import work_on
    from tickets.models import BulkJob, Ticket

    agents = [stage.user.pk, *others()]
    many = list(Ticket.objects.order_by("-pk").values_list("reference", flat=True)[:500])
    posts = (("/desk/bulk/", assigning(many[:30], agents[number % 2])) for number in range(12))
    figure = stage.measure_posts(posts, warm_up=2)
    yield "bulk assign of 30", figure | {"ms_each": round(figure["median_ms"] / 30, 2)}
    for number in range(2):
        figure = stage.measure_posts([("/desk/bulk/", assigning(many, agents[number]))], warm_up=0)
        job = BulkJob.objects.latest("pk")
        worked = stage.measure_call(partial(work_on, job=job, clock=timezone.now), repeat=1, warm_up=0)
    total = figure["median_ms"] + worked["median_ms"]
    counted = {"median_ms": round(total, 1), "ms_each": round(total / 500, 2), "beside_ms": figure["beside_ms"]}
    yield "bulk assign of 500", {**counted, "queries": figure["queries"] + worked["queries"]}


def others() -> list[int]:
    from core.models import User

    return list(User.objects.agents().order_by("pk").values_list("pk", flat=True)[:1])


def assigning(references: list[str], agent: int) -> dict:
    return {"case": references, "deed": f"assign:{agent}", "submission": uuid.uuid4(), "in": "view=open"}
