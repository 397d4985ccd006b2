"""A random draw from the commitment to its pairs."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.models import AuditCheckpoint
from core.permissions import demand_in
from enforcement import draws, flows
from enforcement.models import (
    Draw,
    DrawnObject,
    DrawnOfficer,
    User,
)
from enforcement.services.draw_files import committed
from enforcement.services.draw_files import lists_of as lists_of
from enforcement.services.draws import (
    ARTICLE,
    RECUSAL,
    assert_ahead,
    assert_announced,
    assert_certified,
)

APPROVE = "enforcement.approve_filing"


class Announced(Protocol):
    """Lists that were committed to before a public random value: of a random check, or any other."""

    @property
    def committed_at(self) -> datetime | None: ...
    @property
    def seed_day(self) -> date: ...
    @property
    def seed_mask(self) -> str: ...
    @property
    def source_name(self) -> str: ...


@transaction.atomic
def commit(draw: Draw, *, by: User, at: datetime) -> Draw:
    """Commit to the lists and the rule; the commitment is public from `at`, an aware time, on.

    RuleError when the account prepared the lists, the seed would be known already, an officer's
    certificate ends before the draw, or the lists are too short for the rule.
    """
    demand_in(by, APPROVE, draw.agency_id)
    row = flows.DRAW.lock(draw, "commit")
    on = timezone.localtime(at).date()
    _assert_other_hands(row, by)
    assert_ahead(row.seed_day, on)
    for plan in row.plans.select_related("check_item"):
        assert_announced(plan, on)
    for each in row.officers_listed.filter(excluded="").select_related("officer"):
        assert_certified(row, each.officer, on)
    lists = lists_of(row)
    _assert_enough(lists)
    commitment = draws.commitment_of(lists)
    changes = {
        "lists": draws.canonical(lists).decode(),
        "commitment": commitment,
        "committed_at": at,
        "committed_by": by,
    }
    return flows.DRAW.move(draw, "commit", by=by, changes=changes, note=commitment)


def _assert_other_hands(draw: Draw, by: User) -> None:
    if draw.prepared_by_id != by.pk:
        return
    raise RuleError(
        _("准备名单的人不得承诺名单，也不得录入随机数。"),
        article=ARTICLE,
        remedy=_("请由其他负责人办理。"),
    )


def _assert_enough(lists: dict[str, Any]) -> None:
    """Each class has as many objects as are to be drawn, and each object enough officers."""
    fault = draws.flaw(lists)
    if fault:
        raise RuleError(
            _("名单中有重复的行：%(fault)s。") % {"fault": fault}, remedy=_("请核对名单。")
        )
    groups = [row["class"] for row in lists["objects"]]
    for name, count in lists["rule"]["take"].items():
        if groups.count(name) < count:
            raise RuleError(
                _("分类“%(name)s”只有%(have)s户，少于要抽取的%(count)s户。")
                % {"name": name or _("不分类"), "have": groups.count(name), "count": count},
                article=ARTICLE,
                remedy=_("请补充对象名单，或者减少抽取户数后重新准备。"),
            )
    _assert_teams(lists)


def _assert_teams(lists: dict[str, Any]) -> None:
    staff, each = len(lists["officers"]), lists["rule"]["officers_each"]
    listed = {row["id"] for row in lists["officers"]}
    apart = [thing for who, thing in lists["recusals"] if who in listed]
    for row in lists["objects"]:
        if staff - apart.count(row["id"]) < each:
            raise RuleError(
                _("“%(name)s”可以指派的执法人员不足%(each)s名。")
                % {"name": row["name"] or row["id"], "each": each},
                article=RECUSAL,
                remedy=_("请补充执法人员名单。"),
            )


@transaction.atomic
def run(draw: Draw, *, by: User, on: date, value: str) -> Draw:
    """Enter the random value of the named source and draw.

    RuleError when the account prepared the lists, these are not what was committed to, the day of
    the value has not come, it is not written as the mask says, or no signed checkpoint lies between
    the commitment and that day.
    """
    demand_in(by, APPROVE, draw.agency_id)
    row = flows.DRAW.lock(draw, "run")
    _assert_other_hands(row, by)
    assert_value(row, value, on)
    note = checkpoint_of(row)
    lists = _as_committed(row)
    pairs = draws.draw(lists, draws.seed_of(row.commitment, note, value))
    _keep(row, pairs)
    changes = {"seed_value": value, "seed_by": by, "checkpoint": note, "drawn_on": on}
    return flows.DRAW.move(draw, "run", by=by, changes=changes, note=value)


def _as_committed(draw: Draw) -> dict[str, Any]:
    """The lists, when they still are what was committed to: the public value binds the draw too."""
    lists = committed(draw)
    if isinstance(lists, dict) and draws.commitment_of(lists) == draw.commitment:
        return lists
    raise RuleError(
        _("名单与已经公布的承诺值不一致，承诺之后可能被改动，不能抽取。"),
        article=ARTICLE,
        remedy=_("请终止本次抽取并说明理由，核实审计日志后重新准备名单。"),
    )


def assert_value(draw: Announced, value: str, on: date) -> None:
    """Refuse a value before its day, or not written as the mask says."""
    if on < draw.seed_day:
        raise RuleError(
            _("随机数要到%(day)s才产生，现在不能录入。") % {"day": draw.seed_day},
            article=ARTICLE,
            remedy=_("请在来源公布随机数后录入。"),
            field="value",
        )
    if not draws.fits(draw.seed_mask, value):
        raise RuleError(
            _("随机数没有按照承诺的格式“%(mask)s”书写（9表示一位数字）。")
            % {"mask": draw.seed_mask},
            article=ARTICLE,
            remedy=_("请按照来源公布的数字和承诺的格式填写。"),
            field="value",
        )


def checkpoint_of(draw: Announced) -> str:
    """The first signed checkpoint of the audit log after the commitment; it must be older than the
    random value, or whoever writes to the log could choose among seeds. RuleError without one."""
    begins = timezone.make_aware(datetime.combine(draw.seed_day, time.min))
    rows = AuditCheckpoint.objects.filter(at__gt=draw.committed_at, at__lt=begins)
    found = rows.order_by("size").first()
    if found is not None:
        return found.note
    raise RuleError(
        _("从承诺名单到随机数产生之日，审计日志没有签名的检查点，不能抽取。"),
        article=ARTICLE,
        remedy=_("请终止本次抽取，核实日志封存正常后重新承诺。"),
    )


def _keep(draw: Draw, pairs: Iterable[dict[str, Any]]) -> None:
    objects = {row.key: row for row in draw.objects_listed.all()}
    officers = {row.number: row for row in draw.officers_listed.all()}
    for ordinal, pair in enumerate(pairs, start=1):
        drawn = DrawnObject.objects.create(
            draw=draw, ordinal=ordinal, listed=objects[pair["object"]]
        )
        DrawnOfficer.objects.bulk_create(
            DrawnOfficer(drawn=drawn, listed=officers[number], ordinal=place)
            for place, number in enumerate(pair["officers"], start=1)
        )


@transaction.atomic
def abandon(draw: Draw, *, by: User, reason: str) -> Draw:
    """Give a draw up. One that was committed stays public with the reason, so that nobody draws
    until a result suits."""
    demand_in(by, APPROVE, draw.agency_id)
    if not reason.strip():
        raise RuleError(
            _("终止抽取应当写明理由，理由随承诺一并公布。"),
            article=ARTICLE,
            remedy=_("请填写理由。"),
            field="reason",
        )
    changes = {"abandon_reason": reason.strip()}
    return flows.DRAW.move(draw, "abandon", by=by, changes=changes, note=reason.strip())
