"""The words that people write in tables of cases, and what the engine calls each. Pure."""

from __future__ import annotations

import re

from warranties.states import Buyer, Cause, Channel, Goods, PlanKind

VEHICLES = frozenset({"car", "van", "motorbike", "motorcycle", "vehicle", "moped", "motorhome"})
INDUSTRIAL = frozenset({"truck", "lorry", "tractor", "excavator"})
SAME = {
    "channel": {
        "shop": Channel.STORE.value,
        "in_store": Channel.STORE.value,
        "distance": Channel.ONLINE.value,
        "web": Channel.ONLINE.value,
        "telephone": Channel.PHONE.value,
        "mail_order": Channel.PHONE.value,
        "off_premises": Channel.PHONE.value,
        "auction": Channel.AUCTION.value,
    },
    "buyer": {"nonprofit": Buyer.NONPROFIT.value, "company": Buyer.BUSINESS.value, "person": Buyer.CONSUMER.value},
}
SCOTLAND = frozenset({"SC", "SCT"})

# What a cause is called, by what its word contains; the first that fits counts.
CAUSES: tuple[tuple[str, Cause], ...] = (
    (r"no_defect|^none$|withdraw|regret|change_of_mind|changed_mind", Cause.NO_DEFECT),
    (r"instruction", Cause.FAULTY_INSTRUCTIONS),
    (r"install.*(trader|seller)|(trader|seller).*install", Cause.INSTALLED_BY_TRADER),
    (r"install.*(consumer|customer|buyer|third)|(consumer|third).*install", Cause.INSTALLED_BY_CONSUMER),
    (r"update", Cause.UPDATE_NOT_INSTALLED),
    (r"accept", Cause.ACCEPTED),
    (r"transport|transit|shipping", Cause.TRANSIT),
    (r"missing|incomplete|wrong_item|not_as_", Cause.NOT_AS_AGREED),
    (r"misuse|abuse|negligen|improper|maintenance|unauthori[sz]ed|tamper", Cause.MISUSE),
    (r"^wear|_wear|wear_and", Cause.WEAR),
    (r"accident|lightning|surge|liquid|water|flood|drop|fall|impact|crack", Cause.ACCIDENT),
    (r"_consumer$|_customer$", Cause.MISUSE),
    (r"^defect|^fault|faulty|manufactur|hidden|safety|repair", Cause.DEFECT),
)

# Parts that a guarantee is often limited to.
_PARTS = (
    "compressor motor engine structure frame drum battery panel panels screen inverter magnetron pump boiler exchanger "
    "tank chassis gearbox transmission hinge hinges burner cylinder body bodywork corrosion paint display keyboard "
    "turbine core springs heat module modules cells fan board element"
)
PARTS = frozenset(_PARTS.split())
_WHOLE = (
    "parts labour labor full warranty guarantee manufacturing defects defect policy all everything any total product "
    "complete limited voluntary manufacturer manufacturers producer seller announced standard general whole only and "
    "or of the in on for new with without cover coverage spain portugal france germany italy europe eu worldwide"
)
WHOLE = frozenset(_WHOLE.split())

# What a plan answers for, by what its word contains.
PLANS: tuple[tuple[str, tuple[PlanKind, ...]], ...] = (
    (r"maintenance", (PlanKind.MAINTENANCE,)),
    (r"support|assistance", (PlanKind.SUPPORT,)),
    (r"all_risk|full|total|complete", (PlanKind.EXTENSION, PlanKind.ACCIDENT)),
    (r"accident.*(ext|break|defect)|(ext|break|defect).*accident", (PlanKind.EXTENSION, PlanKind.ACCIDENT)),
    (r"accident|screen|drop|liquid|spill|damage", (PlanKind.ACCIDENT,)),
    (r"theft|loss|stolen", ()),
)


def cause_of(word: str) -> tuple[str, str]:
    """The cause and the part that failed: `defect_fan` is a defect of the fan. Empty for a word that is not known."""
    if not word or word in Cause.values:
        return word or Cause.UNKNOWN.value, ""
    named = re.fullmatch(r"defect(?:ive)?[_\- ]+(?:in_|of_)?(.+)", word)
    if named:
        return Cause.DEFECT.value, re.sub(r"[_\-]+", " ", named[1]).strip()
    return next((cause.value for pattern, cause in CAUSES if re.search(pattern, word)), ""), ""


def parts_of(scope: str) -> tuple[str, ...]:
    """The parts that a scope is limited to («compressor only», «frame and motor»); none for the whole product."""
    words = re.findall(r"[^\W\d_]+", scope.lower())
    named = [word for word in words if word in PARTS]
    if "except" in words or "excluding" in words:
        return ()
    if not named and "only" in words:
        named = [word for word in words if word not in WHOLE]
    return tuple(dict.fromkeys(named))


def plan_kinds(word: str) -> tuple[str, ...]:
    """What a plan of that name answers for; an extended guarantee unless the word says otherwise."""
    if word in PlanKind.values:
        return (word,)
    found = next((kinds for pattern, kinds in PLANS if re.search(pattern, word)), (PlanKind.EXTENSION,))
    return tuple(kind.value for kind in found)


def goods_of(product: str) -> str:
    words = set(re.findall(r"[\w-]+", product.lower()))
    if words & INDUSTRIAL:
        return Goods.INDUSTRIAL.value
    return Goods.VEHICLE.value if words & VEHICLES else Goods.OTHER.value
