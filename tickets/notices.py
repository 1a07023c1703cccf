"""What the customer is told about a case, by e-mail, in the case's language; and a colleague who is called to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from core.actions.letters import post_letter
from core.models import OutgoingMessage, StoredFile
from core.richtext import printable
from core.zones import zone_of
from remedies.states import ProposalState
from tickets.links import FILING_DAYS, case_url, filing_url
from tickets.models import Appointment, Filing, Mention, Message, Notice, Parcel, Proposal, Statement, Ticket
from tickets.promises import Promised
from tickets.proposals import OFFERED
from tickets.queries.law import answer_by
from tickets.states import NoticeKind, Status, Topic
from tickets.visits import visit_sentence


def _shown(html: str) -> SafeString:
    """Words with their bold and their lists: plain HTML without styles, which every reader of mail can show."""
    return mark_safe(printable(html)) if html else SafeString()  # noqa: S308 (sanitised)


def _tell(
    template: str, ticket: Ticket, now: dt.datetime, *, held_until: dt.datetime | None = None, **context: object
) -> OutgoingMessage | None:
    return post_letter(
        template=template,
        to=ticket.customer.email,
        language=ticket.language,
        context={"ticket": ticket, "customer": ticket.customer, "url": case_url(ticket), **context},
        held_until=held_until,
        now=now,
    )


def tell_received(
    ticket: Ticket,
    message: Message,
    files: Sequence[StoredFile] | None,
    now: dt.datetime,
    *,
    stated: Statement | None = None,
) -> None:
    """The written receipt: reference, content, date and time (Ley 10/2025 art. 12.1, TRLGDCU art. 21.2).

    `files` are those of the message, for who has them at hand. It says by when the law wants an answer. Of a withdrawal
    it acknowledges that it was received, when and of what (Directive 2011/83/EU art. 11.3, TRLGDCU art. 106.3).
    """
    if files is None:
        files = [attachment.file for attachment in message.attachments.select_related("file")]
    template = "filing_withdrawn" if stated and stated.topic == Topic.WITHDRAWAL else "case_received"
    _tell(template, ticket, now, message=message, files=files, stated=stated, answer_by=answer_by(ticket))


def tell_replied(
    ticket: Ticket,
    text: str,
    files: Sequence[StoredFile],
    *,
    html: str = "",
    then: Status,
    promised: Promised | None = None,
    held_until: dt.datetime | None,
    now: dt.datetime,
) -> OutgoingMessage | None:
    """What we answer and promise, and whose turn it is `then`; it goes out when its author can take it back no more."""
    theirs = promised.due_at.astimezone(zone_of(ticket.customer.timezone)) if promised else None
    return _tell(
        "case_replied", ticket, now, held_until=held_until, text=text, html=_shown(html), files=files, then=then,
        promised=promised, promised_for=theirs,
    )  # fmt: skip


def tell_proposed(proposal: Proposal, text: str, *, html: str = "", now: dt.datetime) -> OutgoingMessage | None:
    """What we would do, in our words and as a fact, with a way to say yes and one to say no; opening one says neither.

    The proposal need not be written yet.
    """
    offered = OFFERED[proposal.resolution]
    return _tell(
        "proposal_made", proposal.ticket, now, proposal=proposal, offered=offered, text=text, html=_shown(html)
    )


def tell_answered(proposal: Proposal, ticket: Ticket, now: dt.datetime, *, by_phone: bool) -> None:
    """What they said yes or no to, for them to keep: in their case, or on the phone as one of us wrote it down."""
    offered, accepted = OFFERED[proposal.resolution], proposal.state == ProposalState.ACCEPTED
    _tell(
        "proposal_answered", ticket, now, proposal=proposal, offered=offered, accepted=accepted, by_phone=by_phone
    )  # fmt: skip


def tell_resolved(
    ticket: Ticket,
    message: Message | None,
    now: dt.datetime,
    *,
    others: str = "",
    kept: Sequence[Appointment] = (),
) -> None:
    """How it was resolved, that it can be opened again, which visits take place all the same (`kept`), and of a refusal
    who else can help (`others`).
    """
    html, visits = _shown(message.html if message else ""), [_visit(ticket, one)["said"] for one in kept]
    _tell("case_resolved", ticket, now, message=message, html=html, others=others, visits=visits)


def tell_to_go_on(filing: Filing, language: str, now: dt.datetime) -> OutgoingMessage | None:
    """The link by which a complaint on its way is found again. What was told so far stays here."""
    return post_letter(
        template="filing_link",
        to=filing.customer.email,
        language=language,
        context={"filing": filing, "customer": filing.customer, "url": filing_url(filing), "days": FILING_DAYS},
        now=now,
    )


def tell_booked(ticket: Ticket, appointment: Appointment, now: dt.datetime, *, moved: bool) -> None:
    """Which hour it is, by the customer's clock, and where it can be changed or taken into a calendar."""
    _tell("appointment_booked", ticket, now, visit=_visit(ticket, appointment), moved=moved)


def tell_cancelled(
    ticket: Ticket, appointment: Appointment, now: dt.datetime, *, again: bool, then: str = "goes_on"
) -> None:
    """That nobody comes; `again`: that another hour can be chosen; `then`: that the case "goes_on" or is "resolved".

    Of a case that was set aside neither is said.
    """
    _tell("appointment_cancelled", ticket, now, visit=_visit(ticket, appointment), again=again, then=then)


def _visit(ticket: Ticket, appointment: Appointment) -> dict[str, object]:
    zone = zone_of(ticket.customer.timezone)
    with override(ticket.language):
        said = visit_sentence(appointment.kind, appointment.starts_at, appointment.ends_at, zone)
    return {"pk": appointment.pk, "said": said, "centre": appointment.slot.centre, "kind": appointment.kind}


def tell_parcel(ticket: Ticket, parcel: Parcel, now: dt.datetime) -> None:
    """That its label can be printed, or that it is here."""
    _tell("parcel", ticket, now, parcel=parcel)


def tell_mentioned(mention: Mention, now: dt.datetime) -> OutgoingMessage | None:
    """Who called them, and where; in their own language. What was said stays in the house."""
    message = mention.message
    where = f"{settings.BASE_URL}/desk/tickets/{message.ticket.reference}/#m{message.pk}"
    return post_letter(
        template="mentioned",
        to=mention.user.email,
        language=mention.user.language,
        context={"ticket": message.ticket, "person": mention.user, "author": message.author, "url": where},
        now=now,
    )


def tell_noticed(notice: Notice, now: dt.datetime) -> OutgoingMessage | None:
    """Why they are told, and where to look; in their own language. What was said in the case stays in the house."""
    ticket, rule = notice.ticket, notice.automation
    place = f"tickets/{ticket.reference}/" if ticket else "settings/rules/"
    if notice.kind == NoticeKind.LOOP and not ticket:
        place = "calls/"
    if notice.kind == NoticeKind.RULE_STOPPED and rule:
        place = f"settings/rules/{rule.pk}/trial/"
    where = f"{settings.BASE_URL}/desk/{place}"
    return post_letter(
        template="noticed",
        to=notice.user.email,
        language=notice.user.language,
        context={"ticket": ticket, "rule": rule, "notice": notice, "person": notice.user, "url": where},
        now=now,
    )
