from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.errors import InputError
from footprint.exchange.gs1 import DigitalLink, check_digit, gtin14, link, parse

SIGNS = st.text("!\"%&'()*+,-./0123456789:;<=>?ABCXYZ_abcxyz", min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("given", "due"),
    [
        # 6×1+2×3+9×1+1×3+0×1+4×3+1×1+5×3+0×1+0×3+2×1+1×3 = 57, up to 60: 3
        ("6291041500213", "06291041500213"),
        ("4006381333931", "04006381333931"),
        ("036000291452", "00036000291452"),  # GTIN-12
        ("96385074", "00000096385074"),  # GTIN-8
        ("6 291041-500213", "06291041500213"),
        ("09506000134352", "09506000134352"),
    ],
)
def test_numbers_become_fourteen_digits(given: str, due: str) -> None:
    assert gtin14(given) == due


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("6291041500214", "check digit would be 3"),
        ("123456789", "8, 12, 13 or 14 digits"),
        ("629104150021X", "8, 12, 13 or 14 digits"),
        ("", "8, 12, 13 or 14 digits"),
        ("٦٢٩١٠٤١٥٠٠٢١٣", "8, 12, 13 or 14 digits"),
    ],
)
def test_what_is_no_product_number_is_refused(given: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        gtin14(given)


@given(st.text("0123456789", min_size=13, max_size=13), st.integers(0, 12), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(body: str, place: int, step: int) -> None:
    whole = body + check_digit(body)
    assert gtin14(whole) == whole
    wrong = whole[:place] + str((int(whole[place]) + step) % 10) + whole[place + 1 :]
    with pytest.raises(InputError, match="check digit"):
        gtin14(wrong)


@given(SIGNS, SIGNS)
def test_an_address_is_read_back(lot: str, serial: str) -> None:
    made = link("6291041500213", lot, serial)
    uri = made.uri("https://id.example.org/shop/")
    assert uri.startswith("https://id.example.org/shop/01/06291041500213/10/")
    assert parse(uri + "?17=261231&linkType=linkset") == made


def test_addresses_by_hand() -> None:
    assert link("6291041500213").uri("https://id.example.org") == "https://id.example.org/01/06291041500213"
    assert link("6291041500213", "A/1", "7").path == "/01/06291041500213/10/A%2F1/21/7"
    assert link("6291041500213", "", "7").path == "/01/06291041500213/21/7"
    assert parse("/01/6291041500213") == DigitalLink("06291041500213")


@pytest.mark.parametrize(
    "address",
    [
        "https://id.example.org/",
        "https://id.example.org/01/",
        "https://id.example.org/01/6291041500214",
        "https://id.example.org/01/6291041500213/21/7/10/L",  # wrong order
        "https://id.example.org/01/6291041500213/10/" + "L" * 21,
        "https://id.example.org/01/6291041500213/10/%E7%94%B5",
        "https://id.example.org/01/6291041500213/99/x",
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(InputError):
        parse(address)


@pytest.mark.parametrize("host", ["id.example.org", "https://id.example.org?x=1", "ftp://x", "https://a b"])
def test_a_host_that_is_none(host: str) -> None:
    with pytest.raises(InputError, match="a web address without query is due"):
        link("6291041500213").uri(host)
