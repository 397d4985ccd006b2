"""A version that cannot be applied holds up no other, and none undoes what another said."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from config.desk import lists as desk
from core.errors import RuleError
from enforcement.models import ListVersion
from enforcement.services import agencies, list_versions
from tests import factories
from tests.base import Cast, client_of, day
from tests.enforcement.listed import NOTE, drafted, fresh, hashes, item, published, submitted

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
    sent = {"versions": [key, str(made.pk)], "opinion": "同意", "examined": "on"}
    sent |= hashes(made)
    answer = cast.client("head").post(reverse("list-version-list"), sent)
    assert answer.status_code == 200
    assert fresh(made).status == "submitted"


# ------------------------------------------------------------------------------ who wrote a text
@pytest.mark.parametrize("first", [True, False])
def test_nobody_approves_what_they_wrote(cast: Cast, first: bool) -> None:
    row, other = item(cast), factories.user("listadmin", cast.bureau)
    both = factories.user(["listadmin", "head"], cast.bureau)
    writers = [both, other] if first else [other, both]
    drafted(row, writers[0], ON, fee="每件10元")
    made = drafted(row, writers[1], ON, fee="每件20元")
    list_versions.submit(made, by=other, on=ON, valid_from=ON, change_note=NOTE)
    with pytest.raises(RuleError, match="编制人不能批准"):
        list_versions.publish(made, by=both, examined=True, on=ON)
    shown = client_of(both).get(reverse("list-version-list")).content.decode()
    assert made.title in shown and 'name="versions"' not in shown
    assert list_versions.publish(made, by=cast.head, examined=True, on=ON).approved_by == cast.head


# ------------------------------------------------------------------------------ two at one form
def test_a_form_opened_before_a_colleague_wrote_is_not_kept(cast: Cast) -> None:
    row, admin = item(cast), cast.client("listadmin")
    path = reverse("item-admin-edit", args=[row.pk])
    sent = {"agency": row.agency_id, "kind": row.kind, "name": row.name}
    sent |= {"effective_from": row.effective_from, "published_on": row.published_on}
    made = drafted(row, factories.user("listadmin", cast.bureau), ON, unit="同事的修改")
    answer = admin.post(path, {**sent, "fee": "1元"})
    assert answer.status_code == 200 and "有了变化" in answer.content.decode()
    seen = admin.get(path).context["seen"]
    drafted(row, cast.listadmin, ON, unit="再改一次")
    assert "有了变化" in admin.post(path, {**sent, "fee": "1元", "seen": seen}).content.decode()
    assert fresh(made).content["unit"] == "再改一次"
    page = admin.get(path)
    seen = page.context["seen"]
    assert f'name="seen" value="{seen}"' in page.content.decode()
    assert admin.post(path, {**sent, "fee": "1元", "seen": seen}).status_code == 302
    assert fresh(made).content["fee"] == "1元"


@pytest.mark.parametrize("name", ["officer", "agency"])
def test_every_form_of_a_list_sends_the_version_it_shows(cast: Cast, name: str) -> None:
    row = cast.officers[0] if name == "officer" else cast.bureau
    drafted(row, cast.listadmin, ON, name="新的名称")
    page = cast.client("listadmin").get(reverse(f"{name}-admin-edit", args=[row.pk]))
    assert f'name="seen" value="{list_versions.state(row)}"' in page.content.decode()


def test_fields_that_a_change_does_not_name_stay_in_the_draft(cast: Cast) -> None:
    row = item(cast)
    drafted(row, cast.listadmin, ON, unit="执法二科")
    made = drafted(row, cast.listadmin, ON, fee="每件10元")
    assert (made.content["unit"], made.content["fee"]) == ("执法二科", "每件10元")


def test_a_row_is_not_given_to_an_agency_that_the_account_does_not_keep(cast: Cast) -> None:
    row = item(cast)
    with pytest.raises(RuleError, match="不由您维护") as refused:
        list_versions.change(row, by=cast.listadmin, on=ON, changes={"agency": cast.other_bureau})
    assert refused.value.field == "agency" and not ListVersion.objects.exists()
    below = agencies.create(name="下属局", parent=cast.bureau, status="confirmed")
    published(cast, row, ON, agency=below)
    assert fresh(row).agency == below
