"""What the demonstration's products look like, their short manuals, and what customers registered."""

from __future__ import annotations

import datetime as dt
import io
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from catalog.actions.documents import add_document
from catalog.actions.pictures import set_icon, set_picture
from catalog.models import Product, ProductLine
from catalog.states import DocumentKind, LineIcon
from core.actors import Actor, actor_of, customer_by_link
from core.documents import pdf_of
from core.errors import Refused
from core.models import User
from customers.actions.handing_over import hand_over
from customers.actions.registering import Told, register_product
from customers.models import Customer, Unit
from customers.states import CustomerKind
from postventa.demo.accounts import CUSTOMER
from postventa.demo.catalogue import (
    AUDIO,
    CLIMATE,
    DISHES,
    FRIDGES,
    LAPTOPS,
    OVENS,
    PHONES,
    SMALL,
    TELEVISION,
    WASHERS,
)
from postventa.demo.manuals import MANUALS

DAY = dt.timedelta(days=1)
ICONS = {
    WASHERS: LineIcon.WASHING_MACHINE,
    FRIDGES: LineIcon.REFRIGERATOR,
    DISHES: LineIcon.COOKING_POT,
    OVENS: LineIcon.MICROWAVE,
    CLIMATE: LineIcon.AIR_VENT,
    SMALL: LineIcon.COFFEE,
    TELEVISION: LineIcon.TV,
    AUDIO: LineIcon.HEADPHONES,
    PHONES: LineIcon.SMARTPHONE,
    LAPTOPS: LineIcon.LAPTOP,
}
INK, PALE, GLASS, ACCENT = "#24343a", "#e9eef0", "#9fc6cf", "#1f7a7a"
SIDE = 480


def make_products(manager: User, now: dt.datetime) -> None:
    """Icons of the lines, three pictures, and a manual of each line where documents can be printed."""
    by = actor_of(manager)
    for line in ProductLine.objects.all():
        set_icon(line=line, icon=ICONS[line.name], by=by, now=now)
    for sku, draw in PICTURES.items():
        set_picture(product=Product.objects.get(sku=sku), upload=_picture(sku, draw), by=by, now=now)
    for line in ProductLine.objects.filter(name__in=MANUALS):
        _add_manual(line, by, now - 90 * DAY)


def make_registrations(now: dt.datetime) -> None:
    """Marta got a vacuum cleaner that somebody else had bought, and says that a coffee machine was given to her."""
    marta = Customer.objects.get(email=CUSTOMER)
    people = Customer.objects.filter(kind=CustomerKind.PERSON, country="ES").exclude(pk=marta.pk)
    others = Unit.objects.filter(purchase__customer__in=people, tickets=None, stays=None)
    arrived = others.filter(delivery__delivered_on__lt=(now - 60 * DAY).date()).order_by("-pk")
    cleaner = arrived.filter(product__sku="ASP-V11").first()
    if cleaner:
        hand_over(unit=cleaner, to=marta, on=(now - 30 * DAY).date(), by=_agent(), now=now - 28 * DAY)
    coffee = arrived.filter(product__sku="CAF-SA").first()
    told = Told(
        serial=coffee.serial if coffee else "CAFSA-2024-118",
        product=Product.objects.get(sku="CAF-SA"),
        gift=True,
        bought_on=(now - 70 * DAY).date(),
        bought_from="Un regalo de mi hermano",
    )
    register_product(
        customer=marta, told=told, receipt=[_receipt(now - 70 * DAY)],
        submission=uuid.UUID(int=now.date().toordinal()), by=customer_by_link(marta.email),
        now=now - dt.timedelta(hours=5),
    )  # fmt: skip


def _agent() -> Actor:
    return actor_of(User.objects.get(email="ana@demo.example"))


def _add_manual(line: ProductLine, by: Actor, at: dt.datetime) -> None:
    title, manual = f"Guía breve: {line.name}", MANUALS[line.name]
    context = {"title": title, "issued": at.date(), "intro": manual.intro, "parts": manual.parts}
    try:
        content = pdf_of("documents/manual.html", context, language="es")
    except Refused:  # a machine that cannot print shows the demonstration without manuals
        return
    upload = SimpleUploadedFile("manual.pdf", content, content_type="application/pdf")
    add_document(
        about=line, kind=DocumentKind.QUICK_START, title=title, language="es", upload=upload, by=by, now=at
    )  # fmt: skip


def _washer(pen: ImageDraw.ImageDraw) -> None:
    pen.rounded_rectangle((90, 50, 390, 430), 18, fill=PALE, outline=INK, width=6)
    pen.line((90, 120, 390, 120), fill=INK, width=5)
    pen.rounded_rectangle((115, 72, 215, 98), 6, fill="white", outline=INK, width=4)
    pen.ellipse((330, 70, 362, 102), fill=ACCENT, outline=INK, width=4)
    pen.ellipse((140, 165, 340, 365), fill="white", outline=INK, width=7)
    pen.ellipse((172, 197, 308, 333), fill=GLASS, outline=INK, width=5)
    pen.chord((172, 197, 308, 333), 20, 160, fill=ACCENT)


def _television(pen: ImageDraw.ImageDraw) -> None:
    pen.rounded_rectangle((30, 90, 450, 340), 12, fill=INK)
    pen.rectangle((44, 104, 436, 326), fill=GLASS)
    pen.polygon([(44, 326), (180, 190), (260, 270), (330, 215), (436, 326)], fill=ACCENT)
    pen.ellipse((345, 130, 395, 180), fill="#f4d58d")
    pen.rectangle((215, 340, 265, 375), fill=INK)
    pen.rounded_rectangle((140, 372, 340, 392), 8, fill=INK)


def _headphones(pen: ImageDraw.ImageDraw) -> None:
    pen.arc((90, 60, 390, 400), 180, 360, fill=INK, width=26)
    for left in (70, 330):
        pen.rounded_rectangle((left, 220, left + 80, 380), 34, fill=ACCENT, outline=INK, width=7)
    pen.rounded_rectangle((140, 240, 166, 360), 12, fill=PALE, outline=INK, width=5)
    pen.rounded_rectangle((314, 240, 340, 360), 12, fill=PALE, outline=INK, width=5)


PICTURES = {"LAV-8K14": _washer, "TEL-55O": _television, "AUR-CX": _headphones}


def _picture(name: str, draw) -> SimpleUploadedFile:  # type: ignore[no-untyped-def]
    image = Image.new("RGB", (SIDE, SIDE), "white")
    draw(ImageDraw.Draw(image))
    return _upload(f"{name}.png", image)


def _receipt(bought: dt.datetime) -> SimpleUploadedFile:
    image = Image.new("RGB", (420, 560), "#fbfbf7")
    pen = ImageDraw.Draw(image)
    lines = [
        "HOGARIX, S. L.", f"{bought:%d/%m/%Y}  18:42", "", "CAF-SA   Cafetera   379,00", "IVA 21 % incluido", "",
        "TOTAL          379,00 EUR", "Gracias por su compra",
    ]  # fmt: skip
    for row, words in enumerate(lines):
        pen.text((40, 50 + row * 48), words, fill=INK, font_size=22)
    return _upload("recibo.png", image)


def _upload(name: str, image: Image.Image) -> SimpleUploadedFile:
    out = io.BytesIO()
    image.save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")
