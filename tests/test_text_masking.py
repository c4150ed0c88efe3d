"""Personal data is found, ordinary numbers stay, and masking is stable, bounded in time and never fails."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocdash.text import mask
from vocdash.text.masking import ALL_KINDS, KINDS, iban_valid, luhn, nhs_valid


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to jo.smith+vip@example.co.uk please", "Write to [email] please"),
        ("Ring me on 07700 900123.", "Ring me on [phone]."),
        ("Ring me on ０７７００ ９００１２３, or on ٠٧٧٠٠ ٩٠٠١٢٣", "Ring me on [phone], or on [phone]"),
        ("card ４１１１ １１１１ １１１１ １１１１, jo＠example.com", "card [card], [email]"),
        ("12 rue des Lilas, 75001 Paris", "12 rue des Lilas, [postcode] Paris"),
        ("Hauptstr. 5\n10115 Berlin, or to 28013 Madrid", "Hauptstr. 5\n[postcode] Berlin, or to [postcode] Madrid"),
        ("see https://x.example/in/eyJhbGci.eyJzdWIi.dozjgN now", "see [link] now"),
        ("it wants eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_1", "it wants [link]"),
        ("https://shop.example/orders/10023345/track", "[link]"),
        ("https://shop.example/order/AB-12345 and www.fly.example/manage?booking=QX7K2P", "[link] and [link]"),
        ("Ring me on +44 (0)20 7946 0958 today", "Ring me on [phone] today"),
        ("(415) 555-0123; 415-555-0123; 1-800-555-0199", "[phone]; [phone]; [phone]"),
        ("+33 6 12 34 56 78, 06 12 34 56 78", "[phone], [phone]"),
        ("call 555-0123", "call [phone]"),
        ("my card 4111 1111 1111 1111 was charged", "my card [card] was charged"),
        ("my card 4111-1111-1111-1111 was charged", "my card [card] was charged"),
        ("pay to GB82 WEST 1234 5698 7654 32, thanks", "pay to [iban], thanks"),
        ("pay to DE89370400440532013000.", "pay to [iban]."),
        ("I live at SW1A 1AA", "I live at [postcode]"),
        ("K1A 0B1 is Ottawa, 1012 JS is Amsterdam, 94105-1234 is not", "[postcode] is Ottawa, [postcode] is Amsterdam, [postcode] is not"),
        ("SSN 123-45-6789", "SSN [national id]"),
        ("NI number AB 12 34 56 C", "NI number [national id]"),
        ("NHS 943 476 5919", "NHS [national id]"),
        ("DNI 12345678Z", "DNI [national id]"),
        ("1 85 05 78 006 084 91", "[national id]"),
        ("from 192.168.1.254 and 2001:db8::1", "from [ip address] and [ip address]"),
        ("see https://x.example/reset?token=abc&u=1 now", "see [link] now"),
        ("x.example/reset?token=abc", "[link]"),
        ("jo (at) example (dot) com, jo [at] example.com or jo at example dot com", "[email], [email] or [email]"),
        ("0033 6 12 34 56 78; 07700 900 123/07700 900 456", "[phone]; [phone]/[phone]"),
        ("9876543210 call me", "[phone] call me"),
        ("i live at sw1a 1aa", "i live at [postcode]"),
        ("my SSN is 123 45 6789, passport number: 12345678", "my SSN is [national id], passport number: [national id]"),
        ("CPF 529.982.247-25, 756.9217.0769.85", "CPF [national id], [national id]"),
        ("GB29-NWBK-6016-1331-9268-19, card 5105.1051.0510.5100", "[iban], card [card]"),
        ("+39 333 123 4567; 333 1234567 è il mio numero", "[phone]; [phone] è il mio numero"),
        (
            "passport C01X00T47, NRIC S1234567D or T0000001E, PAN ABCPE1234F",
            "passport [national id], NRIC [national id] or [national id], PAN [national id]",
        ),
        ("75008 Paris; in 00-950 Warszawa, 114 55 Stockholm", "[postcode] Paris; in [postcode] Warszawa, [postcode] Stockholm"),
        ("D02 X285, CEP 01310-100, 〒100-0001", "[postcode], [postcode], [postcode]"),
        ("〒100-0001 is ours", "[postcode] is ours"),
        ("jo dot doe at example dot com, jo@example dot org, jo (a) example.com", "[email], [email], [email]"),
        ("811228-9874, 070761-4285, 131052-308T", "[national id], [national id], [national id]"),
    ],
)
def test_masks(text: str, expected: str) -> None:
    assert mask(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I waited 40 minutes, twice, between 9 and 17",
        "on 12/05/2024 at 10:30 I paid 1,000,000.00 for 3 items",
        "Order 4455667788 placed 2024-01-15",
        "bag reference 0016 964012 is lost",
        "my card 4111 1111 1111 1112 has a wrong check digit",
        "the tail sign was N366SW",
        "see https://x.example/help",
        "version 3.14159265358979",
        "2012-2013-2014",
        "follow @example on the usual site",
        "it starts at 1030 AM",
        "version 10.2.3.4 of the app",
        "on the m1 2nd junction, at e10 5th floor",
        "131052-308X is wrong by one letter, 991399-1234 is no day",
        "my passport was checked twice in 20 minutes",
        "a lunch at eleven dot on the clock",
        "the shop/cafe and/or toilets were fine",
        "It cost 15000 Yen, 12500 Euros, and we walked to 10000 Steps Cafe",
        "Flown 50000 Miles, in 25000 Customers one is lost, paid, 20000 Points too",
        "From 10000 Feet we saw Rome; in 2019 Paris was full",
        "https://shop.example/orders/help and https://news.example/2024/05/12/a-story",
        "https://shop.example/products/12345678",
        "S1234567A has a wrong check letter, T20 2024 was a cup",
        "rows 100-200, 100 20 Euros, 12-345 of them, rates 0.5-0.75, £12.50/£13.00",
        "tracking 1Z999AA10123456784, ISBN 9783161484100, serial number 4111-2222-3333",
        "1920x1080, 220-240 volts, error 0x80070057, build 10.0.19045, port 8080",
        "scores 8/10, 7/10 and 9/10, rated 4.5 out of 5 by 12000 people",
        "Flight BA2490 at 10:30, seat 12A, 9/10, eyJ is no token",
    ],
)
def test_leaves_ordinary_numbers(text: str) -> None:
    assert mask(text) == text


def test_each_kind_can_be_switched_off() -> None:
    text = "jo@example.com 07700 900123"
    assert mask(text, kinds=("email",)) == "[email] 07700 900123"
    assert mask(text, kinds=()) == text
    assert ALL_KINDS == ("url", "email", "iban", "card", "national_id", "ip", "phone", "postcode")


def test_characters_no_database_stores_are_replaced() -> None:
    assert mask("a\x00b\ud800c") == "a\ufffdb\ufffdc"


def test_check_digits() -> None:
    assert luhn("79927398713")
    assert not luhn("79927398710")
    assert iban_valid("GB82 WEST 1234 5698 7654 32")
    assert not iban_valid("GB83 WEST 1234 5698 7654 32")
    assert nhs_valid("9434765919")
    assert not nhs_valid("9434765918")


@given(st.text(alphabet=st.sampled_from("0123456789 +-()./@aZ:GBw\n\x00é"), max_size=120))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(st.text())
def test_never_fails(text: str) -> None:
    mask(text).encode()


@pytest.mark.parametrize("unit", ["a", "1", "1 ", "@", "a@", "a.", "1-", "+1", "http://", "(", "A1 ", ":", "1.", "GB82 "])
def test_time_is_linear(unit: str) -> None:
    started = time.process_time()
    mask(unit * (400_000 // len(unit)) + "@ 1234567890123")
    # A square of this length would take minutes; the slowest takes about a second.
    assert time.process_time() - started < 30


def test_every_label_is_a_word_in_brackets() -> None:
    assert all(kind.label[0] == "[" and kind.label[-1] == "]" for kind in KINDS)
