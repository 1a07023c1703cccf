"""The demonstration's sign-ins. The only place where they are written."""

from __future__ import annotations

PASSWORD = "postventa-demo"  # noqa: S105 (public on purpose; the demonstration holds invented data only)
CUSTOMER = "marta@demo.example"

# (e-mail, name, role, team)
TO_TRY = [
    ("ana@demo.example", "Ana Robles", "agent", "Atención al cliente"),
    ("luis@demo.example", "Luis Ferrer", "manager", "Atención al cliente"),
    ("admin@demo.example", "Carmen Soto", "administrator", ""),
]
STAFF = [
    *TO_TRY,
    ("nuria@demo.example", "Nuria Vidal", "agent", "Servicio técnico"),
    ("oscar@demo.example", "Óscar Peña", "agent", "Servicio técnico"),
]
