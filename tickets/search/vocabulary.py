"""What can be asked for besides words, and how it is called in each language. Pure."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from tickets.states import ACTIVE, Aside, Channel, Kind, Priority, Status


class Key(StrEnum):
    """What a search may ask of a case."""

    STATE = "state"
    IS = "is"
    PRODUCT = "product"
    LINE = "line"
    CUSTOMER = "customer"
    EMAIL = "email"
    PHONE = "phone"
    ORDER = "order"
    SERIAL = "serial"
    REF = "ref"
    TAG = "tag"
    ASSIGNEE = "assignee"
    TEAM = "team"
    KIND = "kind"
    CHANNEL = "channel"
    PRIORITY = "priority"
    BEFORE = "before"
    AFTER = "after"
    CREATED = "created"
    HAS = "has"


DATES = (Key.BEFORE, Key.AFTER, Key.CREATED)
LANGUAGES = ("en", "es")
ME, NOBODY = "me", "nobody"

# The first name is the English one, the second the Spanish one; the others are understood too.
KEY_NAMES: dict[Key, tuple[str, ...]] = {
    Key.STATE: ("state", "estado", "status"),
    Key.IS: ("is", "es", "esta"),
    Key.PRODUCT: ("product", "producto", "sku"),
    Key.LINE: ("line", "linea"),
    Key.CUSTOMER: ("customer", "cliente"),
    Key.EMAIL: ("email", "correo", "mail"),
    Key.PHONE: ("phone", "telefono", "tel"),
    Key.ORDER: ("order", "pedido"),
    Key.SERIAL: ("serial", "serie"),
    Key.REF: ("ref", "referencia", "reference"),
    Key.TAG: ("tag", "etiqueta"),
    Key.ASSIGNEE: ("assignee", "asignado", "agent", "agente", "asignada"),
    Key.TEAM: ("team", "equipo"),
    Key.KIND: ("kind", "tipo"),
    Key.CHANNEL: ("channel", "canal"),
    Key.PRIORITY: ("priority", "prioridad"),
    Key.BEFORE: ("before", "antes"),
    Key.AFTER: ("after", "desde", "despues", "since"),
    Key.CREATED: ("created", "creado", "abierto"),
    Key.HAS: ("has", "con", "tiene"),
}

VALUE_NAMES: dict[Key, dict[str, tuple[str, ...]]] = {
    Key.STATE: {
        Status.NEW: ("new", "nuevo", "nueva"),
        Status.OPEN: ("open", "abierto", "abierta"),
        Status.WAITING_CUSTOMER: ("waiting_customer", "espera_cliente", "waiting", "esperando_cliente"),
        Status.WAITING_PART: ("waiting_part", "espera_pieza", "esperando_pieza", "part", "pieza"),
        Status.RESOLVED: ("resolved", "resuelto", "resuelta"),
        Status.CLOSED: ("closed", "cerrado", "cerrada"),
        "active": ("active", "activo", "activa", "en_curso"),
    },
    Key.IS: {
        "unassigned": ("unassigned", "sin_asignar", "libre"),
        "mine": ("mine", "mio", "mios", "mia"),
        "unread": ("unread", "sin_leer", "no_leido"),
        "danger": ("danger", "peligro", "safety", "seguridad"),
        Aside.MERGED: ("merged", "unido", "fusionado"),
        Aside.SPAM: ("spam", "basura"),
    },
    Key.KIND: {
        Kind.COMPLAINT: ("complaint", "reclamacion", "queja"),
        Kind.TECHNICAL: ("technical", "tecnico", "tecnica"),
        Kind.QUESTION: ("question", "consulta", "pregunta"),
    },
    Key.CHANNEL: {
        Channel.PORTAL: ("portal", "portal", "web"),
        Channel.PHONE: ("phone", "telefono"),
        Channel.EMAIL: ("email", "correo", "mail"),
        Channel.SURVEY: ("survey", "encuesta"),
        Channel.CALL: ("call", "llamada"),
    },
    Key.PRIORITY: {
        str(Priority.LOW.value): ("low", "baja"),
        str(Priority.NORMAL.value): ("normal", "normal"),
        str(Priority.HIGH.value): ("high", "alta"),
        str(Priority.URGENT.value): ("urgent", "urgente"),
    },
    Key.HAS: {"files": ("files", "archivos", "file", "attachments", "adjuntos", "fotos", "photos")},
}

# Names that stand for a person or for nobody, where anything else is part of a name.
PRONOUNS: dict[str, tuple[str, ...]] = {ME: ("me", "yo", "mi"), NOBODY: ("nobody", "nadie", "none", "ninguno")}

STATES_OF = {"active": tuple(str(status) for status in ACTIVE)}


def folded(text: str) -> str:
    """Lower case, without accents; spaces and hyphens are one line below, as names of values are written."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join("_" if c in " -" else c for c in plain if not unicodedata.combining(c))


KEYS = {name: key for key, names in KEY_NAMES.items() for name in names}
VALUES = {key: {name: code for code, names in codes.items() for name in names} for key, codes in VALUE_NAMES.items()}
WHO = {name: code for code, names in PRONOUNS.items() for name in names}


def name_of(names: tuple[str, ...], language: str) -> str:
    """How it is called in a language; in English where that one has no names of its own."""
    return names[LANGUAGES.index(language[:2]) if language[:2] in LANGUAGES else 0]
