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
    EXTENDED = "extended", _("Service plan")
    REPAIR = "repair_guarantee", _("Guarantee of a paid repair")
    RECALL = "recall", _("Safety recall")
    WITHDRAWAL = "withdrawal", _("Right of withdrawal")


class Basis(models.TextChoices):
    """What inside a regime carries the cover."""

    NONE = "", "—"
    TERM = "term", _("Within the term")
    SAME_DEFECT_YEAR = "same_defect_year", _("Same defect after the repair")
    AFTER_RETURN = "after_return", _("Same defect soon after the repair")


class Burden(models.TextChoices):
    TRADER = "trader", _("The seller must prove otherwise")
    CONSUMER = "consumer", _("The customer must show that the fault was there at delivery")
    UNSTATED = "unstated", _("The law entered here does not say")
    NOT_APPLICABLE = "n/a", _("Does not apply")


class Remedy(models.TextChoices):
    REPAIR = "repair", _("Repair")
    REPLACEMENT = "replacement", _("Replacement")
    CONFORMITY = "bring_into_conformity", _("Bring into conformity")
    PRICE_REDUCTION = "price_reduction", _("Price reduction")
    TERMINATION = "termination", _("Return with refund")
    SHORT_TERM_REJECT = "short_term_reject", _("Return in the first days with full refund")
    FINAL_REJECT = "final_reject", _("Final return with refund")
    IMMEDIATE_REPLACEMENT = "immediate_replacement", _("Immediate replacement")
    REFUND = "refund", _("Refund")
    REPAIR_AGAIN = "repair_again", _("Repair again, free of charge")
    AS_PROMISED = "as_promised", _("What the guarantee promises")
    WITHDRAWAL = "withdrawal", _("Withdrawal with refund")


class Condition(models.TextChoices):
    NEW = "new", _("New")
    USED = "used", _("Used")
    REFURBISHED = "refurbished", _("Refurbished")
    DIGITAL_CONTENT = "digital_content", _("Digital content")
    DIGITAL_ELEMENT = "digital_element", _("Product with a digital service")
    LIVE_ANIMAL = "live_animal", _("Live animal")
    USED_WAIVED = "used_waived_in_writing", _("Used, sold without guarantee in writing")
    SERVICE_REPAIR = "service_repair", _("Paid repair")


class Goods(models.TextChoices):
    """Kinds of goods for which some laws have words of their own."""

    OTHER = "", _("Other goods")
    VEHICLE = "vehicle", _("Motor vehicle")
    INDUSTRIAL = "industrial_vehicle", _("Industrial vehicle")


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
    WEAR = "normal_wear", _("Normal wear")
    TRANSIT = "damaged_in_transit", _("Damaged on the way to the customer")
    NOT_AS_AGREED = "not_as_described", _("Not as described or incomplete")
    UPDATE_NOT_INSTALLED = "update_not_installed", _("Update that the customer did not install")
    ACCEPTED = "deviation_accepted", _("Known and expressly accepted when bought")
    NO_DEFECT = "no_defect", _("No defect: the customer changed their mind")


class Severity(models.TextChoices):
    MINOR = "minor", _("Minor")
    NORMAL = "normal", _("Normal")
    SERIOUS = "serious", _("Serious")


class PlanKind(models.TextChoices):
    """What a service plan is about. The first two answer for faults, the others are entitlements of their own."""

    EXTENSION = "extension", _("Extended guarantee")
    ACCIDENT = "accidental_damage", _("Accidental damage")
    SUPPORT = "free_support", _("Free support")
    MAINTENANCE = "maintenance_discount", _("Discounted maintenance")


class Starts(models.TextChoices):
    DELIVERY = "delivery", _("From the delivery")
    REGISTRATION = "registration", _("From the registration of the product")


class Outcome(models.TextChoices):
    """What was done with a unit while it was in our hands."""

    REPAIRED = "repaired", _("Repaired")
    REPLACED = "replaced", _("Replaced by another one")
    NOT_REPAIRED = "not_repaired", _("Returned without a repair")
    NO_FAULT = "no_fault", _("No fault found")


class RuleKind(models.TextChoices):
    SALE = "sale", _("Guarantee of the sale")
    REPAIR = "repair", _("Guarantee of a paid repair")
    EXTENSION = "extension", _("Extension after a repair")
    RECALL = "recall", _("Safety recall")
    WITHDRAWAL = "withdrawal", _("Right of withdrawal")


class Source(models.TextChoices):
    """How the text of a rule is known."""

    PRIMARY = "primary", _("Read in the text of the law")
    SECONDARY = "secondary", _("Read in another page about the law")
    KNOWLEDGE = "own_knowledge", _("Known without a page")


class Origin(models.TextChoices):
    PACKAGE = "package", _("Comes with Postventa")
    COMPANY = "company", _("Written by this company")


class RuleChange(models.TextChoices):
    """What happened to a rule."""

    LOADED = "loaded", _("Loaded")
    CONFIRMED = "confirmed", _("Confirmed")
    WITHDRAWN = "withdrawn", _("Confirmation withdrawn")
    OVERRIDDEN = "overridden", _("Replaced by the company's own")
    RESTORED = "restored", _("Original put back")


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
    PART = "part"
    REGISTERED = "registered_on"
    CHANGED_HANDS = "changed_hands"
    REPLACED = "replaced_on"
