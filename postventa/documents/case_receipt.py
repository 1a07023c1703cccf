"""The written receipt of a case: reference, content, date and time (Ley 10/2025 art. 12.1, TRLGDCU art. 21.2).

It says what was told at the beginning, however late it is printed; by when the law wants an answer is read anew.
"""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from core.documents import pdf_of
from core.zones import zone_of
from postventa.documents.paper import Paper
from tickets.models import Statement, Ticket, TicketEvent
from tickets.queries.law import answer_by
from tickets.states import EventKind

SHOWN = 16  # of the 64 characters of a file's SHA-256: enough to tell whether it is the same one


def case_receipt(ticket: Ticket, language: str) -> Paper:
    """What its customer told us, and when. What was only written down by us stays ours. Refused as `pdf_of`."""
    opened = TicketEvent.objects.filter(ticket=ticket, kind=EventKind.OPENED).select_related("message").first()
    message = opened.message if opened and opened.message and opened.message.is_public else None
    with translation.override(language):
        received = ticket.created_at.astimezone(zone_of(ticket.customer.timezone))
        offset = f"{received:%z}"
        context = {
            "title": _("Receipt of your case"),
            "number": ticket.reference,
            "issued": received.date(),
            "ticket": ticket,
            "unit": ticket.unit,
            "customer": ticket.customer,
            "received": received.replace(tzinfo=None),
            "zone": f"{received:%Z}, UTC{offset[:3]}:{offset[3:]}",
            "message": message,
            "stated": Statement.objects.filter(ticket=ticket).select_related("symptom").first(),
            "files": _files(message),
            "answer_by": answer_by(ticket),
        }
        content = pdf_of("documents/case_receipt.html", context, language=language)
        return Paper(_("receipt %(number)s") % {"number": ticket.reference}, content)


def _files(message: object) -> list[dict[str, object]]:
    """Each by its name and the beginning of its fingerprint; one that is still being prepared has none yet."""
    if message is None:
        return []
    rows = [attachment.file for attachment in message.attachments.select_related("file")]  # type: ignore[attr-defined]
    return [{"name": row.name, "size": row.size, "sha": row.sha256[:SHOWN] if row.is_ready else ""} for row in rows]
