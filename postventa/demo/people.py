"""Invented customers: common names put together at random, at addresses that reach nobody."""

from __future__ import annotations

import random
import unicodedata

from customers.models import Customer
from customers.states import CustomerKind
from postventa.demo.accounts import CUSTOMER

_FIRST = """
Lucía Antonio Carmen Javier Isabel Manuel Laura Francisco Pilar David Cristina José Elena Miguel Raquel Pablo Silvia
Jorge Mónica Rubén Beatriz Alberto Patricia Sergio Rosa Andrés Teresa Daniel Sonia Fernando Inés Álvaro Amparo Vicente
Montse Jordi Nerea Iker Uxía Xoán
"""
_LAST = """
García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz Moreno Muñoz
Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez Serrano Blanco Molina Castro Ortega
Delgado Ortiz Marín Rubio Sanz Iglesias Medina Garrido
"""
FIRST, LAST = _FIRST.split(), _LAST.split()
# (city, region, postal code, time zone, how many of forty live there)
PLACES = [
    ("Madrid", "MD", "28015", "Europe/Madrid", 11),
    ("Valencia", "VC", "46005", "Europe/Madrid", 8),
    ("Barcelona", "CT", "08012", "Europe/Madrid", 6),
    ("Zaragoza", "AR", "50004", "Europe/Madrid", 4),
    ("Sevilla", "AN", "41003", "Europe/Madrid", 4),
    ("Bilbao", "PV", "48009", "Europe/Madrid", 2),
    ("A Coruña", "GA", "15003", "Europe/Madrid", 2),
    ("Málaga", "AN", "29007", "Europe/Madrid", 2),
    ("Las Palmas de Gran Canaria", "CN", "35003", "Atlantic/Canary", 1),
]
ENGLISH = [("Helen Carter", "Málaga"), ("Tom Bradley", "Valencia"), ("Grace Owen", "Málaga"), ("Peter Lang", "Madrid")]
COMPANIES = ["Cafetería La Plaza, S. L.", "Gestoría Miralles", "Hostal Puerta del Mar"]
HOW_MANY = 130


def people(rng: random.Random) -> list[Customer]:
    """The customers, Marta first; not saved."""
    found = [_customer(0, "Marta Robledo Gil", "Madrid", email=CUSTOMER)]
    for name, city in ENGLISH:
        found.append(_customer(len(found), name, city, language="en"))
    for name in COMPANIES:
        found.append(_customer(len(found), name, "Valencia", kind=CustomerKind.COMPANY))
    cities = [place[0] for place in PLACES]
    weights = [place[4] for place in PLACES]
    while len(found) < HOW_MANY:
        name = f"{rng.choice(FIRST)} {rng.choice(LAST)} {rng.choice(LAST)}"
        found.append(_customer(len(found), name, rng.choices(cities, weights)[0]))
    for shy in found[20:26]:
        shy.no_surveys = True
    for quiet in found[30:34]:
        quiet.no_calls = True
    found[40].phone = ""
    found[41].email = ""
    return found


def _customer(
    number: int, name: str, city: str, *, email: str = "", language: str = "es", kind: str = CustomerKind.PERSON
) -> Customer:
    place = next(place for place in PLACES if place[0] == city)
    return Customer(
        ref=f"C{10_000 + number}",
        kind=kind,
        name=name,
        email=email or f"{_address(name)}.{number}@demo.example",
        phone=f"+34555{number:06d}",  # no Spanish number begins with 5
        language=language,
        country="ES",
        region=place[1],
        city=city,
        postal_code=place[2],
        timezone=place[3],
    )


def _address(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    words = ["".join(c for c in word if c.isalnum()) for word in plain.split()]
    return ".".join(word for word in words[:2] if word)
