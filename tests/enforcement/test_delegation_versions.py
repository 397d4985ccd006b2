"""Delegations become public by approval; a change of a public one, and its early end, is a version."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError, StaleError
from enforcement.models import Agency, Delegation, ListVersion
from enforcement.services import (
    announcing,
    assignment,
    citing,
    delegations,
    examination,
    list_versions,
)
from tests import deeds, factories
from tests.base import Cast, day
from tests.deeds import NOTE
from tests.disclosure.factories import statute

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DAY = timedelta(days=1)
FROM, TO = day(1, 5), day(12, 31)
ON, LATER = day(3, 2), day(6, 1)


def draft(cast: Cast, **changes: Any) -> Delegation:
    return deeds.deed(cast, **{"valid_from": FROM, "valid_to": TO, "published_on": None, **changes})


def public(cast: Cast, **changes: Any) -> Delegation:
    return draft(cast, **{"published_on": FROM, **changes})


def handed_in(cast: Cast, row: Delegation, on: Any = ON) -> ListVersion:
    announcing.announce(row, by=cast.listadmin, on=on, valid_from=on, change_note=NOTE)
    return ListVersion.objects.of("delegation", row.pk).get(status="submitted")


def publish(row: ListVersion, cast: Cast, **said: Any) -> ListVersion:
    return list_versions.publish(row, **{"by": cast.head, "on": ON, "examined": True, **said})


def fresh(row: Delegation) -> Delegation:
    return Delegation.objects.get(pk=row.pk)


def both(user: Any) -> Any:
    """The account with the roles of the list administrator and of the head."""
    user.roles = ["listadmin", "head"]
    user.save(update_fields=["roles"])
    return type(user).objects.get(pk=user.pk)


# --- by two people ------------------------------------------------------------------------------


def test_nobody_enters_a_public_one(cast: Cast) -> None:
    given = {"delegator": cast.bureau, "delegate": cast.justice, **deeds.FIELDS}
    with pytest.raises(RuleError, match="报经批准后公布") as refused:
        delegations.create(
            by=cast.listadmin, valid_from=FROM, valid_to=TO, published_on=ON, **given
        )
    assert refused.value.field == "published_on" and not Delegation.objects.exists()


def test_nobody_makes_one_public_alone(cast: Cast) -> None:
    row = draft(cast)
    with pytest.raises(RuleError, match="只能经批准公布"):
        delegations.update(row, by=cast.listadmin, published_on=ON)
    with pytest.raises(RuleError, match="只能经批准公布"):
        delegations.update(row, published_on=ON)
    version = handed_in(cast, row)
    assert fresh(row).published_on is None
    with pytest.raises(RuleError, match="不能批准自己"):
        publish(version, cast, by=both(cast.listadmin))
    assert fresh(row).published_on is None


def test_who_entered_it_does_not_approve_it(cast: Cast) -> None:
    row = draft(cast)
    other = factories.user("listadmin", cast.bureau, username="l2", name="清单二")
    announcing.announce(row, by=other, on=ON, valid_from=ON, change_note=NOTE)
    with pytest.raises(RuleError, match="编制人不能批准"):
        publish(ListVersion.objects.get(), cast, by=both(cast.listadmin))


def test_who_changed_the_draft_does_not_approve_it(cast: Cast) -> None:
    row = draft(cast)
    other = factories.user("listadmin", cast.bureau, username="l2", name="清单二")
    delegations.update(row, by=other, powers="检查")
    version = handed_in(cast, row)
    with pytest.raises(RuleError, match="编制人不能批准"):
        publish(version, cast, by=both(other))


def test_only_the_head_of_the_delegator_or_above_approves(cast: Cast) -> None:
    version = handed_in(cast, draft(cast))
    with pytest.raises(RuleError, match="由该执法主体的负责人批准"):
        publish(version, cast, by=factories.user("head", cast.other_bureau))
    with pytest.raises(PermissionDenied):
        publish(version, cast, by=cast.officer1)
    publish(version, cast, by=factories.user("head", cast.government))
    assert Delegation.objects.get().published_on == ON


def test_the_head_approves_what_the_page_showed(cast: Cast) -> None:
    version = handed_in(cast, draft(cast))
    with pytest.raises(RuleError, match="保密审查"):
        publish(version, cast, examined=False)
    with pytest.raises(StaleError):
        publish(version, cast, seen="0" * 64)
    made = publish(version, cast, seen=examination.digest(version))
    assert made.cleared_sha256 == examination.digest(made)
    assert Delegation.objects.get().published_on == ON


def test_the_digest_is_another_for_another_text_of_the_deed(cast: Cast) -> None:
    version = handed_in(cast, draft(cast, text="委托书\n第一条"))
    before = examination.digest(version)
    version.content["text"] = "委托书\n第二条"
    assert examination.digest(version) != before


def test_the_approver_reads_the_whole_deed(cast: Cast) -> None:
    version = handed_in(cast, draft(cast, text="委托书全文第一条", staff="试员甲"))
    address = reverse("list-version-detail", args=[version.pk])
    shown = cast.client("head").get(address).content.decode()
    for words in (
        "食品摊贩的日常检查",
        "检查、责令改正",
        "委托书全文第一条",
        "试员甲",
        "2026-12-31",
    ):
        assert words in shown
    assert cast.other_bureau.name in shown


def test_personal_data_in_a_deed_bars_it(cast: Cast) -> None:
    row = draft(cast, staff="甲某，手机13912345678")
    with pytest.raises(RuleError, match="个人信息"):
        handed_in(cast, row)


def test_it_becomes_public_on_its_day_and_not_before(cast: Cast) -> None:
    row = draft(cast)
    announcing.announce(row, by=cast.listadmin, on=ON, valid_from=LATER, change_note=NOTE)
    publish(ListVersion.objects.get(), cast)
    assert fresh(row).published_on is None
    assert list_versions.apply_due(on=LATER - DAY) == 0
    assert list_versions.apply_due(on=LATER) == 1
    assert fresh(row).published_on == LATER
    assert list(Delegation.objects.public(LATER)) == [row]
    assert not Delegation.objects.public(LATER - DAY)


def test_one_announced_already_is_not_announced_again(cast: Cast) -> None:
    with pytest.raises(StaleError):
        handed_in(cast, public(cast))


def test_the_delegate_keeps_nothing_of_it(cast: Cast) -> None:
    row, taker = draft(cast), factories.user(["listadmin", "head"], cast.other_bureau)
    for act in (
        lambda: announcing.announce(row, by=taker, on=ON, valid_from=ON, change_note=NOTE),
        lambda: list_versions.change(row, by=taker, on=ON, changes={"powers": "全部"}),
        lambda: delegations.update(row, by=taker, powers="全部"),
        lambda: announcing.end_deed(row, by=taker, on=ON, reason="收回", asked_on=ON),
    ):
        with pytest.raises(RuleError, match="不由您维护"):
            act()
    assert not ListVersion.objects.exists()


def test_no_deed_is_handed_to_another_delegator(cast: Cast) -> None:
    with pytest.raises(RuleError, match="不由您维护"):
        list_versions.change(
            draft(cast), by=cast.listadmin, on=ON, changes={"delegator": cast.justice}
        )


# --- what gives power ---------------------------------------------------------------------------


def test_what_nobody_published_gives_no_power(cast: Cast) -> None:
    """行政处罚法 20: both sides publish the deed; PL-17/19/20 of the domain is a block."""
    row, officer = draft(cast), cast.outsider.officer
    case = factories.case(cast.bureau, on=ON)
    assert not assignment._delegated(case, officer, ON)
    version = handed_in(cast, row)
    assert not assignment._delegated(case, officer, ON)
    publish(version, cast)
    days = [
        day for day in (ON - DAY, ON, TO, TO + DAY) if assignment._delegated(case, officer, day)
    ]
    assert days == [ON, TO]


def test_a_team_of_an_unpublished_delegate_is_refused(cast: Cast) -> None:
    delegate = factories.agency("云溪市执法大队", parent=cast.bureau, kind="delegated")
    row = draft(cast, delegate=delegate)
    team = [factories.officer(delegate), factories.officer(delegate)]
    case = factories.case(cast.bureau)
    with pytest.raises(RuleError, match="未受本机关委托"):
        assignment.assert_team(case, team, ON)
    publish(handed_in(cast, row), cast)
    assignment.assert_team(case, team, ON)


def test_an_end_that_waits_takes_nothing_yet(cast: Cast) -> None:
    row, case = public(cast), factories.case(cast.bureau, on=ON)
    announcing.end_deed(row, by=cast.listadmin, on=LATER, reason="收回", asked_on=ON)
    assert assignment._delegated(case, cast.outsider.officer, LATER)
    deeds.approved(row, cast.head, ON)
    assert assignment._delegated(case, cast.outsider.officer, LATER - DAY)
    assert not assignment._delegated(case, cast.outsider.officer, LATER)


# --- changes of a public one --------------------------------------------------------------------


def test_a_change_waits_and_holds_from_its_day(cast: Cast) -> None:
    row = public(cast)
    version = list_versions.change(row, by=cast.listadmin, on=ON, changes={"powers": "检查"})
    assert version is not None and version.base["powers"] == "检查、责令改正"
    list_versions.submit(version, by=cast.listadmin, on=ON, valid_from=LATER, change_note=NOTE)
    publish(version, cast)
    assert fresh(row).powers == "检查、责令改正"
    list_versions.apply_due(on=LATER)
    assert (fresh(row).powers, fresh(row).published_on) == ("检查", FROM)


@pytest.mark.parametrize("key", ["delegator", "delegate", "number", "valid_from"])
def test_a_public_deed_stays_the_same_deed(cast: Cast, key: str) -> None:
    by = both(cast.listadmin)
    below = factories.agency("示范分局", parent=cast.bureau)
    said = {
        "delegator": below,
        "delegate": cast.justice,
        "number": "别号",
        "valid_from": FROM + DAY,
    }
    row = public(cast)
    with pytest.raises(RuleError, match="不能改换") as refused:
        list_versions.change(row, by=by, on=ON, changes={key: said[key]})
    assert refused.value.field == key
    unpublished = draft(cast, number="草案")
    list_versions.change(unpublished, by=by, on=ON, changes={key: said[key]})
    assert getattr(fresh(unpublished), key) == said[key]


def test_a_public_period_is_prolonged_but_not_cut(cast: Cast) -> None:
    row = public(cast)
    with pytest.raises(RuleError, match="不能改短") as refused:
        list_versions.change(row, by=cast.listadmin, on=ON, changes={"valid_to": TO - DAY})
    assert refused.value.field == "valid_to"
    assert deeds.changed(cast, row, ON, valid_to=TO + DAY).valid_to == TO + DAY


@pytest.mark.parametrize(("late", "refused"), [(0, False), (1, True)])
def test_a_deed_that_is_over_is_not_revived(cast: Cast, late: int, refused: bool) -> None:
    row, last = public(cast, valid_to=ON), ON + late * DAY
    if refused:
        with pytest.raises(RuleError, match="已经届满"):
            deeds.changed(cast, row, last, valid_to=TO)
        return
    assert deeds.changed(cast, row, last, valid_to=TO).valid_to == TO


def test_it_is_not_revived_by_a_late_approval_either(cast: Cast) -> None:
    row = public(cast, valid_to=ON)
    version = list_versions.change(row, by=cast.listadmin, on=ON, changes={"valid_to": TO})
    assert version is not None
    list_versions.submit(version, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE)
    with pytest.raises(RuleError, match="已经届满"):
        publish(version, cast, on=ON + DAY)
    assert fresh(row).valid_to == ON


@pytest.mark.parametrize("changes", [{"matters": "查封场所"}, {"powers": "实施行政强制措施"}])
def test_no_change_delegates_coercion(cast: Cast, changes: dict[str, str]) -> None:
    row = public(cast)
    with pytest.raises(RuleError, match="不得委托") as refused:
        list_versions.change(row, by=cast.listadmin, on=ON, changes=changes)
    assert refused.value.article == "行政强制法第十七条"


def test_a_field_that_is_none_is_a_mistake_of_the_caller(cast: Cast) -> None:
    with pytest.raises(TypeError):
        delegations.update(draft(cast), by=cast.listadmin, pk=1)


def test_its_day_is_not_rewritten(cast: Cast) -> None:
    with pytest.raises(RuleError, match="公布日期不得改写"):
        list_versions.change(
            public(cast), by=cast.listadmin, on=ON, changes={"published_on": LATER}
        )


def test_what_was_taken_off_comes_back_only_by_approval(cast: Cast) -> None:
    row = public(cast)
    list_versions.change(row, by=cast.listadmin, on=ON, changes={"published_on": None})
    assert fresh(row).published_on is None and not Delegation.objects.public(ON)
    with pytest.raises(RuleError, match="只能经批准公布"):
        delegations.update(row, by=cast.listadmin, published_on=FROM)
    publish(handed_in(cast, row, LATER), cast, on=LATER)
    assert fresh(row).published_on == LATER


# --- the early end ------------------------------------------------------------------------------


@pytest.mark.parametrize("on", [FROM, ON, LATER, TO])
def test_the_end_of_a_public_one_waits_whatever_its_day(cast: Cast, on: Any) -> None:
    row = public(cast)
    version = announcing.end_deed(row, by=cast.listadmin, on=on, reason=" 收回。 ", asked_on=ON)
    assert version is not None and fresh(row).ended_on is None
    ended = deeds.approved(row, cast.head, ON)
    assert (ended.ended_on, ended.end_reason) == (on, "收回。")
    assert list(Delegation.objects.public(ON)) == [row], "it stays on the register"


def test_the_end_of_a_draft_holds_at_once(cast: Cast) -> None:
    row = draft(cast)
    made = announcing.end_deed(row, by=cast.listadmin, on=ON, reason="不办了", asked_on=ON)
    assert made is None and fresh(row).ended_on == ON and not ListVersion.objects.exists()


def test_a_draft_that_waits_is_not_ended(cast: Cast) -> None:
    row = draft(cast)
    handed_in(cast, row)
    with pytest.raises(RuleError, match="待批准的版本"):
        announcing.end_deed(row, by=cast.listadmin, on=ON, reason="不办了", asked_on=ON)
    assert deeds.approved(row, cast.head, ON).ended_on is None


def test_an_end_stays_and_nothing_prolongs_what_ended(cast: Cast) -> None:
    row = deeds.ended(cast, public(cast), ON, "收回。")
    for changes in ({"ended_on": None}, {"ended_on": LATER}, {"valid_to": TO + DAY}):
        with pytest.raises(RuleError, match="已经提前终止"):
            list_versions.change(row, by=cast.listadmin, on=ON, changes=changes)
    assert fresh(row).ended_on == ON


def test_an_end_is_refused_while_a_version_waits(cast: Cast) -> None:
    row = public(cast)
    version = list_versions.change(row, by=cast.listadmin, on=ON, changes={"powers": "检查"})
    assert version is not None
    list_versions.submit(version, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE)
    with pytest.raises(RuleError, match="已有待批准的版本"):
        announcing.end_deed(row, by=cast.listadmin, on=ON, reason="收回。", asked_on=ON)


# --- what was there before, and what cites a law ------------------------------------------------


def test_what_was_public_before_there_were_versions_stays_so(cast: Cast) -> None:
    """0091: a deed without a day was public from its first day; what was to come is a draft."""
    module = import_module("enforcement.migrations.0091_delegations_so_far")
    today = timezone.localdate()
    begun = draft(cast, number="已经开始")
    to_come = draft(cast, number="尚未开始", valid_from=today + DAY, valid_to=today + 9 * DAY)
    assert begun.valid_from <= today
    # The gates of the next migration are there by now: of agencies to be announced they ask nothing.
    Agency.objects.filter(pk=cast.bureau.pk).update(status="pending")
    later = draft(cast, number="以后公布")
    Delegation.objects.filter(pk=later.pk).update(published_on=today + DAY)
    module.keep(apps, None)
    assert [fresh(row).published_on for row in (begun, to_come, later)] == [FROM, None, None]


def test_a_change_of_its_law_finds_it_once_it_is_public(cast: Cast) -> None:
    row = draft(cast, basis="食品安全法第四条", valid_to=TO)
    law = statute("食品安全法", (FROM, None, {4: "示范。"}))
    assert row not in citing.rows(law, ON)
    publish(handed_in(cast, row), cast)
    assert row in citing.rows(law, ON)
