"""The papers of a product or of its line: manuals, safety instructions. Whoever has the product reads them."""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.actions.pictures import throw_away
from catalog.models import Document, Product, ProductLine
from catalog.states import DocumentKind
from core.actions.audit import note_change
from core.actions.files import received_files, store_files
from core.actors import Actor
from core.errors import Refused
from core.normal import plain_words


def add_document(
    *,
    about: Product | ProductLine,
    kind: DocumentKind,
    title: str,
    language: str,
    upload: UploadedFile,
    published: bool = True,
    by: Actor,
    now: dt.datetime,
) -> Document:
    """Keep a paper, which owners of the product read once it is published; a trace stays.

    Refused without a title ("title_missing"), for what is no PDF ("file_no_pdf"), and as `received_files` does.
    """
    title = _title(title)
    with received_files(uploads=[upload], now=now) as received, transaction.atomic():
        if received[0].is_image:
            raise Refused(_("A document is a PDF."), code="file_no_pdf")
        (file,) = store_files(received=received)
        document = Document.objects.create(
            product=about if isinstance(about, Product) else None,
            line=about if isinstance(about, ProductLine) else None,
            kind=kind, title=title, language=language, file=file, published=published, added_at=now,
        )  # fmt: skip
        _note(document, "added", {}, _facts(document), by, now)
    return document


@transaction.atomic
def change_document(
    *, document: Document, kind: DocumentKind, title: str, language: str, published: bool, by: Actor, now: dt.datetime
) -> Document:
    """What is said of a paper is as given; the paper itself stays. Refused without a title ("title_missing")."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    before = _facts(document)
    document.kind, document.title, document.language = kind, _title(title), language
    document.published = published
    after = _facts(document)
    if after != before:
        document.save(update_fields=["kind", "title", "language", "published"])
        _note(document, "changed", before, after, by, now)
    return document


@transaction.atomic
def remove_document(*, document: Document, by: Actor, now: dt.datetime) -> None:
    """The paper is thrown away; a trace stays. Doing it twice is doing it once."""
    row = Document.objects.select_for_update(of=("self",)).select_related("file").filter(pk=document.pk).first()
    if row is None:
        return
    _note(row, "removed", _facts(row), {}, by, now)
    file = row.file
    row.delete()
    throw_away(file)


def _title(text: str) -> str:
    title = plain_words(text)[:160]
    if not title:
        raise Refused(_("Write what the document is called."), code="title_missing")
    return title


def _facts(document: Document) -> dict[str, bool | int | str | dt.date | None]:
    return {
        "product": document.product_id,
        "line": document.line_id,
        "kind": str(document.kind),
        "title": document.title[:120],
        "language": document.language,
        "published": document.published,
    }


def _note(
    document: Document,
    what: str,
    before: dict[str, bool | int | str | dt.date | None],
    after: dict[str, bool | int | str | dt.date | None],
    by: Actor,
    now: dt.datetime,
) -> None:
    note_change(noun="catalog.document", object_id=document.pk, what=what, before=before, after=after, by=by, now=now)
