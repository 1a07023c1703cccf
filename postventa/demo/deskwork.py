"""What agents did at the desk besides answering: so that each thing that it does can be seen at once."""

from __future__ import annotations

import datetime as dt

from catalog.models import CauseCode
from core.actors import Actor, actor_of, customer_by_link
from core.models import User
from core.richtext import words_of
from postventa.demo.cases import Stage
from tickets.actions.checklist import add_point, tick
from tickets.actions.conversation import add_note, reply_to_customer, write_as_customer
from tickets.actions.drafts import save_draft
from tickets.actions.fields import say_cause, set_kind, set_own_fields, set_subject, set_team
from tickets.actions.mentions import mention_colleagues
from tickets.actions.merging import merge_tickets
from tickets.actions.opening import open_ticket
from tickets.actions.relations import relate, set_parent
from tickets.actions.seen import mark_seen
from tickets.actions.splitting import split_message
from tickets.actions.tagging import add_tags
from tickets.actions.timing import spend_time
from tickets.models import Message, Ticket
from tickets.states import Channel, Kind, MessageKind, Status

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)

TAGS = {
    "bolts": ["instalación", "Rutas del Ebro"],
    "bolts-two": ["instalación", "Rutas del Ebro"],
    "bolts-three": ["instalación", "Rutas del Ebro"],
    "fryer": ["retirada"],
    "sensor": ["pieza pedida"],
    "door": ["pieza pedida", "transporte"],
    "hinge": ["pieza pedida", "recogida"],
    "drip": ["instalación"],
    "charge": ["cobros"],
    "dry": ["segunda línea"],
}
MINUTES = {"bolts": (15, 5), "noise": (20,), "sensor": (10, 10), "drip": (15, 25), "door": (10,), "oven": (30, 15)}
STEPS = (
    "<p>Buenos días:</p><p>Antes de recogerla, probemos dos cosas:</p><ol><li>Deje la batería cargando "
    "<strong>toda una noche</strong>.</li><li>Pruebe con el tubo sin cepillo.</li></ol><p>Díganos cuánto dura así, por "
    "favor.</p>"
)
INVOICE = "Otra cosa: en la factura sale mi dirección antigua. ¿Me la pueden cambiar?"
AGAIN = "Ya escribí hace días por el deshumidificador y nadie me dice nada. Vuelvo a abrir un caso por si se perdió."


class Deskwork:
    """The cases that stories gave a name to, and what was done with them, each thing after what had happened so far."""

    def __init__(self, stage: Stage, people: dict[str, User], now: dt.datetime) -> None:
        self.people, self.now, self.pks = people, now, stage.named

    def do_all(self) -> None:
        self.tag()
        self.merge()
        self.split()
        self.relate()
        self.write()
        self.fill_in()
        self.begin()
        self.read()

    def case(self, name: str) -> Ticket:
        return Ticket.objects.select_related("customer", "assignee", "unit__purchase__customer").get(pk=self.pks[name])

    def by(self, name: str) -> Actor:
        return actor_of(self.people[name])

    def after(self, ticket: Ticket, hours: float = 1) -> dt.datetime:
        """So long after the last word in a case, if that is past."""
        return max(ticket.last_message_at, min(ticket.last_message_at + hours * HOUR, self.now - 3 * MINUTE))

    def tag(self) -> None:
        for name, tags in TAGS.items():
            ticket = self.case(name)
            add_tags(ticket=ticket, names=tags, by=self.by("ana"), now=self.after(ticket, 0.3))
        for name, minutes in MINUTES.items():
            ticket = self.case(name)
            for number in minutes:
                by = actor_of(ticket.assignee or self.people["nuria"])
                spend_time(ticket=ticket, minutes=number, by=by, now=self.after(ticket, 0.4))

    def merge(self) -> None:
        """A customer who got no answer wrote again."""
        first = self.case("dry")
        by, at = customer_by_link(first.customer.email), self.after(first, 20)
        again = open_ticket(
            customer=first.customer, unit=first.unit, kind=Kind.COMPLAINT, text=AGAIN, channel=Channel.PORTAL,
            language=first.language, by=by, now=at,
        )  # fmt: skip
        merge_tickets(ticket=again, into=first, by=self.by("ana"), now=max(at, self.now - HOUR))

    def split(self) -> None:
        """Two matters in one case."""
        case = self.case("battery")
        said = write_as_customer(
            ticket=case, text=INVOICE, by=customer_by_link(case.customer.email), now=self.after(case, 2)
        )
        at = max(said.created_at, min(said.created_at + HOUR, self.now - 2 * MINUTE))
        new = split_message(message=said, subject="Factura con la dirección antigua", by=self.by("ana"), now=at)
        set_kind(ticket=new, kind=Kind.QUESTION, by=self.by("ana"), now=at)

    def relate(self) -> None:
        """One cause, several customers; and two machines of one kind."""
        main = self.case("bolts")
        at = self.after(main, 0.6)
        for name in ("bolts-two", "bolts-three"):
            child = self.case(name)
            set_parent(ticket=child, parent=main, by=self.by("ana"), now=max(at, self.after(child, 0.5)))
        relate(one=self.case("noise"), other=self.case("door"), by=self.by("nuria"), now=self.after(main, 0.7))

    def write(self) -> None:
        """Formatted words, a note to colleagues, and one that says not to answer yet."""
        battery = self.case("battery")
        steps = words_of(STEPS)
        reply_to_customer(
            ticket=battery, text=steps.text, html=steps.html, by=self.by("ana"), now=self.after(battery, 1.5)
        )
        self._note("bolts", "ana", "@Luis Ferrer: ya son tres con los tornillos puestos. ¿Hablas tú con ellos?", 1)
        self._note("oven", "nuria", "@Óscar Peña, ¿te queda alguna sonda del 72 l en el taller?", 2)
        self._note("dry", "nuria", "@Ana Robles, no le escribas todavía: el fabricante llama hoy con la fecha.", 3)

    def _note(self, name: str, who: str, text: str, hours: float) -> Message:
        ticket = self.case(name)
        at = self.after(ticket, hours)
        note = add_note(ticket=ticket, text=text, by=self.by(who), now=at)
        mention_colleagues(message=note, by=self.by(who), now=at)
        return note

    def fill_in(self) -> None:
        """Causes, fields, points of a checklist, a team, a subject in our words."""
        causes = {cause.code: cause for cause in CauseCode.objects.all()}
        for name, code in (("bolts", "installation-bolts"), ("door", "delivery-damage"), ("charge", "us-charge")):
            ticket = self.case(name)
            say_cause(ticket=ticket, cause=causes[code], by=self.by("ana"), now=self.after(ticket))
        bolts, noise, hinge = self.case("bolts"), self.case("noise"), self.case("hinge")
        at = self.after(bolts)
        values = {"installed-by": "Nuestro equipo", "delivery-note": "RE-20871"}
        set_own_fields(ticket=bolts, values=values, by=self.by("ana"), now=at)
        set_subject(ticket=bolts, subject="Tornillos de transporte sin quitar", by=self.by("ana"), now=at)
        technicians = self.people["nuria"].teams.get()
        for ticket in (noise, hinge):
            set_team(ticket=ticket, team=technicians, by=self.by("nuria"), now=self.after(ticket))
        add_point(ticket=noise, text="Vídeo del ruido recibido", by=self.by("nuria"), now=self.after(noise))
        tick(ticket=noise, text="Número de serie comprobado", by=self.by("nuria"), now=self.after(noise))

    def begin(self) -> None:
        """Half-written words."""
        for name, who, kind, html in (
            ("charge", "ana", MessageKind.REPLY, "<p>Buenos días:</p><p>El segundo cargo se lo devolvemos"),
            ("noise", "nuria", MessageKind.NOTE, "<p>Pendiente: ver el vídeo y"),
        ):
            ticket = self.case(name)
            then = Status.WAITING_CUSTOMER if kind == MessageKind.REPLY else None
            save_draft(
                ticket=ticket, kind=kind, words=words_of(html), then=then, seen=ticket.last_said_id or 0,
                by=self.by(who), now=self.after(ticket, 2),
            )  # fmt: skip

    def read(self) -> None:
        """What had been said by yesterday has been read by who has the case."""
        old = Ticket.objects.active().filter(last_message_at__lt=self.now - 20 * HOUR, assignee__isnull=False)
        for ticket in old.select_related("assignee"):
            if ticket.last_said_id and ticket.assignee:
                at = self.after(ticket)
                mark_seen(ticket=ticket, message=ticket.last_said_id, by=actor_of(ticket.assignee), now=at)
