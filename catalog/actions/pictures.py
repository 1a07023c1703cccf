"""What a product looks like to its owner: its picture, and the icon of its line where it has none."""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Product, ProductLine
from catalog.states import LineIcon
from core.actions.audit import note_change
from core.actions.files import received_files, store_files
from core.actors import Actor
from core.errors import Refused
from core.models import StoredFile


def set_picture(*, product: Product, upload: UploadedFile, by: Actor, now: dt.datetime) -> Product:
    """Everybody who has the product sees this photo; the one before is thrown away, and a trace stays.

    Refused for what is no photo ("file_no_photo"), and as `received_files` does.
    """
    with received_files(uploads=[upload], now=now) as received, transaction.atomic():
        if not received[0].is_image:
            raise Refused(_("A picture is a photo: JPG, PNG or WebP."), code="file_no_photo")
        (picture,) = store_files(received=received)
        return _put(product, picture, by, now)


@transaction.atomic
def remove_picture(*, product: Product, by: Actor, now: dt.datetime) -> Product:
    """The product shows the icon of its line again. Doing it twice is doing it once."""
    return _put(product, None, by, now)


@transaction.atomic
def set_icon(*, line: ProductLine, icon: LineIcon, by: Actor, now: dt.datetime) -> ProductLine:
    """The products of the line without a picture show this icon. Saying the same again writes nothing."""
    line = ProductLine.objects.select_for_update().get(pk=line.pk)
    before, line.icon = line.icon, icon
    if before != icon:
        line.save(update_fields=["icon"])
        note_change(
            noun="catalog.productline", object_id=line.pk, what="icon", before={"icon": str(before)},
            after={"icon": str(icon)}, by=by, now=now,
        )  # fmt: skip
    return line


def _put(product: Product, picture: StoredFile | None, by: Actor, now: dt.datetime) -> Product:
    product = Product.objects.select_for_update(of=("self",)).select_related("picture").get(pk=product.pk)
    before, product.picture = product.picture, picture
    if before == picture:
        return product
    product.save(update_fields=["picture"])
    note_change(
        noun="catalog.product", object_id=product.pk, what="picture", before={"file": before.pk if before else None},
        after={"file": picture.pk if picture else None}, by=by, now=now,
    )  # fmt: skip
    if before:
        throw_away(before)
    return product


def throw_away(file: StoredFile) -> None:
    """The row goes now, the bytes when the transaction holds: the disk knows no rollback."""
    name, storage = str(file.file.name), file.file.storage
    file.delete()
    transaction.on_commit(lambda: storage.delete(name))
