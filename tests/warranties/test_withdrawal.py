"""The right to send it back without a cause: for which sales, and until which day."""

from dataclasses import replace

import pytest

from tests.warranties.made_up import (
    bought,
    rule,
    shape,
    told,
)
from warranties.coverage import decide
from warranties.rules import (
    RecallTerms,
    Rulebook,
    WithdrawalTerms,
)
from warranties.states import Regime

RIGHT = rule(WithdrawalTerms(14), "withdrawal")
BOOK = Rulebook([RIGHT])

# name: (what is decided, the line, its steps)
CASES = {
    "last day": (
        (bought(channel="online", claimed="2024-01-24"), BOOK),
        "covered XX-withdrawal term from=2024-01-10 until=2024-01-24 1:withdrawal",
        "withdrawal_open @term start=2024-01-10 until=2024-01-24",
    ),
    "day after": (
        (bought(channel="online", claimed="2024-01-25"), BOOK),
        "not covered XX-withdrawal from=2024-01-10 until=2024-01-24",
        "withdrawal_ended @term until=2024-01-24",
    ),
    "by telephone": (
        (bought(channel="phone", claimed="2024-01-20"), BOOK),
        "covered XX-withdrawal term from=2024-01-10 until=2024-01-24 1:withdrawal",
        "withdrawal_open @term start=2024-01-10 until=2024-01-24",
    ),
    "on the day it came": (
        (bought(channel="online", claimed="2024-01-10"), BOOK),
        "covered XX-withdrawal term from=2024-01-10 until=2024-01-24 1:withdrawal",
        "withdrawal_open @term start=2024-01-10 until=2024-01-24",
    ),
    "before it came": (
        (bought(channel="online", claimed="2024-01-09"), BOOK),
        "covered XX-withdrawal term from=2024-01-10 until=2024-01-24 1:withdrawal",
        "withdrawal_before_delivery @term until=2024-01-24",
    ),
    "digital content": (
        (bought(channel="online", claimed="2024-01-20", condition="digital_content"), BOOK),
        "a person XX-withdrawal from=2024-01-10 until=2024-01-24",
        "withdrawal_digital @digital",
    ),
    "digital content, too late": (
        (bought(channel="online", claimed="2024-01-25", condition="digital_content"), BOOK),
        "not covered XX-withdrawal from=2024-01-10 until=2024-01-24",
        "withdrawal_ended @term until=2024-01-24",
    ),
    "by a charity": (
        (bought(channel="online", claimed="2024-01-20", buyer="nonprofit_outside_trade"), BOOK),
        "covered XX-withdrawal term from=2024-01-10 until=2024-01-24 1:withdrawal",
        "withdrawal_open @term start=2024-01-10 until=2024-01-24",
    ),
    "by a business": (
        (bought(channel="online", claimed="2024-01-20", buyer="business"), BOOK),
        "not covered out of scope XX-withdrawal",
        "buyer_in_trade @consumer",
    ),
    "from a neighbour": (
        (bought(channel="online", claimed="2024-01-20", seller="private"), BOOK),
        "not covered out of scope XX-withdrawal",
        "seller_private @trader",
    ),
    "in a shop": (
        (bought(claimed="2024-01-20"), BOOK),
        "not covered out of scope XX-withdrawal",
        "withdrawal_distance_only @term",
    ),
    "at an auction": (
        (bought(channel="administrative_auction", claimed="2024-01-20"), BOOK),
        "not covered out of scope XX-withdrawal",
        "withdrawal_distance_only @term",
    ),
    "nothing known": (
        (bought(channel="", buyer="", seller="", delivery_date=None), BOOK),
        "a person XX-withdrawal asks=channel+buyer+seller+delivery_date+claim_date",
        (
            "ask_channel @term | ask_buyer @consumer | ask_seller @trader | ask_delivery_date @term | "
            "ask_claim_date @term"
        ),
    ),
    "channel unknown": (
        (bought(channel="", claimed="2024-01-20"), BOOK),
        "a person XX-withdrawal from=2024-01-10 until=2024-01-24 asks=channel",
        "ask_channel @term",
    ),
    "channel unknown, last day": (
        (bought(channel="", claimed="2024-01-24"), BOOK),
        "a person XX-withdrawal from=2024-01-10 until=2024-01-24 asks=channel",
        "ask_channel @term",
    ),
    "channel, buyer and seller unknown, too late": (
        (bought(channel="", buyer="", seller="", claimed="2024-01-25"), BOOK),
        "not covered XX-withdrawal from=2024-01-10 until=2024-01-24",
        "withdrawal_ended @term until=2024-01-24",
    ),
    "by a business, too late": (
        (bought(channel="online", buyer="business", claimed="2024-01-25"), BOOK),
        "not covered out of scope XX-withdrawal",
        "buyer_in_trade @consumer",
    ),
    "no day of the claim": (
        (bought(channel="online"), BOOK),
        "a person XX-withdrawal from=2024-01-10 until=2024-01-24 asks=claim_date",
        "ask_claim_date @term",
    ),
    "delivery unknown": (
        (bought(channel="online", claimed="2024-01-20", delivery_date=None), BOOK),
        "a person XX-withdrawal asks=delivery_date",
        "ask_delivery_date @term",
    ),
    "another country": (
        (bought(channel="online", jurisdiction="YY"), BOOK),
        "a person",
        "no_withdrawal_rule @Rome I, Reg. (EC) 593/2008, art. 6 country=YY",
    ),
    "in a shop of another country": (
        (bought(jurisdiction="YY"), BOOK),
        "a person",
        "no_withdrawal_rule @Rome I, Reg. (EC) 593/2008, art. 6 country=YY",
    ),
    "in a shop of the Union whose law nobody entered": (
        (bought(jurisdiction="NL"), BOOK),
        "not covered out of scope",
        "withdrawal_distance_only @Dir. 2011/83/EU, art. 9",
    ),
    "online in the Union, law not entered": (
        (bought(channel="online", jurisdiction="NL"), BOOK),
        "a person",
        "no_withdrawal_rule @Rome I, Reg. (EC) 593/2008, art. 6 country=NL",
    ),
    "nobody confirmed the law": (
        (bought(channel="online"), Rulebook([replace(RIGHT, confirmed=False)])),
        "a person",
        "rule_unconfirmed @law country=XX rule=XX-withdrawal",
    ),
    "the law of the region": (
        (bought(channel="online", claimed="2024-01-20", region="North"), Rulebook([replace(RIGHT, region="North")])),
        "covered XX-withdrawal term from=2024-01-10 until=2024-01-24 1:withdrawal",
        "withdrawal_open @term start=2024-01-10 until=2024-01-24",
    ),
    "a law with the terms of another": (
        (bought(channel="online"), Rulebook([rule(RecallTerms(), "withdrawal")])),
        "a person",
        "no_rule_for_date @Rome I, Reg. (EC) 593/2008, art. 6 country=XX on=2024-01-10",
    ),
}


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_withdrawal_gives(facts, line, steps):
    assert shape(decide(*facts).line(Regime.WITHDRAWAL)) == line


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_withdrawal_tells(facts, line, steps):
    assert told(decide(*facts).line(Regime.WITHDRAWAL).reasons) == steps
