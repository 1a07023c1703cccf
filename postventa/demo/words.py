"""What the demonstration's shop has ready to say: macros, and articles that only its agents read."""

from __future__ import annotations

from dataclasses import dataclass, field

from postventa.demo.catalogue import OVENS

TECHNICIANS = "Servicio técnico"


@dataclass(frozen=True)
class Said:
    """A macro: its words and, written as forms carry them, the deeds that go with them."""

    name: str
    html: str
    language: str = ""
    deeds: list[str] = field(default_factory=list)
    team: str = ""
    kind: str = "reply"


@dataclass(frozen=True)
class Told:
    """An article for agents, about some lines, some products, or nothing in particular."""

    title: str
    html: str
    language: str = "es"
    lines: list[str] = field(default_factory=list)
    skus: list[str] = field(default_factory=list)


MACROS = [
    Said(
        "Acuse y plazo",
        "<p>Buenos días, {{first_name}}:</p><p>Hemos recibido su caso {{reference}} sobre {{product}}. Lo lleva "
        "{{agent}} y le escribimos antes de dos días laborables.</p>",
        "es",
    ),
    Said(
        "Pedir una foto de la placa",
        "<p>Buenos días, {{first_name}}:</p><p>Para pedir la pieza exacta necesitamos una foto de la etiqueta con el "
        "número de serie. Suele estar:</p><ul><li>en el marco de la puerta,</li><li>o en la parte de atrás.</li></ul>"
        "<p>Basta con responder a este mensaje con la foto.</p>",
        "es",
        ["state:waiting_customer", "tag:falta foto"],
    ),
    Said(
        "Recogida en casa",
        "<p>Buenos días, {{first_name}}:</p><p>Pasamos a recoger {{product}} sin coste. Le llamará el transportista "
        "para acordar la hora. <strong>Deje fuera los accesorios</strong> y guarde este número: {{reference}}.</p>",
        "es",
        ["tag:recogida"],
    ),
    Said(
        "Pieza pedida",
        "<p>La pieza de {{product}} está pedida. En cuanto llegue le escribimos para acordar la visita.</p>",
        "es",
        ["state:waiting_part", "tag:pieza pedida"],
        TECHNICIANS,
    ),
    Said(
        "Sin noticias: cerrar con cortesía",
        "<p>Buenos días, {{first_name}}:</p><p>No hemos vuelto a saber de usted y entendemos que ya funciona. Si no es "
        "así, responda a este mensaje y seguimos donde lo dejamos.</p>",
        "es",
        ["resolve:explained"],
    ),
    Said(
        "Receipt and time",
        "<p>Good morning, {{first_name}},</p><p>We have your case {{reference}} about {{product}}. {{agent}} looks "
        "after it and will write within two working days.</p>",
        "en",
    ),
    Said(
        "Ask for a photo of the plate",
        "<p>Good morning, {{first_name}},</p><p>To order the right part we need a photo of the label with the serial "
        "number. An answer to this message with the photo is enough.</p>",
        "en",
        ["state:waiting_customer", "tag:falta foto"],
    ),
    Said(
        "Subir a segunda línea",
        "<p>Visto en primera línea: pasos del manual hechos con el cliente, sin resultado. Serie {{serial}}.</p>",
        deeds=["priority:3", "tag:segunda línea"],
        kind="note",
    ),
    Said("Esperamos pieza", "", deeds=["state:waiting_part", "tag:pieza pedida"], team=TECHNICIANS),
]

ARTICLES = [
    Told(
        "Restablecer el bloqueo de la puerta del horno",
        "<p>Tras la pirólisis, espere a que baje de 200 °C. Después corte la corriente en el cuadro quince minutos. Si "
        "sigue cerrada y zumba, hay que cambiar el bloqueo.</p>",
        lines=[OVENS],
        skus=["HOR-PIR"],
    ),
    Told(
        "Cuándo se puede elegir entre reparar y cambiar",
        "<p>Con una falta de conformidad elige el cliente, salvo que lo elegido sea imposible o desproporcionado. "
        "Los plazos de cada producto los dice su pasaporte: léalos allí, no de memoria.</p>",
    ),
    Told(
        "The sound bar does not follow the TV",
        "<p>Use the socket marked <strong>ARC</strong> at both ends, switch HDMI control on in the menu of the TV, and "
        "turn the TV on first after a minute without power.</p>",
        "en",
        skus=["BAR-300"],
    ),
]
