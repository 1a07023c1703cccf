import datetime as dt
import os
import time
from pathlib import Path
import pytest
from tests.factories import *
from tests.warranties.sold import sold
from postventa.documents.certificate import certificate
from postventa.documents.receipts import hand_in_receipt, return_receipt
from warranties.actions.custody import give_back, hand_in
from core.actors import Actor, actor_of

OUT = Path("/tmp/shots-d2")
OUT.mkdir(exist_ok=True)
pytestmark = pytest.mark.django_db
D = dt.date


@pytest.mark.parametrize("lang", ["en", "es"])
def test_shots(lang, settings, paper):
    if lang == "es" and Path("/tmp/h-d2/locale").exists():
        from django.utils.translation import trans_real

        settings.LOCALE_PATHS = [Path("/tmp/h-d2/locale"), *settings.LOCALE_PATHS]
        trans_real._translations.clear()
    settings.COMPANY = settings.COMPANY | {
        "name": "Electrohogar Martín",
        "email": "posventa@electrohogar.example",
        "address": "Calle de Alcalá 120, 28009 Madrid",
        "tax_id": "B-12345678",
        "phone": "900 100 100",
    }

    def save(name, doc):
        (OUT / f"{name}-{lang}.pdf").write_bytes(doc.content)
        read = paper(doc.content)
        print(name, lang, doc.name, len(read.pages), read.codes)

    # simple: nothing commercial, no serial
    unit = sold(D(2026, 11, 13), unit={"serial": ""})
    save("cert-plain", certificate(unit, NOW, lang))
    # one guarantee
    line = LineFactory(name="Lavado")
    g = GuaranteeFactory(
        name="Garantía total Hogarix",
        product_line=line,
        covers_travel=True,
        exclusions="Juntas, filtros y consumibles.",
        terms_url="https://hogarix.example/garantia",
    )
    unit = sold(D(2026, 11, 13), unit={"product": ProductFactory(name="Lavadora Serie 6 de 9 kg", line=line)})
    save("cert-one", certificate(unit, NOW, lang))
    # long
    line2 = LineFactory(name="Frío")
    g2 = GuaranteeFactory(
        name="Garantía ampliada frío",
        product_line=line2,
        months=36,
        territory=["ES", "PT", "AD"],
        advertised_months=48,
        exclusions="Cristales, bombillas, gomas de la puerta, y los daños por una instalación que no siga las instrucciones del manual que acompaña al producto.",
        procedure="1. Llame al 900 100 100 o escriba a garantia@hogarix.example.\n2. Tenga a mano el número de serie.\n3. Un técnico le visita en menos de 48 horas laborables.",
        terms_url="https://hogarix.example/garantias/frio-ampliada-2026-es-pt-ad.pdf",
    )
    for name, months, labour in [
        ("Compresor inverter lineal", 120, False),
        ("Motor del ventilador", 84, False),
        ("Placa electrónica", 60, True),
        ("Cajones", 24, True),
        ("Estructura de la puerta de acero inoxidable", 96, True),
    ]:
        ComponentFactory(guarantee=g2, name=name, months=months, covers_labour=labour)
    GuaranteeFactory(name="Registro premium", product_line=line2, starts="registration", months=12, transferable=False)
    unit = sold(
        D(2025, 3, 10),
        unit={
            "product": ProductFactory(
                name="Frigorífico combinado No Frost de 203 cm con dispensador de agua y puertas de acero inoxidable",
                brand="Hogarix",
                line=line2,
            )
        },
    )
    unit.delivery.installed_at = dt.datetime(2025, 3, 12, 10, tzinfo=dt.UTC)
    unit.delivery.save()
    CoverFactory(
        unit=unit,
        plan=PlanFactory(
            name="Plan Tranquilidad 5",
            kinds=["extension", "support", "maintenance_discount"]
            if False
            else ["extension", "free_support", "maintenance_discount"],
            visits=3,
            discount_percent=20,
        ),
        reference="PT-5-2025-000123",
    )
    CustodyFactory(unit=unit, handed_in_on=D(2025, 6, 1), returned_on=D(2025, 6, 20))
    CustodyFactory(unit=unit, handed_in_on=D(2026, 1, 10), returned_on=D(2026, 1, 15), paid=True)
    s = CustodyFactory(
        unit=unit,
        handed_in_on=D(2026, 9, 1),
        returned_on=D(2026, 9, 25),
        outcome="replaced",
        work="Se cambia por otro igual. Se conserva el cable.",
        replacement_serial="SN99999",
    )
    RecallFactory(products=[unit.product])
    t = time.perf_counter()
    save("cert-long", certificate(unit, NOW, lang))
    print("ms", (time.perf_counter() - t) * 1000)
    save("return-replaced", return_receipt(s, lang))
    # company
    unit = sold(D(2026, 11, 13), customer=CustomerFactory(kind="company", name="Bar La Esquina S.L."))
    save("cert-company", certificate(unit, NOW, lang))
    # no law
    unit = sold(D(2026, 11, 13), customer=CustomerFactory(country="NO"))
    save("cert-nolaw", certificate(unit, NOW, lang))
    unit = sold(
        D(2020, 11, 13),
    )
    save("cert-ended", certificate(unit, NOW, lang))
    # receipts
    ana = AgentFactory(name="Ana Ruiz")
    unit = sold(
        D(2026, 5, 4),
        unit={"product": ProductFactory(name="Lavadora Serie 6 de 9 kg", line=line)},
        customer=CustomerFactory(name="Marta Gil", postal_code="28013"),
    )
    s = hand_in(
        unit=unit,
        fault="No centrifuga y hace un ruido muy fuerte al final.\nEmpezó el lunes. <b>Huele a quemado</b>.",
        accessories="Cable, manguera de desagüe",
        by=actor_of(ana),
        now=NOW - dt.timedelta(days=9, hours=1, minutes=23),
    )
    from postventa.documents.receipts import for_receipts
    from warranties.models import Custody

    got = lambda s: for_receipts(Custody.objects.all()).get(pk=s.pk)
    save("in", hand_in_receipt(got(s), lang))
    s = give_back(
        custody=s,
        outcome="repaired",
        work="Se cambian los rodamientos del tambor y la correa.\nPrueba de 2 horas sin ruido.",
        by=actor_of(ana),
        now=NOW,
    )
    save("return", return_receipt(got(s), lang))
    unit = sold(
        D(2020, 5, 4),
        customer=CustomerFactory(name="Fundación para la Conservación del Patrimonio Industrial del Noroeste"),
    )
    s = hand_in(unit=unit, fault="Gotea. " * 80, paid=True, by=actor_of(ana), now=NOW - dt.timedelta(days=9))
    save("in-paid", hand_in_receipt(got(s), lang))
    s = give_back(custody=s, outcome="repaired", work="Junta nueva.", by=actor_of(ana), now=NOW)
    save("return-paid", return_receipt(got(s), lang))
    for n in range(3):
        t = time.perf_counter()
        certificate(unit, NOW, lang)
        print("ms", round((time.perf_counter() - t) * 1000))
