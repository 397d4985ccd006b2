"""The desk of a handler says whether a fine waits for its money or the case for its closing."""

import pytest

from config.desk import casework
from enforcement.models import Case
from tests.base import Cast
from tests.enforcement.fined import DUE, FINE, fined, pay

pytestmark = pytest.mark.django_db


def steps(cast: Cast) -> list[str]:
    return [entry.step for entry in casework.my_cases(cast.officer1, DUE).entries]


def test_a_fine_that_is_owed_is_collected_before_the_case_is_closed(cast: Cast) -> None:
    row = fined(cast)
    assert steps(cast) == ["收缴、催告"]
    pay(row, cast.officer1, DUE, FINE - 1)
    assert steps(cast) == ["收缴、催告"]
    pay(row, cast.officer1, DUE, 1)
    assert steps(cast) == ["结案"]
    assert Case.objects.get(pk=row.case_id).status == "decided"


def test_the_surcharge_alone_does_not_hide_the_way_to_close(cast: Cast) -> None:
    row = fined(cast)
    pay(row, cast.officer1, DUE)
    (entry,) = casework.my_cases(cast.officer1, DUE).entries
    assert entry.url.endswith("/close/")
