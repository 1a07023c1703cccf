"""The customer gives what they were asked for, point by point."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.actors import Actor
from core.errors import Refused
from core.normal import is_unseen
from tickets.actions.conversation import write_as_customer
from tickets.models import CompletionRequest, Message


def give_facts(
    *,
    request: CompletionRequest,
    answers: Sequence[tuple[str, str]],
    text: str = "",
    files: Sequence[UploadedFile] = (),
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Message:
    """Write the `answers`, each under its point, and what was added, as the customer's message, which completes it.

    Files alone are an answer too. The same `submission` twice is one message. It may come after the last day, and when
    somebody has completed the request meanwhile it is a message like any other. Refused without anything to send
    ("text_empty"), and as `write_as_customer` refuses.
    """
    given = [f"{point}\n{said.strip()}" for point, said in answers if not is_unseen(said)]
    words = "\n\n".join([*given, *([text.strip()] if not is_unseen(text) else [])])
    if not (words or files):
        raise Refused(_("Answer at least one of the points, or attach a file."), code="text_empty")
    if not words:
        with override(request.ticket.language):
            words = _("I send you the files that you asked me for.")
    return write_as_customer(ticket=request.ticket, text=words, files=files, submission=submission, by=by, now=now)
