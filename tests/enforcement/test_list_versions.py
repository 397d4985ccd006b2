"""What the public reads of a list changes by a draft, another's approval and its day, never at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement import lists
from enforcement.models import Item, ListChange, ListVersion
from enforcement.services import items, list_versions
from tests import factories
from tests.base import Cast, day
from tests.enforcement.listed import (
    NOTE,
    SINCE,
    drafted,
    fresh,
    item,
    other_admin,
    published,
    submitted,
)

pytestmark = pytest.mark.django_db
ON, LATER = day(4, 10), day(4, 20)
Status = ListVersion.Status


def numbers(row: Any) -> list[tuple[int, str, str]]:
    kind = lists.list_of(row).kind
    rows = ListVersion.objects.of(kind, row.pk).order_by("number")
    return [(each.number, each.status, each.way) for each in rows]


# ------------------------------------------------------------------------------ the way of a change
def test_a_public_row_stays_as_it_is_while_its_change_waits(cast: Cast) -> None:
    row = item(cast)
    made = submitted(row, cast.listadmin, ON, fee="每件10元")
    assert fresh(row).fee == "不收费"
    assert (made.number, made.status, made.said()["fee"]) == (2, "submitted", "每件10元")
    first = ListVersion.objects.of("item", row.pk).get(number=1)
    assert (first.way, first.valid_from, first.said()["fee"]) == ("recorded", SINCE, "不收费")


def test_what_another_approves_is_on_the_list_the_same_day(cast: Cast) -> None:
    row = item(cast)
    made = published(cast, row, ON, fee="每件10元", basis_text="《食品安全法》第一百二十四条")
    now = fresh(row)
    assert (now.fee, now.published_on) == ("每件10元", SINCE)
    assert [each.citation for each in now.bases.all()] == ["《食品安全法》第一百二十四条"]
    kept = fresh(made)
    assert (kept.status, kept.applied_on, kept.approved_by) == ("published", ON, cast.head)
    assert numbers(row) == [(1, "published", "recorded"), (2, "published", "approved")]
    actions = {"listversion.submit", "listversion.publish", "item.update"}
    assert set(AuditEntry.objects.filter(action__in=actions).values_list("action", flat=True)) == (
        actions
    )


def test_a_later_day_is_waited_for(cast: Cast) -> None:
    row = item(cast)
    made = published(cast, row, ON, valid_from=LATER, fee="每件10元")
    assert list_versions.apply_due(on=LATER - timedelta(1)) == 0
    assert fresh(row).fee == "不收费" and fresh(made).applied_on is None
    assert list_versions.apply_due(on=LATER) == 1
    assert list_versions.apply_due(on=LATER) == 0, "it may run twice"
    assert fresh(row).fee == "每件10元" and fresh(made).applied_on == LATER


def test_a_task_that_runs_late_leaves_the_day_as_it_was_approved(cast: Cast) -> None:
    row = item(cast)
    made = published(cast, row, ON, valid_from=LATER, fee="每件10元")
    list_versions.apply_due(on=LATER + timedelta(3))
    assert (fresh(made).valid_from, fresh(made).applied_on) == (LATER, LATER + timedelta(3))


def test_an_approval_after_the_day_asked_for_holds_from_the_approval(cast: Cast) -> None:
    made = submitted(item(cast), cast.listadmin, ON, fee="每件10元")
    done = list_versions.publish(made, by=cast.head, examined=True, on=LATER)
    assert (done.valid_from, done.published_on) == (LATER, LATER)


def test_only_the_changed_fields_are_written_upon_a_row_that_changed_meanwhile(cast: Cast) -> None:
    row = item(cast)
    made = submitted(row, cast.listadmin, ON, fee="每件10元")
    items.update(row, unit="执法二科")
    list_versions.publish(made, by=cast.head, examined=True, on=ON)
    now = fresh(row)
    assert (now.fee, now.unit) == ("每件10元", "执法二科")
    newest = ListVersion.objects.of("item", row.pk).held()[0]
    assert lists.same(newest.content, lists.content(now)), "the history ends with what is said now"


# ------------------------------------------------------------------------------ becoming public
def test_a_new_row_is_public_from_its_approval_and_not_from_a_day_that_was_typed(
    cast: Cast,
) -> None:
    values = {"agency": cast.bureau, "kind": "permit", "name": "食品经营许可"}
    values |= {
        "effective_from": SINCE,
        "published_on": SINCE,
        "basis_text": "《食品安全法》第三十五条",
    }
    row, draft = list_versions.add("item", items.create, by=cast.listadmin, on=ON, values=values)
    assert draft is not None and fresh(row).published_on is None
    assert not Item.objects.public(ON).exists()
    handed = list_versions.submit(draft, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE)
    list_versions.publish(handed, by=cast.head, examined=True, on=LATER)
    assert fresh(row).published_on == LATER, "a day before the approval would hide the delay"
    assert numbers(row) == [(1, "published", "approved")]


def test_a_row_that_is_not_to_be_public_needs_nobody(cast: Cast) -> None:
    values = {"agency": cast.bureau, "kind": "permit", "name": "甲", "effective_from": SINCE}
    row, draft = list_versions.add("item", items.create, by=cast.listadmin, on=ON, values=values)
    assert draft is None
    assert list_versions.change(row, by=cast.listadmin, on=ON, changes={"name": "乙"}) is None
    assert fresh(row).name == "乙" and numbers(row) == []


def test_a_row_of_an_agency_that_is_not_announced_is_written_at_once(cast: Cast) -> None:
    below = factories.agency("云溪市市监二大队", parent=cast.bureau)
    type(below).objects.filter(pk=below.pk).update(status="pending")
    row = fresh(item(cast, agency=fresh(below)))
    assert list_versions.change(row, by=cast.listadmin, on=ON, changes={"name": "乙"}) is None
    assert fresh(row).name == "乙"


# ------------------------------------------------------------------------------ what may not wait
@pytest.mark.parametrize("changes", [{"effective_to": ON}, {"published_on": None}])
def test_what_takes_a_row_off_its_list_is_done_at_once_and_known(
    cast: Cast, changes: dict[str, Any]
) -> None:
    row = item(cast)
    assert list_versions.change(row, by=cast.listadmin, on=ON, changes=changes) is None
    assert not Item.objects.public(ON).exists()
    assert numbers(row) == [(1, "published", "recorded"), (2, "published", "recorded")]


def test_an_end_ahead_is_a_text_like_another(cast: Cast) -> None:
    row = item(cast)
    assert drafted(row, cast.listadmin, ON, effective_to=LATER).status == "draft"
    assert fresh(row).effective_to is None


def test_what_waits_for_approval_is_not_published_once_its_row_is_off_the_list(cast: Cast) -> None:
    row = item(cast)
    made = submitted(row, cast.listadmin, ON, fee="每件10元")
    list_versions.change(row, by=cast.listadmin, on=ON, changes={"published_on": None})
    with pytest.raises(RuleError, match="已经撤下"):
        list_versions.publish(made, by=cast.head, examined=True, on=ON)
    assert fresh(row).fee == "不收费"


def test_what_was_approved_for_a_later_day_lapses_with_its_row(cast: Cast) -> None:
    row = item(cast)
    made = published(cast, row, ON, valid_from=LATER, fee="每件10元")
    list_versions.change(row, by=cast.listadmin, on=ON, changes={"effective_to": ON})
    assert list_versions.apply_due(on=LATER) == 0
    assert (fresh(made).status, fresh(row).fee) == ("discarded", "不收费")
    assert list_versions.apply_due(on=LATER) == 0


def test_a_command_writes_at_once_and_the_history_is_whole(cast: Cast) -> None:
    row = item(cast)
    items.update(row, fee="每件10元")
    items.update(row, fee="每件10元")
    items.update(row, import_key="x")
    said = [each.said()["fee"] for each in ListVersion.objects.of("item", row.pk)]
    assert said == ["不收费", "每件10元"]


def test_the_end_of_an_item_still_starts_the_clock_of_the_lists(cast: Cast) -> None:
    published(cast, item(cast), ON, effective_to=LATER)
    assert "失效" in ListChange.objects.get().what


# ------------------------------------------------------------------------------ refusals
def test_nobody_approves_what_they_handed_in(cast: Cast) -> None:
    both = factories.user("listadmin", cast.bureau)
    both.roles = ["listadmin", "head"]
    both.save()
    made = submitted(item(cast), both, ON, fee="每件10元")
    with pytest.raises(RuleError, match="不能批准自己"):
        list_versions.publish(made, by=both, examined=True, on=ON)
    with pytest.raises(RuleError, match="不能批准自己"):
        list_versions.give_back(made, by=both, opinion="再改")


def test_a_head_of_elsewhere_does_not_decide_and_one_above_does(cast: Cast) -> None:
    made = submitted(item(cast), cast.listadmin, ON, fee="每件10元")
    stranger = factories.user("head", cast.other_bureau)
    with pytest.raises(RuleError, match="负责人批准"):
        list_versions.publish(made, by=stranger, examined=True, on=ON)
    above = factories.user("head", cast.government)
    assert list_versions.publish(made, by=above, examined=True, on=ON).approved_by == above


@pytest.mark.parametrize("who", ["listadmin", "officer1", "supervisor"])
def test_without_the_right_nothing_is_decided(cast: Cast, who: str) -> None:
    made = submitted(item(cast), cast.listadmin, ON, fee="每件10元")
    with pytest.raises(PermissionDenied):
        list_versions.publish(made, by=cast.people[who], examined=True, on=ON)
    assert fresh(made).status == "submitted"


def test_lists_of_others_are_not_changed(cast: Cast) -> None:
    row = item(cast)
    with pytest.raises(RuleError, match="不由您维护"):
        list_versions.change(row, by=other_admin(cast), on=ON, changes={"fee": "1"})
    with pytest.raises(PermissionDenied):
        list_versions.change(row, by=cast.head, on=ON, changes={"fee": "1"})
    made = drafted(row, cast.listadmin, ON, fee="1")
    with pytest.raises(RuleError, match="不由您维护"):
        list_versions.discard(made, by=other_admin(cast), reason="无")


def test_what_the_list_itself_refuses_becomes_no_draft(cast: Cast) -> None:
    row = item(cast)
    with pytest.raises(RuleError, match="事项名称"):
        list_versions.change(row, by=cast.listadmin, on=ON, changes={"name": ""})
    with pytest.raises(RuleError, match="公布日期不得改写"):
        list_versions.change(row, by=cast.listadmin, on=ON, changes={"published_on": day(1, 1)})
    assert not ListVersion.objects.exists()
    assert not AuditEntry.objects.filter(action="item.update").exists()


def test_one_change_waits_at_a_time_and_a_draft_is_written_further(cast: Cast) -> None:
    row = item(cast)
    made = drafted(row, cast.listadmin, ON, fee="每件10元")
    assert list_versions.begun(row).fee == "每件10元"
    again = drafted(row, cast.listadmin, ON, fee="每件20元")
    assert again.pk == made.pk and again.said()["fee"] == "每件20元"
    list_versions.submit(again, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE)
    with pytest.raises(RuleError, match="待批准"):
        list_versions.change(row, by=cast.listadmin, on=ON, changes={"fee": "每件30元"})


@pytest.mark.parametrize(
    ("values", "field"),
    [({"valid_from": ON - timedelta(1)}, "valid_from"), ({"change_note": "  "}, "change_note")],
)
def test_it_is_not_handed_in_without_a_day_and_a_reason(
    cast: Cast, values: dict[str, Any], field: str
) -> None:
    made = drafted(item(cast), cast.listadmin, ON, fee="每件10元")
    with pytest.raises(RuleError) as caught:
        list_versions.submit(
            made, by=cast.listadmin, on=ON, **{"valid_from": ON, "change_note": NOTE, **values}
        )
    assert caught.value.field == field


def test_a_draft_that_says_what_is_said_already_is_not_handed_in(cast: Cast) -> None:
    row = item(cast)
    made = drafted(row, cast.listadmin, ON, fee="每件10元")
    drafted(row, cast.listadmin, ON, fee="不收费")
    with pytest.raises(RuleError, match="相同"):
        list_versions.submit(made, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE)


def test_sent_back_it_is_written_further_and_given_up_it_is_over(cast: Cast) -> None:
    row = item(cast)
    made = submitted(row, cast.listadmin, ON, fee="每件10元")
    with pytest.raises(RuleError, match="说明理由"):
        list_versions.give_back(made, by=cast.head, opinion=" ")
    back = list_versions.give_back(made, by=cast.head, opinion="写明标准")
    assert (back.status, back.opinion) == ("draft", "写明标准")
    with pytest.raises(RuleError, match="说明理由"):
        list_versions.discard(back, by=cast.listadmin, reason="")
    list_versions.discard(back, by=cast.listadmin, reason="不再调整")
    with pytest.raises(StaleError):
        list_versions.submit(back, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE)
    assert drafted(row, cast.listadmin, ON, fee="每件30元").number == made.number + 1


def test_several_are_approved_in_one_act_or_none_of_them(cast: Cast) -> None:
    rows = [item(cast, name=name) for name in ("甲", "乙", "丙")]
    made = [submitted(row, cast.listadmin, ON, fee="每件10元") for row in rows]
    items.update(rows[2], published_on=None)
    with pytest.raises(RuleError, match="撤下"):
        list_versions.publish_all(made, by=cast.head, examined=True, seen={}, on=ON)
    assert [fresh(row).fee for row in rows] == ["不收费"] * 3
    assert list_versions.publish_all(made[:2], by=cast.head, examined=True, seen={}, on=ON) == 2
    assert [fresh(row).fee for row in rows] == ["每件10元", "每件10元", "不收费"]


# ------------------------------------------------------------------------------ contents
@given(
    fee=st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    ends=st.none() | st.dates(),
    told=st.none() | st.dictionaries(st.sampled_from(["duties", "powers"]), st.text(max_size=5)),
)
def test_a_content_gives_the_values_it_was_made_of(fee: str, ends: Any, told: Any) -> None:
    row = Item(name="甲", kind="penalty", fee=fee, effective_from=SINCE)
    row.effective_to, row.disclosed = ends, told
    said = {key: value for key, value in lists.content(row).items() if key != "agency"}
    found = lists.values(lists.LISTS["item"], said)
    assert found == {key: getattr(row, key) for key in said}


def test_a_row_that_is_to_become_public_is_written_in_its_version_alone(cast: Cast) -> None:
    row = item(cast, published_on=None)
    drafted(row, cast.listadmin, ON, published_on=ON)
    with pytest.raises(RuleError, match="已有编制中"):
        list_versions.change(row, by=cast.listadmin, on=ON, changes={"name": "乙"})
    list_versions.change(row, by=cast.listadmin, on=ON, changes={"import_key": "k"})
    assert (fresh(row).name, fresh(row).import_key) == (row.name, "k")
