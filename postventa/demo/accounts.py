"""The demonstration's sign-ins. The only place where they are written."""

from __future__ import annotations

PASSWORD = "postventa-demo"  # noqa: S105 (public on purpose; the demonstration holds invented data only)
AGENT, MANAGER, ADMINISTRATOR = "ana@demo.example", "luis@demo.example", "admin@demo.example"
CUSTOMER = "marta@demo.example"

# (e-mail, name, role, team): the first three are the ones to try.
STAFF = [
    (AGENT, "Ana Robles", "agent", "Atención al cliente"),
    (MANAGER, "Luis Ferrer", "manager", "Atención al cliente"),
    (ADMINISTRATOR, "Carmen Soto", "administrator", ""),
    ("nuria@demo.example", "Nuria Vidal", "agent", "Servicio técnico"),
    ("oscar@demo.example", "Óscar Peña", "agent", "Servicio técnico"),
]
