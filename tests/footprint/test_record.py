"""A record that names something else than its own hash is refused, whatever it names."""

from __future__ import annotations

import json

import pytest

from footprint.errors import RecordError
from footprint.record import FORMAT, read_record


@pytest.mark.parametrize("named", [True, 1, ["x"], {}])
def test_a_run_that_is_no_text_is_another_run(named: object) -> None:
    with pytest.raises(RecordError, match="was changed"):
        read_record(json.dumps({"format": FORMAT, "run_id": named}).encode())
