"""Words of the coverage decision."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What the software may say. It never rejects: «not on these facts» waits for a person or for other facts."""

    COVERED = "covered", _("Covered")
    NOT_COVERED = "not_covered_on_these_facts", _("Not covered on these facts")
    NEEDS_PERSON = "needs_person", _("A person decides")


class Regime(models.TextChoices):
    LEGAL = "legal", _("Legal guarantee")
    COMMERCIAL = "commercial", _("Commercial guarantee")
    WITHDRAWAL = "withdrawal", _("Right of withdrawal")


class Basis(models.TextChoices):
    """What inside a regime carries the cover."""

    NONE = "", "—"
    TERM = "term", _("Within the term")
    SAME_DEFECT_YEAR = "same_defect_year", _("Same defect within a year of the repair")


class Burden(models.TextChoices):
    TRADER = "trader", _("The seller must prove otherwise")
    CONSUMER = "consumer", _("The customer must show that the fault was there at delivery")
    NOT_APPLICABLE = "n/a", _("Does not apply")


class Remedy(models.TextChoices):
    REPAIR = "repair", _("Repair")
    REPLACEMENT = "replacement", _("Replacement")
    CONFORMITY = "bring_into_conformity", _("Bring into conformity")
    PRICE_REDUCTION = "price_reduction", _("Price reduction")
    TERMINATION = "termination", _("Return with refund")
    AS_PROMISED = "as_promised", _("What the guarantee promises")
    WITHDRAWAL = "withdrawal", _("Withdrawal with refund")


class Condition(models.TextChoices):
    NEW = "new", _("New")
    USED = "used", _("Used")
    REFURBISHED = "refurbished", _("Refurbished")
    DIGITAL_CONTENT = "digital_content", _("Digital content")
    DIGITAL_ELEMENT = "digital_element", _("Product with a digital service")
    LIVE_ANIMAL = "live_animal", _("Live animal")


class Buyer(models.TextChoices):
    CONSUMER = "consumer", _("Consumer")
    NONPROFIT = "nonprofit_outside_trade", _("Non-profit body outside its trade")
    BUSINESS = "business", _("Business")
    UNKNOWN = "unknown", _("Unknown")


class Seller(models.TextChoices):
    TRADER = "trader", _("Trader")
    PRIVATE = "private", _("Private person")
    UNKNOWN = "unknown", _("Unknown")


class Channel(models.TextChoices):
    STORE = "store", _("Shop")
    ONLINE = "online", _("Online")
    PHONE = "phone", _("Telephone")
    AUCTION = "administrative_auction", _("Administrative auction")
    UNKNOWN = "unknown", _("Unknown")


class Cause(models.TextChoices):
    UNKNOWN = "unknown", _("Not known yet")
    DEFECT = "defect", _("Defect")
    INSTALLED_BY_TRADER = "bad_installation_by_trader", _("Bad installation by the seller")
    FAULTY_INSTRUCTIONS = "bad_installation_faulty_instructions", _("Faulty installation instructions")
    INSTALLED_BY_CONSUMER = "bad_installation_by_consumer", _("Bad installation by the customer")
    ACCIDENT = "accident_consumer", _("Accident")
    MISUSE = "misuse", _("Misuse")


class Severity(models.TextChoices):
    MINOR = "minor", _("Minor")
    NORMAL = "normal", _("Normal")
    SERIOUS = "serious", _("Serious")


class Ask(StrEnum):
    """Facts whose absence leaves a question open. The value is the name of the fact."""

    JURISDICTION = "jurisdiction"
    CONTRACT_DATE = "contract_date"
    DELIVERY_DATE = "delivery_date"
    CLAIM_DATE = "claim_date"
    DEFECT_DATE = "defect_date"
    CONDITION = "condition"
    BUYER = "buyer"
    SELLER = "seller"
    CHANNEL = "channel"
    CAUSE = "cause"
    CUSTODY = "custody"
    SAME_DEFECT = "same_defect_as_repair"
    SUPPLY = "digital_supply_months"
    USED_TERM = "used_term_agreed_months"
    EARLIER_CLAIM = "earlier_claim"
