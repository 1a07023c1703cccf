from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.states import LANGUAGE_CODES
from tickets.nexts import Next, next_of
from tickets.states import (
    ACTIVE,
    TRANSITIONS,
    WHOSE_TURN,
    Aside,
    Channel,
    Due,
    Kind,
    Priority,
    Resolution,
    Status,
    Turn,
    Wish,
)

IN_HAND = Q(status__in=ACTIVE, aside="")  # the condition of the indexes that queues walk
RESOLVED_STATES = (Status.RESOLVED, Status.CLOSED)


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, actor: Actor) -> TicketQuerySet:
        """Staff see all; a customer sees the cases of the e-mail that they proved to read."""
        if actor.is_staff:
            return self
        return self.filter(customer__email=actor.email) if actor.is_customer and actor.email else self.none()

    def active(self) -> TicketQuerySet:
        """Neither resolved nor closed, nor set aside."""
        return self.filter(status__in=ACTIVE, aside="")

    def counted(self) -> TicketQuerySet:
        """All that figures count: not those set aside."""
        return self.filter(aside="")


class Ticket(models.Model):
    """A case: a complaint, a technical case or a question of a customer, usually about a unit.

    A relation that another index begins with, or that nobody looks up backwards, has none of its own: every write of a
    case writes to all its indexes.
    """

    reference = models.CharField(_("reference"), max_length=14, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.COMPLAINT)
    subject = models.CharField(_("subject"), max_length=160)
    status = models.CharField(_("state"), max_length=16, choices=Status, default=Status.NEW)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    wish = models.CharField(_("what the customer would like"), max_length=12, choices=Wish, default=Wish.UNSURE)
    safety = models.BooleanField(_("safety"), default=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="tickets", db_index=False, verbose_name=_("customer")
    )
    unit = models.ForeignKey(
        "customers.Unit",
        models.PROTECT,
        related_name="tickets",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("unit"),
    )
    team = models.ForeignKey(
        "core.Team", models.PROTECT, related_name="tickets", null=True, blank=True, verbose_name=_("team")
    )
    assignee = models.ForeignKey(
        "core.User", models.PROTECT, related_name="tickets", null=True, blank=True, verbose_name=_("assignee")
    )
    defect_on = models.DateField(_("when it began to fail"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))
    turn_since = models.DateTimeField(_("state since"))
    last_message_at = models.DateTimeField(_("last message"))
    first_replied_at = models.DateTimeField(_("first reply"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolution = models.CharField(_("resolution"), max_length=16, choices=Resolution, blank=True)
    aside = models.CharField(_("set aside"), max_length=8, choices=Aside, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="merged",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("merged into"),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("main case"),
    )
    # The last thing said that was not among ourselves: what a row of the queue shows.
    last_said = models.ForeignKey(
        "tickets.Message", models.PROTECT, related_name="+", null=True, blank=True, db_index=False, editable=False
    )
    cause = models.ForeignKey(
        "catalog.CauseCode", models.PROTECT, related_name="tickets", null=True, blank=True, verbose_name=_("cause")
    )
    # The decision that a person looked at and stands by; a newer one wants to be looked at again.
    confirmed_decision = models.ForeignKey(
        "tickets.CoverageDecision", models.PROTECT, related_name="+", null=True, blank=True, db_index=False,
        verbose_name=_("coverage confirmed"),
    )  # fmt: skip
    own_fields = models.JSONField(_("fields of one's own"), default=dict, blank=True)
    tags = models.ManyToManyField("tickets.Tag", through="tickets.TicketTag", related_name="tickets", blank=True)
    # The next moment by which something has to happen, and what.
    due_at = models.DateTimeField(_("next due"), null=True, blank=True)
    due_kind = models.CharField(_("what is due"), max_length=12, choices=Due, blank=True)
    # One submission is one case, however often the form is sent.
    submission = models.UUIDField(unique=True, null=True, blank=True, editable=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="ticket_status_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="ticket_kind_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="ticket_channel_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="ticket_priority_known"),
            models.CheckConstraint(condition=Q(wish__in=Wish.values), name="ticket_wish_known"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGE_CODES), name="ticket_language_known"),
            models.CheckConstraint(
                condition=Q(status__in=RESOLVED_STATES, resolved_at__isnull=False, resolution__in=Resolution.values)
                | (~Q(status__in=RESOLVED_STATES) & Q(resolved_at=None, resolution="")),
                name="ticket_resolved_has_when_and_how",
            ),
            models.CheckConstraint(condition=Q(aside__in=["", *Aside.values]), name="ticket_aside_known"),
            models.CheckConstraint(
                condition=Q(aside=Aside.MERGED, merged_into__isnull=False)
                | (~Q(aside=Aside.MERGED) & Q(merged_into=None)),
                name="ticket_merged_has_where",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")) & ~Q(parent=F("id")), name="ticket_not_its_own"),
            models.CheckConstraint(
                condition=Q(due_at=None, due_kind="") | Q(due_at__isnull=False, due_kind__in=Due.values),
                name="ticket_due_has_when_and_what",
            ),
        ]
        indexes = [
            models.Index(fields=["turn_since", "id"], condition=IN_HAND, name="ticket_waiting"),
            models.Index(fields=["-priority", "turn_since", "id"], condition=IN_HAND, name="ticket_urgent"),
            models.Index(fields=["assignee", "turn_since", "id"], condition=IN_HAND, name="ticket_of_agent"),
            models.Index(fields=["last_message_at", "id"], condition=IN_HAND, name="ticket_newest"),
            models.Index(fields=["last_message_at", "id"], condition=Q(aside=Aside.SPAM), name="ticket_spam"),
            models.Index(fields=["status", "turn_since", "id"], condition=IN_HAND, name="ticket_in_state"),
            models.Index(fields=["due_at", "id"], condition=IN_HAND & Q(due_at__isnull=False), name="ticket_due"),
            models.Index(fields=["turn_since", "id"], condition=IN_HAND & Q(safety=True), name="ticket_danger"),
            models.Index(
                fields=["team", "turn_since", "id"],
                condition=IN_HAND & Q(assignee=None, team__isnull=False),
                name="ticket_to_hand_out",
            ),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="ticket_merged"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="ticket_of_parent"),
            models.Index(fields=["customer", "-created_at"], name="ticket_of_customer"),
            models.Index(fields=["unit", "-created_at"], name="ticket_of_unit"),
            models.Index(fields=["created_at"], name="ticket_by_created"),
            models.Index(fields=["resolved_at"], condition=Q(resolved_at__isnull=False), name="ticket_by_resolved"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE and not self.aside

    @property
    def order_told(self) -> str:
        """The number of the order, where this customer may read it. See `Unit.order_for`."""
        return self.unit.order_for(self.customer) if self.unit else ""

    @property
    def turn(self) -> Turn:
        """Who has to do something next."""
        return WHOSE_TURN[self.status]

    @property
    def next(self) -> Next | None:
        """What has to happen next, by when, whose turn it is and what follows if it does not."""
        return next_of(self.due_at, self.due_kind)

    @property
    def next_statuses(self) -> list[Status]:
        """The states that may follow, in their usual order."""
        return [status for status in Status if status in TRANSITIONS[self.status]]
