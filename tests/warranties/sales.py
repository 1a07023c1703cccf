"""Facts of made-up sales, for the tables of this folder."""

from dataclasses import replace
from datetime import date

from warranties.facts import Facts, Stay
from warranties.law import shipped
from warranties.promises import CommercialTerms
from warranties.rules import Rulebook

RULES = Rulebook(shipped())

OVEN = Facts(
    jurisdiction="ES",
    contract_date=date(2023, 3, 2),
    delivery_date=date(2023, 3, 15),
    condition="new",
    buyer="consumer",
    seller="trader",
    channel="store",
    cause="defect",
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def stay(text: str) -> Stay:
    """`hand-in/return`; nothing after the bar while it is still in the workshop."""
    handed_in, _, returned = text.partition("/")
    return Stay(day(handed_in), day(returned) if returned else None)


def sale(*, delivered: str = "", showed: str = "", claimed: str = "", stays: str = "", **facts: object) -> Facts:
    """OVEN with other facts. A sale delivered on a day was made that day; a fault is claimed the day it shows."""
    if delivered:
        facts = {"delivery_date": day(delivered), "contract_date": day(delivered)} | facts
    if showed:
        facts = {"defect_date": day(showed), "claim_date": day(claimed or showed)} | facts
    if claimed:
        facts = {"claim_date": day(claimed)} | facts
    if stays:
        facts["custody"] = tuple(stay(text) for text in stays.split())
    return replace(OVEN, **facts)


def promise(months: int = 24, **terms: object) -> CommercialTerms:
    given: dict = {"code": "g", "name": "Total", "guarantor": "Hogarix"}
    return CommercialTerms(months=months, **(given | terms))
