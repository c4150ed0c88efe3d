"""Who the customers are and what happened to each of them: the truth behind the answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from maker.comments import UPHOLSTERED
from maker.dice import Dice

FIRST_ENQUIRY = date(2024, 7, 1)
MONTHS_OF_ENQUIRIES = 28
CUSTOMERS = 4300
_SEASON = (1.2, 0.95, 1.0, 1.0, 0.95, 0.9, 0.85, 0.85, 1.05, 1.1, 1.35, 1.1)
_REGIONS = {"north": 0.34, "south": 0.28, "east": 0.24, "islands": 0.14}
_PRICES = {
    "sofa": 1150, "corner sofa": 1750, "armchair": 480, "dining table": 690, "wardrobe": 820, "bed": 740, "bookcase": 290,
    "desk": 340, "sideboard": 520, "set of chairs": 460, "chest of drawers": 330,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as the company knows them, and `leaning`: how kindly they judge in general (standard deviations)."""

    number: str
    customer_type: str
    region: str
    language: str
    leaning: float


@dataclass(frozen=True, slots=True)
class Trip:
    """One way through the journey. `slip` is delivery day minus promised day: positive late, negative too early."""

    customer: Customer
    enquired_on: date
    bought_on: date
    bought_at: str
    item: str
    order_value: int
    promised_on: date
    slip: int
    cover_promised: bool

    @property
    def delivered_on(self) -> date:
        return self.promised_on + timedelta(days=self.slip)

    @property
    def too_early(self) -> bool:
        return self.slip <= -6


def one_customer(number: int, dice: Dice) -> Customer:
    return Customer(
        number=f"Q{20000 + number}",
        customer_type="returning" if dice.chance(0.38) else "new",
        region=dice.weighted(_REGIONS),
        language=dice.weighted({"en": 0.915, "nl": 0.035, "de": 0.03, "fr": 0.02}),
        leaning=dice.normal(0.5),
    )


def one_trip(customer: Customer, new_carrier: date, dice: Dice) -> Trip:
    """What happens to one customer, from the first question to the delivery."""
    enquired = _enquiry_day(dice)
    bought = enquired + timedelta(days=dice.whole(1, 21))
    bought_at = dice.weighted({"shop": 0.43, "website": 0.41, "app": 0.16})
    item = dice.pick(list(_PRICES))
    cover_promised = bought_at == "shop" and customer.language == "en" and item in UPHOLSTERED and dice.chance(0.55)
    promised = bought + timedelta(days=dice.whole(12, 63))
    return Trip(
        customer=customer,
        enquired_on=enquired,
        bought_on=bought,
        bought_at=bought_at,
        item=item,
        order_value=max(60, round(_PRICES[item] * 2.0 ** dice.normal(0.55))),
        promised_on=promised,
        slip=_slip(customer.region, bought, promised, new_carrier, dice),
        cover_promised=cover_promised,
    )


def _enquiry_day(dice: Dice) -> date:
    month = dice.weighted({i: _SEASON[(FIRST_ENQUIRY.month - 1 + i) % 12] * 1.008**i for i in range(MONTHS_OF_ENQUIRIES)})
    index = FIRST_ENQUIRY.month - 1 + month
    return date(FIRST_ENQUIRY.year + index // 12, index % 12 + 1, dice.whole(1, 28))


def _slip(region: str, bought: date, promised: date, new_carrier: date, dice: Dice) -> int:
    far = region == "islands"
    lead = (promised - bought).days
    if promised < new_carrier:
        late = dice.chance(0.22 if far else 0.12)
        return dice.whole(1, 6) if late else -dice.whole(1, 4) if dice.chance(0.03) else 0
    kind = dice.weighted({"late": 0.60 if far else 0.40, "early": 0.24, "kept": 0.16 if far else 0.36})
    if kind == "late":
        return dice.weighted({dice.whole(1, 3): 0.3, dice.whole(4, 10): 0.45, dice.whole(11, 24): 0.25})
    early = dice.whole(24, min(34, lead - 5)) if lead >= 35 else dice.whole(6, max(6, lead - 6))
    possible = promised - timedelta(days=early) >= new_carrier and lead > early + 3
    return -early if kind == "early" and possible else 0
