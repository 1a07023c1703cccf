"""Destroying what was sealed, once nobody can claim anything any more; and opening it before, for who may ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import structlog
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from core.actions.audit import note_change
from core.actions.erasing import forget_traces
from core.actors import Actor
from core.errors import Refused
from privacy.actions.erasing import forget_holds
from privacy.held import held_records, nobody_is_held_meanwhile
from privacy.models import Erasure
from privacy.sealing import lock_of, opened, uid_in
from privacy.states import ErasureState

log = structlog.get_logger(__name__)


@transaction.atomic
def destroy_due(*, today: dt.date, now: dt.datetime, limit: int = 100) -> int:
    """Delete the sealed files whose term is over; how many erasures. The files go once the rows say so.

    Records of one person share a file: it goes with the last of them. What a dispute needs stays until it is over.
    """
    nobody_is_held_meanwhile()
    over = Erasure.objects.to_destroy(today).exclude(customer__in=held_records().values("pk")).order_by("pk")
    due = list(over.select_for_update(of=("self",), skip_locked=True)[:limit])
    names = {erasure.sealed.name for erasure in due}
    for erasure in due:
        erasure.state, erasure.destroyed_at, erasure.sealed = ErasureState.DESTROYED, now, ""
    Erasure.objects.bulk_update(due, ["state", "destroyed_at", "sealed"])
    needed = set(Erasure.objects.filter(sealed__in=names).values_list("sealed", flat=True))
    for name in names - needed:
        transaction.on_commit(lambda name=name: default_storage.delete(name))  # type: ignore[misc]
    holds = forget_holds(customers=[erasure.customer_id for erasure in due])
    forget_traces(rows={"privacy.hold": holds})
    if due:
        log.info("sealed_destroyed", erasures=len(due))
    return len(due)


def unseal(*, erasure: Erasure, reason: str, by: Actor, now: dt.datetime) -> Iterator[bytes]:
    """The ZIP of what was sealed, for a court or an authority; who opened it and why is noted before anything is read.

    Refused without a reason ("reason_missing") and when there is nothing sealed ("not_sealed"); `privacy.sealing`
    raises BrokenSeal while it is read.
    """
    if not reason.strip():
        raise Refused(_("Say who asks for it and on what ground."), code="reason_missing")
    if erasure.state != ErasureState.BLOCKED:
        raise Refused(_("There is nothing sealed: it was not blocked, or it was destroyed."), code="not_sealed")
    note_change(
        noun="privacy.erasure",
        object_id=erasure.pk,
        what="unsealed",
        before={},
        after={},
        reason=reason,
        by=by,
        now=now,
    )
    return _read(str(erasure.sealed.name))


def _read(name: str) -> Iterator[bytes]:
    """Records of one person share the file: it is sealed for the one whose number is its name."""
    with default_storage.open(name) as file:
        yield from opened(file, uid=uid_in(name), lock=lock_of(settings.SEAL_KEYS))
