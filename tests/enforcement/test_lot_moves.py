"""Which step a draw takes from which state, who takes it, and what the log keeps of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement.models import Draw
from enforcement.models.kinds import PartyKind
from enforcement.services import draw_run, draws
from enforcement.services.draws import Listed
from tests import factories
from tests.base import Cast, day
from tests.enforcement import prepared_draws as made

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
GUIDELINE = "国办发〔2015〕58号"


def abandoned(cast: Cast) -> Draw:
    row = made.committed(cast)
    draw_run.abandon(row, by=cast.unithead, reason="名单遗漏一个乡镇")
    return row


def recuse(row: Draw, by: Any) -> object:
    return draws.recuse(
        row,
        by=by,
        listed_officer=row.officers_listed.all()[0],
        listed_object=row.objects_listed.all()[0],
        reason="近亲属经营",
    )


STATES: dict[str, Callable[[Cast], Draw]] = {
    "preparing": made.listed,
    "committed": made.committed,
    "drawn": made.drawn,
    "abandoned": abandoned,
}
LISTS: dict[str, Callable[[Draw, Any], object]] = {
    "objects": lambda row, by: draws.list_objects(
        row, by=by, kind=PartyKind.ORG, rows=[Listed("晚到店")]
    ),
    "officers": lambda row, by: draws.list_officers(
        row, by=by, on=made.COMMITTED, officers=[factories.officer(row.agency)]
    ),
    "leave_out_object": lambda row, by: draws.exclude(
        row.objects_listed.all()[0], by=by, reason="停业"
    ),
    "leave_out_officer": lambda row, by: draws.exclude(
        row.officers_listed.all()[0], by=by, reason="脱产培训"
    ),
    "recuse": recuse,
}
MOVES: dict[str, Callable[[Draw, Any], object]] = {
    "commit": lambda row, by: draw_run.commit(row, by=by, at=made.moment(12)),
    "run": lambda row, by: draw_run.run(row, by=by, on=made.SEED_DAY, value=made.VALUE),
    "abandon": lambda row, by: draw_run.abandon(row, by=by, reason="遗漏"),
}
TARGETS = {
    ("preparing", "commit"): "committed",
    ("preparing", "abandon"): "abandoned",
    ("committed", "run"): "drawn",
    ("committed", "abandon"): "abandoned",
}
SHUT = [(state, step) for state in STATES for step in MOVES if (state, step) not in TARGETS]
SEALED = [(state, step) for state in STATES for step in LISTS if state != "preparing"]


def trace(row: Draw) -> list[Any]:
    """Everything a step could have changed."""
    return [
        AuditEntry.objects.count(),
        Draw.objects.values().get(pk=row.pk),
        list(row.objects_listed.order_by("pk").values()),
        list(row.officers_listed.order_by("pk").values()),
        list(row.recusals.order_by("pk").values()),
        list(row.drawn.order_by("pk").values()),
    ]


def last() -> AuditEntry:
    return AuditEntry.objects.order_by("-id")[0]


# ------------------------------------------------------------------------------ out of order
@pytest.mark.parametrize(("state", "step"), SHUT)
def test_a_move_that_does_not_start_here_is_refused(cast: Cast, state: str, step: str) -> None:
    row = STATES[state](cast)
    before = trace(row)
    with pytest.raises(StaleError, match=f"当前状态为“{row.get_status_display()}”") as refused:
        MOVES[step](row, cast.unithead)
    assert refused.value.article == GUIDELINE
    assert "刷新页面" in refused.value.remedy
    assert trace(row) == before


@pytest.mark.parametrize(("state", "step"), SEALED)
def test_lists_are_changed_while_they_are_prepared_only(cast: Cast, state: str, step: str) -> None:
    row = STATES[state](cast)
    listed = [row.objects_listed.count(), row.officers_listed.count()]
    with pytest.raises(StaleError, match="名单和规则已经承诺，不能再修改") as refused:
        LISTS[step](row, cast.officer1)
    assert refused.value.article == GUIDELINE
    assert "重新准备" in refused.value.remedy
    assert [row.objects_listed.count(), row.officers_listed.count()] == listed
    assert not row.recusals.exists()
    assert not row.objects_listed.exclude(excluded="").exists()


# ------------------------------------------------------------------------------ in order
@pytest.mark.parametrize(("state", "step"), list(TARGETS))
def test_a_move_changes_the_state_and_is_in_the_log(cast: Cast, state: str, step: str) -> None:
    row = STATES[state](cast)
    MOVES[step](row, cast.head)
    entry = last()
    data = json.loads(entry.data)
    assert Draw.objects.get(pk=row.pk).status == row.status == TARGETS[state, step]
    assert (entry.action, entry.actor_id) == (f"draw.{step}", cast.head.pk)
    assert (entry.object_id, entry.agency_id) == (str(row.pk), cast.bureau.pk)
    assert (data["from"], data["to"]) == (state, TARGETS[state, step])
    assert data["article"] == GUIDELINE


@pytest.mark.parametrize(
    ("step", "action"),
    [
        ("objects", "draw.list_objects"),
        ("officers", "draw.list_officers"),
        ("leave_out_object", "draw.exclude"),
        ("leave_out_officer", "draw.exclude"),
        ("recuse", "draw.recuse"),
    ],
)
def test_a_change_of_the_lists_is_in_the_log(cast: Cast, step: str, action: str) -> None:
    row = made.listed(cast)
    LISTS[step](row, cast.officer1)
    entry = last()
    assert (entry.action, entry.actor_id) == (action, cast.officer1.pk)
    assert entry.object_id == str(row.pk)


def test_the_log_names_the_row_that_was_left_out_and_why(cast: Cast) -> None:
    row = made.listed(cast)
    shop = row.objects_listed.all()[2]
    draws.exclude(shop, by=cast.officer1, reason="  已注销 ")
    data = {"row": shop.pk, "kind": "drawobject", "reason": "已注销"}
    assert json.loads(last().data) == data
    shop.refresh_from_db()
    assert shop.excluded == "已注销"


def test_the_commitment_keeps_who_and_when(cast: Cast) -> None:
    row = made.listed(cast)
    draw_run.commit(row, by=cast.head, at=made.moment(12))
    kept = Draw.objects.get(pk=row.pk)
    assert kept.committed_by == cast.head
    assert kept.committed_at == made.moment(12)
    assert json.loads(last().data)["note"] == kept.commitment
    assert (kept.seed_value, kept.checkpoint, kept.drawn_on) == ("", "", None)


def test_the_seed_keeps_who_and_when(cast: Cast) -> None:
    row = made.committed(cast)
    draw_run.run(row, by=cast.head, on=day(4, 14), value=made.VALUE)
    kept = Draw.objects.get(pk=row.pk)
    assert kept.seed_by == cast.head
    assert kept.drawn_on == day(4, 14)
    assert json.loads(last().data)["note"] == made.VALUE
    assert [each.ordinal for each in kept.drawn.order_by("pk")] == [1, 2, 3]


def test_a_draw_given_up_before_the_commitment_is_never_public(cast: Cast) -> None:
    row = made.listed(cast)
    draw_run.abandon(row, by=cast.unithead, reason="  计划调整 ")
    assert Draw.objects.get(pk=row.pk).abandon_reason == "计划调整"
    assert not Draw.objects.public().exists()


@pytest.mark.parametrize("state", ["preparing", "committed"])
@pytest.mark.parametrize("reason", ["", " ", "\n\t"])
def test_giving_up_without_a_reason_changes_nothing(cast: Cast, state: str, reason: str) -> None:
    row = STATES[state](cast)
    before = trace(row)
    with pytest.raises(RuleError, match="终止抽取应当写明理由") as refused:
        draw_run.abandon(row, by=cast.unithead, reason=reason)
    found = (refused.value.article, refused.value.field, refused.value.remedy)
    assert found == (GUIDELINE, "reason", "请填写理由。")
    assert trace(row) == before


# ------------------------------------------------------------------------------ by whom
NOT_LEADING = (
    *("officer1", "officer2", "outsider", "reviewer", "publisher", "listadmin"),
    *("supervisor", "admin"),
)


@pytest.mark.parametrize(("state", "step"), list(TARGETS))
def test_only_a_head_of_the_agency_moves_a_draw(cast: Cast, state: str, step: str) -> None:
    row = STATES[state](cast)
    strangers = [factories.user(role, cast.other_bureau) for role in ("unithead", "head")]
    before = trace(row)
    for person in [*(cast.people[name] for name in NOT_LEADING), *strangers]:
        with pytest.raises(PermissionDenied):
            MOVES[step](row, person)
    assert trace(row) == before


@pytest.mark.parametrize("step", list(LISTS))
def test_lists_are_changed_by_who_prepares_them(cast: Cast, step: str) -> None:
    row = made.listed(cast)
    listed = trace(row)[1:]
    for person in ("unithead", "head", "listadmin", "supervisor", "publisher", "admin"):
        with pytest.raises(PermissionDenied):
            LISTS[step](row, cast.people[person])
    for person in ("officer2", "outsider"):
        with pytest.raises(RuleError, match="只有准备人可以修改名单") as refused:
            LISTS[step](row, cast.people[person])
        assert (refused.value.article, refused.value.remedy) == (GUIDELINE, "请由准备人办理。")
    assert trace(row)[1:] == listed


def test_an_account_that_was_switched_off_moves_nothing(cast: Cast) -> None:
    row = made.committed(cast)
    cast.unithead.is_active = False
    with pytest.raises(PermissionDenied):
        MOVES["run"](row, cast.unithead)


def test_a_draw_is_prepared_by_an_officer_of_the_agency(cast: Cast) -> None:
    plan = made.random_plan(cast)
    for person in ("unithead", "head", "listadmin", "supervisor", "outsider"):
        cast.officer1 = cast.people[person]
        with pytest.raises(PermissionDenied):
            made.begun(cast, plans=[plan])
    assert not Draw.objects.exists()


def test_who_commits_may_enter_the_seed_too(cast: Cast) -> None:
    row = made.drawn(cast)
    assert row.committed_by == row.seed_by == cast.unithead


def test_the_preparer_who_became_head_may_give_the_draw_up_but_not_go_on(cast: Cast) -> None:
    row, promoted = made.committed(cast), made.both(cast)
    with pytest.raises(RuleError, match="请由其他负责人办理"):
        MOVES["run"](row, promoted)
    MOVES["abandon"](row, promoted)
    assert Draw.objects.get(pk=row.pk).status == Draw.Status.ABANDONED


@pytest.mark.parametrize("state", list(STATES))
def test_a_draw_is_seen_in_every_state_by_who_sees_cases_of_the_agency(
    cast: Cast, state: str
) -> None:
    row = STATES[state](cast)
    for person in ("officer2", "reviewer", "unithead", "head", "supervisor"):
        assert Draw.objects.visible_to(cast.people[person]).get() == row
    for person in ("outsider", "listadmin", "admin"):
        assert not Draw.objects.visible_to(cast.people[person]).exists()
