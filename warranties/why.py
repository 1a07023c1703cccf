"""The codes of the steps of a decision. `wording.SENTENCES` has the sentence of each.

Decisions are kept with these codes: one that has been used is never renamed nor taken away.
"""

from enum import StrEnum


class Why(StrEnum):
    # Which law, and whether it reaches this sale
    RULE = "rule"
    NO_RULE = "no_rule"
    NO_RULE_FOR_DATE = "no_rule_for_date"
    BUYER_IN_TRADE = "buyer_in_trade"
    SELLER_PRIVATE = "seller_private"
    LIVE_ANIMAL = "live_animal"
    USED_AT_AUCTION = "used_at_auction"
    # Facts that nobody gave
    ASK_JURISDICTION = "ask_jurisdiction"
    ASK_CONTRACT_DATE = "ask_contract_date"
    ASK_DELIVERY_DATE = "ask_delivery_date"
    ASK_CLAIM_DATE = "ask_claim_date"
    ASK_DEFECT_DATE = "ask_defect_date"
    ASK_CONDITION = "ask_condition"
    ASK_BUYER = "ask_buyer"
    ASK_SELLER = "ask_seller"
    ASK_CHANNEL = "ask_channel"
    ASK_CUSTODY = "ask_custody"
    ASK_SAME_DEFECT = "ask_same_defect_as_repair"
    ASK_SUPPLY = "ask_digital_supply_months"
    # Dates that do not fit
    CLAIM_BEFORE_DELIVERY = "claim_before_delivery"
    DEFECT_AFTER_CLAIM = "defect_after_claim"
    DEFECT_BEFORE_DELIVERY = "defect_before_delivery"
    RETURN_BEFORE_HAND_IN = "return_before_hand_in"
    STAYS_OVERLAP = "stays_overlap"
    # How long the seller answers
    TERM = "term"
    TERM_AGREED = "term_agreed"
    TERM_BELOW_FLOOR = "term_below_floor"
    TERM_NOT_REDUCIBLE = "term_not_reducible"
    TERM_SUPPLY = "term_supply"
    PRESUMPTION = "presumption"
    SUSPENDED = "suspended"
    STILL_IN_WORKSHOP = "still_in_workshop"
    INSTALLED_LATER = "installed_later"
    # Where the defect falls
    SHOWN_IN_TERM = "shown_in_term"
    SHOWN_AFTER_TERM = "shown_after_term"
    SHOWN_IN_DOUBT = "shown_in_doubt"
    SAME_DEFECT = "same_defect"
    OTHER_DEFECT = "other_defect"
    REPAIR_AFTER_TERM = "repair_after_term"
    PRESUMED = "presumed"
    NOT_PRESUMED = "not_presumed"
    ACTION_LAPSED = "action_lapsed"
    # Why it broke
    CAUSE_DEFECT = "cause_defect"
    CAUSE_UNKNOWN = "cause_unknown"
    CAUSE_INSTALLED_BY_TRADER = "cause_installed_by_trader"
    CAUSE_FAULTY_INSTRUCTIONS = "cause_faulty_instructions"
    CAUSE_INSTALLED_BY_CONSUMER = "cause_installed_by_consumer"
    CAUSE_ACCIDENT = "cause_accident"
    CAUSE_MISUSE = "cause_misuse"
    # Commercial guarantee
    NO_GUARANTEE = "no_guarantee"
    PROMISED = "promised"
    PROMISES_PARTS = "promises_parts"
    PROMISES_LABOUR = "promises_labour"
    PROMISES_TRAVEL = "promises_travel"
    HAS_EXCLUSIONS = "has_exclusions"
    OUT_OF_TERRITORY = "out_of_territory"
    PROMISE_IN_TERM = "promise_in_term"
    PROMISE_ENDED = "promise_ended"
    PROMISE_EXCLUDES_CAUSE = "promise_excludes_cause"
    PROMISE_READ_TERMS = "promise_read_terms"
    # Right of withdrawal
    WITHDRAWAL_DISTANCE_ONLY = "withdrawal_distance_only"
    WITHDRAWAL_OPEN = "withdrawal_open"
    WITHDRAWAL_BEFORE_DELIVERY = "withdrawal_before_delivery"
    WITHDRAWAL_ENDED = "withdrawal_ended"
    WITHDRAWAL_DIGITAL = "withdrawal_digital"
