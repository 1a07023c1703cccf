"""Sending a complaint: what was told step by step becomes one case with the customer's statement."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from tickets.actions.filing import check_open, locked_filing
from tickets.actions.opening import open_ticket
from tickets.filing import TROUBLES, Step, first_missing
from tickets.models import Filing, FilingFile, Statement, Ticket
from tickets.queries.filings import Look, withdrawal_of
from tickets.states import Channel, Kind, ReachBy, Topic, Wish

KINDS = {Topic.QUESTION: Kind.QUESTION}
WISHES = {Topic.QUESTION: Wish.ANSWER, Topic.WITHDRAWAL: Wish.RETURN}


class StepMissing(Refused):
    """It cannot be sent yet: this step was not answered."""

    def __init__(self, step: Step) -> None:
        super().__init__(_("Something is still missing. Please answer this first."), code="step_missing")
        self.step = step


@transaction.atomic
def send_filing(*, filing: Filing, language: str, by: Actor, now: dt.datetime) -> Ticket:
    """Open the case that a complaint on its way becomes, with its statement, files and receipt, all or nothing.

    Sent again (double click, back button, another window, an answer that was lost) it is the same case. What is told
    is in the case then, and not kept a second time. Refused with StepMissing while a step that is needed is not
    answered, ("filing_over") when it was thrown away or solved, and ("withdrawal_over") when the days in which that
    purchase can be cancelled are over.
    """
    filing = locked_filing(filing)
    if filing.ticket is not None:
        return filing.ticket
    check_open(filing)
    with translation.override(language):
        look = Look(filing, language, now)
        if missing := first_missing(look.bare_steps, filing.told, danger=look.danger):
            raise StepMissing(missing)
        _check_withdrawal(filing, now)
        filing.ticket = open_ticket(
            customer=filing.customer,
            unit=filing.unit,
            kind=KINDS.get(Topic(filing.topic), Kind.COMPLAINT),
            text=_words(look),
            subject=_subject(look),
            channel=Channel.PORTAL,
            language=language,
            wish=_wish(filing),
            stored=look.files,
            stated=_statement(look),
            danger=look.danger,
            defect_on=look.defect_on,
            submission=filing.uid,
            by=by,
            now=now,
        )
    FilingFile.objects.filter(filing=filing).delete()  # the case has them now
    filing.told, filing.changed_at = {}, now
    filing.save(update_fields=["ticket", "told", "changed_at"])
    return filing.ticket


def _check_withdrawal(filing: Filing, now: dt.datetime) -> None:
    if filing.topic == Topic.WITHDRAWAL and (filing.unit is None or withdrawal_of(filing.unit, now) is None):
        raise Refused(
            _("The days in which this purchase can be cancelled without a reason are over. If something is wrong with "
              "it, tell us what happens."),
            code="withdrawal_over",
        )  # fmt: skip


def _words(look: Look) -> str:
    """What the customer said; where they only chose, the words that they chose."""
    filing, told = look.filing, look.filing.told
    if filing.topic == Topic.WITHDRAWAL:
        return _withdrawal_words(look)
    text = told[Step.WHAT]["text"].strip()
    return text or _chosen(look)


def _withdrawal_words(look: Look) -> str:
    """The statement of the model form (Directive 2011/83/EU, annex I.B), and a reason if one was given."""
    unit, why = look.filing.unit, look.filing.told[Step.TERMS]["text"].strip()
    assert unit, "looked at before"
    said = _("I hereby give notice that I withdraw from my contract of sale of %(product)s, order %(order)s.")
    words = said % {"product": unit.product.name, "order": unit.purchase.order_ref}
    return f"{words}\n\n{why}" if why else words


def _chosen(look: Look) -> str:
    if look.symptom:
        return look.symptom.words
    return str(TROUBLES.get(look.filing.told.get(Step.WHAT, {}).get("trouble", ""), ""))


def _subject(look: Look) -> str:
    """Symptom and product, as the queue shows them; «» for the first words that were said."""
    topic, unit = look.filing.topic, look.filing.unit
    chosen = str(Topic.WITHDRAWAL.label) if topic == Topic.WITHDRAWAL else _chosen(look)
    if topic == Topic.DELIVERY and not chosen:
        chosen = str(Topic.DELIVERY.label)
    return f"{chosen} · {unit.product.name}" if chosen and unit else chosen


def _wish(filing: Filing) -> Wish:
    return WISHES.get(Topic(filing.topic)) or Wish(filing.told.get(Step.WISH, {}).get("wish", Wish.UNSURE))


def _statement(look: Look) -> Statement:
    told: dict[str, dict[str, Any]] = look.filing.told
    since, reach = told.get(Step.SINCE, {}), told.get(Step.REACH, {})
    return Statement(
        topic=look.filing.topic,
        symptom=look.symptom,
        used_for=since.get("used_for", ""),
        before=since.get("before", ""),
        reach_by=reach.get("by", ReachBy.EMAIL),
        reach_phone=reach.get("phone", ""),
        reach_when=reach.get("when", ""),
        articles_read=len(told.get(Step.ARTICLES, {}).get("read", ())),
    )
