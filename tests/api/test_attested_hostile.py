"""Files made by somebody else: whatever they hold, the answer is a check or one sentence, never a crash."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from api.cases.attested import check_file
from api.cases.attested_claims import Beside
from api.cases.attesting import CREDENTIAL, KIND
from footprint.errors import FootprintError
from footprint.exchange.credential import credential
from footprint.exchange.status_list import bits_of, status_list_credential
from tests.api import attested
from tests.footprint import labels, published

LIST = status_list_credential(bits_of([3]), "revocation", "https://a.example/s/revocation", "x", attested.AT)
DOCUMENTS: dict[str, Any] = {
    KIND: published.document(withheld=("plant",)),
    CREDENTIAL: credential(published.document(), published.HOST, attested.keyring().public),
    "list": LIST,
    "label": published.full(),
    "record": labels.record(),
}
ODD = st.sampled_from([None, True, -1, 1e300, "", "x", "2026-13-45", [], {}, [None], {"id": 1}, ["a"] * 3])


def places(node: Any, where: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [where, *(place for key, value in inner for place in places(value, (*where, key)))]


PLACES = {name: places(document)[1:] for name, document in DOCUMENTS.items()}


def changed(document: Any, where: tuple[Any, ...], value: Any, *, gone: bool) -> Any:
    made = copy.deepcopy(document)
    parent = made
    for step in where[:-1]:
        parent = parent[step]
    if gone:
        del parent[where[-1]]
    else:
        parent[where[-1]] = value
    return made


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(sorted(DOCUMENTS)), ODD, st.booleans())
def test_a_document_with_one_odd_place(data: st.DataObject, name: str, odd: Any, gone: bool) -> None:
    where = data.draw(st.sampled_from(PLACES[name]))
    text = json.dumps(changed(DOCUMENTS[name], where, odd, gone=gone)).encode()
    kind = {"list": CREDENTIAL}.get(name, name)
    files = [text] if name in {"label", "record"} else [text, attested.keyring().sign(text, kind).encode()]
    lists = (attested.status_list("revocation").encode(), attested.keyring().sign(text, CREDENTIAL).encode())
    for file in files:
        for keys in (None, attested.keys()):
            for beside in (Beside(attested.ON, keys), Beside(attested.ON, keys, lists, text, text)):
                with suppress(FootprintError):
                    check_file(file, beside)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    for start in (b"", b"%PDF-1.7\n", b"{", b"eyJhbGciOiJFUzI1NiJ9.", b"a.b."):
        with suppress(FootprintError):
            assert not check_file(start + data, Beside(attested.ON, attested.keys())).sound
