"""A version that cannot be applied holds up no other, and none undoes what another said."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from config.desk import lists as desk
from enforcement.models import ListVersion
from enforcement.services import agencies, list_versions
from tests.base import Cast, day
from tests.enforcement.listed import fresh, item, published, submitted

pytestmark = pytest.mark.django_db
ON, LATER = day(4, 10), day(4, 20)


# ------------------------------------------------------------------------------ one bad version
@pytest.fixture
def refused(cast: Cast) -> ListVersion:
    """An approved name that, before its day, another agency was given."""
    one = agencies.create(name="云溪一局", parent=cast.bureau, status="confirmed")
    two = agencies.create(name="云溪二局", parent=cast.bureau, status="confirmed")
    made = published(cast, one, ON, valid_from=LATER, name="云溪新局")
    agencies.update(two, name="云溪新局")
    return made


def test_a_version_that_is_refused_holds_up_no_other(cast: Cast, refused: ListVersion) -> None:
    row = item(cast)
    published(cast, row, ON, valid_from=LATER, fee="每件10元")
    assert list_versions.apply_due(on=LATER) == 1
    assert fresh(row).fee == "每件10元"
    assert fresh(refused).applied_on is None, "it stays due"


def test_what_was_refused_is_applied_once_nothing_is_in_its_way(
    cast: Cast, refused: ListVersion
) -> None:
    assert list_versions.apply_due(on=LATER) == 0
    two = type(cast.bureau).objects.get(name="云溪新局")
    agencies.update(two, name="云溪三局")
    assert list_versions.apply_due(on=LATER + timedelta(1)) == 1
    assert list_versions.row_of(refused).name == "云溪新局"


def test_the_desk_tells_of_a_version_that_is_overdue(cast: Cast, refused: ListVersion) -> None:
    admin = cast.listadmin
    admin.agency = refused.agency
    assert desk.rows_to_finish(admin, ON) is None, "before its day there is nothing to do"
    list_versions.apply_due(on=LATER)
    queue = desk.rows_to_finish(admin, LATER)
    assert queue is not None
    (entry,) = queue.entries
    assert entry.mine and "未能适用" in entry.step


# ------------------------------------------------------------------------------ one text of several
def test_a_later_version_leaves_texts_it_did_not_change(cast: Cast) -> None:
    row = item(cast, disclosed={"duties": "甲", "powers": "乙", "level": "县"})
    said = {"duties": "甲二", "powers": "乙"}  # the level is taken out
    published(cast, row, ON, valid_from=LATER, disclosed=said)
    now = {"duties": "甲", "powers": "乙二", "level": "县", "supervision": "丙"}
    published(cast, fresh(row), ON, disclosed=now)
    list_versions.apply_due(on=LATER)
    assert fresh(row).disclosed == {"duties": "甲二", "powers": "乙二", "supervision": "丙"}


@pytest.mark.parametrize(
    ("base", "said"), [(None, {"duties": "甲"}), ({"duties": "甲"}, None), ({"level": "县"}, {})]
)
def test_texts_come_and_go_with_a_version(cast: Cast, base: Any, said: Any) -> None:
    row = item(cast, disclosed=base)
    published(cast, row, ON, disclosed=said)
    assert (fresh(row).disclosed or None) == (said or None)


# ------------------------------------------------------------------------------ keys nobody has
@pytest.mark.parametrize("key", ["9" * 30, "9" * 19, "-" + "9" * 30, "x" * 5000, "\0", "9" * 18])
def test_a_key_no_version_can_have_is_no_choice(cast: Cast, key: str) -> None:
    made = submitted(item(cast), cast.listadmin, ON, fee="每件10元")
    sent = {"versions": [key, str(made.pk)], "opinion": "同意"}
    answer = cast.client("head").post(reverse("list-version-list"), sent)
    assert answer.status_code == 200
    assert fresh(made).status == "submitted"
