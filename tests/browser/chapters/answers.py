"""She answers what we write, gives what was missing, accepts what we propose: each from the link of its letter."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from core.richtext import Words
from remedies.states import ProposalState
from tests.browser.marta import Marta
from tickets.actions.completion import ask_to_complete
from tickets.actions.conversation import reply_to_customer
from tickets.actions.proposing import propose
from tickets.models import CompletionRequest, Proposal, Ticket
from tickets.states import Resolution, Status


def reply(marta: Marta, ticket: Ticket) -> None:
    """What we write comes with the letter; what she answers is in the case at once."""
    reply_to_customer(ticket=ticket, text="¿Gotea también parada?", by=marta.ana, now=timezone.now())
    page = marta.follows(marta.link(marta.letter(), "c"))
    page.get_by_text("¿Gotea también parada?").wait_for()
    page.get_by_label(marta.say("Your message")).fill("Sí, también parada.")
    marta.press(page, "Send")
    marta.looks(page, "replied", "Your message is in your case. We will answer you here and by e-mail.")
    assert ticket.messages.last().text == "Sí, también parada."


def give_facts(marta: Marta, ticket: Ticket) -> None:
    asked = Words("Para verlo nos falta:\n- El número de serie\n- ¿Qué código sale en el visor?")
    ask_to_complete(ticket=ticket, words=asked, by=marta.ana, now=timezone.now())
    marta.waits(dt.timedelta(minutes=1))  # within which Ana could have taken it back
    page = marta.follows(marta.link(marta.letter(), "c"))
    marta.looks(page, "facts", "What is still missing")
    page.get_by_label("¿Qué código sale en el visor?").fill("Sale E18.")
    marta.press(page, "Send it")
    marta.looks(page, "facts-given", "What you sent is in your case. It is our turn now.")
    request = CompletionRequest.objects.get()
    assert (request.completed_at is None, ticket.messages.last().text) == (
        False, "¿Qué código sale en el visor?\nSale E18."
    )  # fmt: skip


def accept(marta: Marta, ticket: Ticket) -> None:
    now = timezone.now()
    propose(
        ticket=ticket, resolution=Resolution.REPAIRED, text="Cambiamos la junta en su casa, sin coste.",
        open_until=now.date() + dt.timedelta(days=10), by=marta.ana, now=now,
    )  # fmt: skip
    letter = marta.letter()
    page = marta.follows(marta.link(letter, "c").partition("proposal/")[0])
    marta.looks(page, "proposal", "We propose this to you")
    yes = next(line for line in letter.splitlines() if line.endswith("?answer=yes"))
    page = marta.follows(yes)
    marta.heads(page, "Do you accept it?")
    assert Proposal.objects.get().state == ProposalState.OPEN
    marta.seen(page, "proposal-yes")
    marta.press(page, "Yes, I accept it")
    marta.reads(page, "You have accepted. It is our turn now: we tell you here and by e-mail how it goes on.")
    marta.seen(page, "accepted")
    ticket.refresh_from_db()
    assert (Proposal.objects.get().state, ticket.status) == (ProposalState.ACCEPTED, Status.OPEN)
