"""Plays the stories through the actions, each step at its moment, so that the ledgers are what they would have been."""

from __future__ import annotations

import datetime as dt
import random
from zoneinfo import ZoneInfo

from catalog.models import CauseCode
from core.actors import SYSTEM, actor_of, customer_by_link
from core.models import User
from customers.models import Unit
from postventa.demo.accounts import CUSTOMER
from postventa.demo.active import ACTIVE
from postventa.demo.house import OF_THE_FAULT
from postventa.demo.resolved import AFTER_SURVEY, AFTER_SURVEY_ENGLISH, AGAIN, MARTA, RESOLVED
from postventa.demo.stories import Story, Turn, they, us
from tickets.actions.assignment import assign_ticket
from tickets.actions.conversation import add_note, reply_to_customer, write_as_customer
from tickets.actions.coverage import decide_coverage
from tickets.actions.fields import say_cause
from tickets.actions.opening import open_ticket
from tickets.actions.status import change_status, resolve_ticket
from tickets.models import Ticket
from tickets.states import Channel, MessageKind, Resolution, Status

MADRID = ZoneInfo("Europe/Madrid")
HOUR = dt.timedelta(hours=1)
CLOSES_AFTER = dt.timedelta(days=14)
# Those of RESOLVED that come back, by place; the second is still open.
COME_BACK = {3: True, 0: False, 15: True}


THANKS = ("Gracias por contestar.", "De acuerdo, quedo a la espera.")
THANKS_ENGLISH = ("Thank you for answering.", "All right, I will wait to hear from you.")


class Over(Exception):
    """The story has reached the present."""


class Stage:
    """Where stories are played, up to `now`."""

    def __init__(
        self, agents: dict[str, User], causes: dict[str, CauseCode], rng: random.Random, now: dt.datetime
    ) -> None:
        self.agents, self.causes, self.rng, self.now = agents, causes, rng, now
        self.taken: set[int] = set()
        self.named: dict[str, int] = {}

    def play_all(self) -> None:
        """Every written story, the oldest first."""
        self.play(MARTA, unit=Unit.objects.get(purchase__customer__email=CUSTOMER, product__sku=MARTA.sku))
        for place, story in sorted(enumerate(RESOLVED), key=lambda pair: -pair[1].days):
            self.play(story, comes_back=COME_BACK.get(place))
        for story in sorted(ACTIVE, key=lambda story: -story.days):
            self.play(story)

    def play(self, story: Story, *, unit: Unit | None = None, comes_back: bool | None = None) -> None:
        """One story from its first word to its last, or to now."""
        at = self._waking(self.now - dt.timedelta(days=story.days))
        unit = unit or self._unit_for(story, at)
        customer = unit.purchase.customer
        phoned = story.channel == Channel.PHONE
        ticket = open_ticket(
            customer=customer,
            unit=unit,
            kind=story.kind,
            text=story.opens,
            channel=story.channel,
            wish=story.wish,
            language=story.language,
            message_kind=MessageKind.PHONE if phoned else MessageKind.CUSTOMER,
            by=actor_of(self.agents[story.agent]) if phoned else customer_by_link(customer.email),
            now=at,
        )
        if story.name:
            self.named[story.name] = ticket.pk
        self.go_on(ticket, at, story, comes_back=comes_back)

    def go_on(self, ticket: Ticket, at: dt.datetime, story: Story, *, comes_back: bool | None = None) -> None:
        """What happens after it was opened at `at`."""
        if not story.agent:
            return
        agent = self.agents[story.agent]
        try:
            taken = self._office(at + (story.turns[0].hours * 0.7 if story.turns else story.hours * 0.3) * HOUR)
            assign_ticket(ticket=ticket, assignee=agent, by=actor_of(agent), now=self._check(taken))
            at = taken
            for turn in story.turns:
                at = self._take(ticket, turn, agent, at)
            if story.cause and ticket.unit_id:
                at = self._office(at + HOUR / 4)
                decide_coverage(ticket=ticket, answers={"cause": story.cause}, by=actor_of(agent), now=self._check(at))
            if story.resolution:
                if story.cause in OF_THE_FAULT:
                    cause = self.causes[OF_THE_FAULT[story.cause]]
                    say_cause(ticket=ticket, cause=cause, by=actor_of(agent), now=self._check(at))
                at = self._resolve(ticket, story.resolution, story.farewell, agent, at + story.hours * HOUR)
                self._afterwards(ticket, agent, at, comes_back)
        except Over:
            return

    def answer_survey_case(self, ticket: Ticket, at: dt.datetime) -> None:
        """What is done about a case that a survey or a follow-up call opened."""
        english = ticket.language == "en"
        words, resolution, farewell = self.rng.choice(AFTER_SURVEY_ENGLISH if english else AFTER_SURVEY)
        replies = [us(words, self.rng.choice((3, 6, 9, 20)))]
        if self.rng.random() < 0.6:
            replies.append(they(self.rng.choice(THANKS_ENGLISH if english else THANKS), 12))
        story = Story(
            "",
            0,
            "",
            replies,
            agent=self.rng.choice(list(self.agents)),
            resolution=resolution,
            farewell=farewell,
            hours=self.rng.choice((18, 30, 48, 80)),
        )
        self.go_on(ticket, at, story)

    def _take(self, ticket: Ticket, turn: Turn, agent: User, at: dt.datetime) -> dt.datetime:
        at = at + turn.hours * HOUR
        if turn.who == "they":
            at = self._check(self._waking(at))
            write_as_customer(ticket=ticket, text=turn.text, by=customer_by_link(ticket.customer.email), now=at)
            return at
        at = self._check(self._office(at))
        by = actor_of(agent)
        if turn.who == "us":
            reply_to_customer(ticket=ticket, text=turn.text, then=turn.then, by=by, now=at)
        else:
            kind = MessageKind.PHONE if turn.who == "phone" else MessageKind.NOTE
            add_note(ticket=ticket, text=turn.text, kind=kind, by=by, now=at)
        return at

    def _resolve(self, ticket: Ticket, resolution: Resolution, words: str, agent: User, at: dt.datetime) -> dt.datetime:
        at = self._check(self._office(at))
        resolve_ticket(ticket=ticket, resolution=resolution, text=words, by=actor_of(agent), now=at)
        return at

    def _afterwards(self, ticket: Ticket, agent: User, at: dt.datetime, comes_back: bool | None) -> None:
        """Some come back (and some of those end again); the others are closed after a while."""
        if comes_back is not None:
            at = self._take(ticket, they(self.rng.choice(AGAIN), 30), agent, at)
            if not comes_back:
                return
            at = self._resolve(
                ticket, Resolution.REPAIRED, "Revisado otra vez y probado delante de usted.", agent, at + 50 * HOUR
            )
        change_status(ticket=ticket, to=Status.CLOSED, by=SYSTEM, now=self._check(at + CLOSES_AFTER))

    def _unit_for(self, story: Story, at: dt.datetime) -> Unit:
        """A piece that had arrived by then, as late as possible, that no other story is about."""
        units = (
            Unit.objects.filter(
                product__sku=story.sku,
                delivery__delivered_at__lt=at - 6 * HOUR,
                purchase__customer__language=story.language,
            )
            .exclude(purchase__customer__email__in=["", CUSTOMER])
            .select_related("purchase__customer", "product", "delivery")
            .order_by("-delivery__delivered_at", "pk")
        )
        free = [unit for unit in units if unit.pk not in self.taken] or list(units)
        unit = self.rng.choice(free[:2])
        self.taken.add(unit.pk)
        return unit

    def _check(self, at: dt.datetime) -> dt.datetime:
        if at >= self.now:
            raise Over
        return at

    def _office(self, at: dt.datetime) -> dt.datetime:
        """The next working moment of ours: Monday to Friday, 9 to 19."""
        local = at.astimezone(MADRID)
        minutes = self.rng.randint(3, 50)
        if local.hour >= 19:
            local = (local + dt.timedelta(days=1)).replace(hour=9, minute=minutes)
        elif local.hour < 9:
            local = local.replace(hour=9, minute=minutes)
        while local.weekday() > 4:
            local = (local + dt.timedelta(days=1)).replace(hour=9, minute=minutes)
        return local

    def _waking(self, at: dt.datetime) -> dt.datetime:
        """Customers write at any hour but those of the night."""
        local = at.astimezone(MADRID)
        if local.hour >= 7 or self.now - at < 12 * HOUR:
            return at
        return local.replace(hour=self.rng.randint(7, 10), minute=self.rng.randint(0, 59))
