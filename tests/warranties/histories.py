"""Random histories for the properties: any facts at all, and sales that a law reaches so that the dates decide."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from warranties.facts import Facts, Recall, Stay
from warranties.promises import CommercialTerms, Component, PlanTerms
from warranties.states import (
    Buyer,
    Cause,
    Channel,
    Condition,
    Goods,
    Outcome,
    PlanKind,
    Remedy,
    Seller,
    Severity,
    Starts,
)

ENTERED = ["ES", "PT", "FR", "DE", "IT", "UK", "MX", "AR", "CL", "CO", "PE", "US"]
words = st.sampled_from
days = st.dates(date(2013, 6, 1), date(2032, 12, 31))
months = st.integers(-5, 10**6)


def maybe(strategy):
    return st.none() | strategy


stays = st.builds(Stay, days, maybe(days), st.booleans(), words([*Outcome.values, ""]))
recalls = st.builds(
    Recall, days, st.text(max_size=5), st.lists(words([Remedy.REPAIR.value, Remedy.REFUND.value])).map(tuple)
)
facts = st.builds(
    Facts,
    jurisdiction=words([*ENTERED, "BR", "NL", "", "es", "??"]),
    region=words(["", "Scotland", "MD"]),
    contract_date=maybe(days),
    delivery_date=maybe(days),
    installed_by_trader_on=maybe(days),
    condition=words([*Condition.values, ""]),
    goods=words(Goods.values),
    buyer=words([*Buyer.values, ""]),
    seller=words([*Seller.values, ""]),
    channel=words([*Channel.values, ""]),
    used_term_agreed_months=maybe(months),
    announced_months=maybe(months),
    digital_supply_months=maybe(months),
    custody=st.lists(stays, max_size=4).map(tuple),
    replaced_on=maybe(days),
    recalls=st.lists(recalls, max_size=2).map(tuple),
    changed_hands=maybe(st.booleans()),
    cause=words([*Cause.values, "", "defect_fan"]),
    part=words(["", "fan", "compressor"]),
    severity=words([*Severity.values, ""]),
    same_defect_as_repair=maybe(st.booleans()),
    failed_repair_before=maybe(st.booleans()),
    defect_date=maybe(days),
    claim_date=maybe(days),
)
components = st.builds(Component, words(["compressor", "fan", "drum"]), st.integers(0, 200))
guarantees = st.builds(
    CommercialTerms,
    code=st.just("g"),
    name=st.text(max_size=5),
    guarantor=st.text(max_size=5),
    months=st.integers(0, 10**6),
    territory=words([(), ("ES",), ("PT", "FR")]),
    parts=st.booleans(),
    labour=st.booleans(),
    travel=st.booleans(),
    exclusions=st.text(max_size=5),
    terms_url=words(["", "https://tienda.example/garantia"]),
    starts=words(Starts.values),
    registered_on=maybe(days),
    components=st.lists(components, max_size=2).map(tuple),
    advertised_months=maybe(st.integers(0, 200)),
    transferable=st.booleans(),
    full=st.booleans(),
)
promises = st.lists(guarantees, max_size=2)
plans = st.lists(
    st.builds(
        PlanTerms,
        code=st.just("p"),
        name=st.text(max_size=5),
        guarantor=st.text(max_size=5),
        kinds=st.lists(words(PlanKind.values), min_size=1, max_size=3, unique=True).map(tuple),
        months=st.integers(0, 200),
        starts_on=maybe(days),
        territory=words([(), ("ES",)]),
        transferable=st.booleans(),
    ),
    max_size=2,
)
good_stays = st.builds(lambda start, length: Stay(start, start + timedelta(length)), days, st.integers(0, 90))
SOLD_AS = ["new", "new", "used", "refurbished", "digital_content", "digital_element"]


@st.composite
def sales(draw):
    """A sale by a trader to a consumer that some law reaches, with a delivery and stays in order."""
    contract = draw(st.dates(date(2018, 1, 1), date(2026, 12, 31)))
    return replace(
        draw(facts),
        jurisdiction=draw(words(ENTERED)),
        region="",
        contract_date=contract,
        delivery_date=contract + timedelta(draw(st.integers(0, 60))),
        buyer="consumer",
        seller="trader",
        channel="online",
        condition=draw(words(SOLD_AS)),
        custody=tuple(draw(st.lists(good_stays, max_size=3))),
    )
