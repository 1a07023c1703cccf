"""A booking that is killed between any two of its steps: `python -m tests.tickets.killed_booking CASE SLOT NOW`.

For each statement, and for each commit before and after it, a child of this process begins to book and is killed right
there with SIGKILL. It prints a line for each with what the database then has, and ends when one came to its end.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import sys

import django

from tests.tickets.killed import die_in


def look(case: int) -> dict[str, int]:
    """What there is once the dead are gone: who was killed holds its case until PostgreSQL notices."""
    from django.db import connection, transaction

    from core.models import OutgoingMessage
    from tickets.models import Appointment, Clock, Promise, SlotOffer, Ticket, TicketEvent

    with transaction.atomic():
        list(Ticket.objects.select_for_update().values_list("pk"))
        found = {
            "booked": Appointment.objects.booked().filter(ticket=case).count(),
            "promises": Promise.objects.filter(ticket=case).count(),
            "offers": SlotOffer.objects.filter(ticket=case, closed_at=None).count(),
            "letters": OutgoingMessage.objects.filter(kind="appointment_booked").count(),
            "events": TicketEvent.objects.filter(ticket=case, data__to="booked").count(),
            "clocks": Clock.objects.filter(ticket=case, due="promise").count(),
        }
    connection.close()
    return found


def main(case: int, slot: int, now: dt.datetime) -> None:
    django.setup()
    for number in itertools.count():
        sys.stdout.write(f"{json.dumps(look(case))}\n")
        sys.stdout.flush()
        child = os.fork()
        if not child:
            die_in(lambda: _book(case, slot, now), number)
            os._exit(0)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
            break
    sys.stdout.write(f"{json.dumps(look(case))}\n")


def _book(case: int, slot: int, now: dt.datetime) -> None:
    from core.actors import customer_by_link
    from remedies.models import Slot
    from tickets.actions.appointments import book
    from tickets.models import Ticket

    ticket = Ticket.objects.select_related("customer").get(pk=case)
    by = customer_by_link(ticket.customer.email)
    book(ticket=ticket, slot=Slot.objects.get(pk=slot), by=by, now=now)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), dt.datetime.fromisoformat(sys.argv[3]))
