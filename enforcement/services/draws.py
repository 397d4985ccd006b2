"""Preparing a random draw: the lists of objects and officers, who is left out and why."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError, StaleError
from core.folding import fold_name
from core.identifiers import normalise_code
from core.permissions import demand, demand_in
from core.secrets import keyed_hash
from enforcement import draws
from enforcement.models import (
    Agency,
    Certificate,
    Draw,
    DrawObject,
    DrawOfficer,
    DrawRecusal,
    Officer,
    RandomCheckPlan,
    User,
)

PREPARE = "enforcement.file_case"
ARTICLE = "国办发〔2015〕58号"
RECUSAL = "行政处罚法第四十三条"
MINIMUM = "officer.min_count"
# Fewer digits than these leave too few outcomes, and somebody could try lists until one suits.
FEWEST_DIGITS = 6


@dataclass(frozen=True)
class Listed:
    """One row of an object list: name, code (may be ""), class (may be "")."""

    name: str
    code: str = ""
    group: str = ""


@transaction.atomic
def prepare(
    *,
    by: User,
    agency: Agency,
    on: date,
    title: str,
    plans: Sequence[RandomCheckPlan],
    take: dict[str, int],
    officers_each: int,
    seed_day: date,
    seed_mask: str,
    **details: str,
) -> Draw:
    """Begin a draw. `take`: number of objects by class; `details`: rule_text, source_name,
    source_url, source_how.

    RuleError for a plan of nobody or not announced, too few officers, nothing to draw, a seed day
    that is not ahead or outside the plan, a mask with too few digits.
    """
    demand_in(by, PREPARE, agency.pk)
    _assert_plans(plans, agency, on=on, seed_day=seed_day)
    _assert_rule(agency, take, officers_each, on)
    assert_ahead(seed_day, on)
    assert_mask(seed_mask)
    row = Draw.objects.create(
        agency=agency,
        title=title.strip(),
        take=take,
        officers_each=officers_each,
        seed_day=seed_day,
        seed_mask=seed_mask.strip(),
        prepared_by=by,
        **details,
    )
    row.plans.set(plans)
    audit.append("draw.prepare", obj=row, actor=by, data={"title": row.title, "take": take})
    return row


def _assert_plans(
    plans: Sequence[RandomCheckPlan], agency: Agency, *, on: date, seed_day: date
) -> None:
    if not plans or any(row.agency_id != agency.pk for row in plans):
        raise RuleError(
            _("随机抽查应当按照本机关的年度抽查计划进行。"),
            article=ARTICLE,
            remedy=_("请选择本机关的年度抽查计划。"),
            field="plans",
        )
    for row in plans:
        assert_announced(row, on)
        if not row.covers(seed_day):
            raise RuleError(
                _("抽取日期不在计划“%(plan)s”的月份内。") % {"plan": row},
                article=ARTICLE,
                remedy=_("请调整日期，或者先调整并公布年度抽查计划。"),
                field="seed_day",
            )


def assert_announced(plan: RandomCheckPlan, on: date) -> None:
    """Plan and item were announced by the day, and the item is in force."""
    listed = type(plan.check_item).objects.public(on).filter(pk=plan.check_item_id)
    announced = plan.published_on is not None and plan.published_on <= on
    if announced and listed.exists():
        return
    raise RuleError(
        _("计划“%(plan)s”或者其抽查事项没有公布，不得实施抽查。") % {"plan": plan},
        article=ARTICLE,
        remedy=_("请由清单管理员先行公布随机抽查事项清单和年度抽查计划。"),
        field="plans",
    )


def _assert_rule(agency: Agency, take: dict[str, int], officers_each: int, on: date) -> None:
    if not take or min(take.values()) < 1:
        raise RuleError(
            _("每一类的抽取户数应当不少于1户。"), remedy=_("请填写抽取户数。"), field="take"
        )
    least = int(agency.rules().value(MINIMUM, on=on))
    if officers_each < least:
        raise RuleError(
            _("每户执法人员不得少于%(least)s名。") % {"least": least},
            article="行政处罚法第四十二条",
            remedy=_("请增加每户执法人员数。"),
            field="officers_each",
        )


def assert_ahead(seed_day: date, committed_on: date) -> None:
    """The random value must not be known when the lists are committed to."""
    if seed_day > committed_on:
        return
    raise RuleError(
        _("随机数的产生日期%(day)s不晚于承诺名单的日期，承诺时随机数可能已经公开。")
        % {"day": seed_day},
        article=ARTICLE,
        remedy=_("请选择承诺之后某一日公开产生的随机数。"),
        field="seed_day",
    )


def assert_mask(mask: str) -> None:
    """A mask with few digits leaves so few outcomes that lists could be tried until one suits."""
    if mask.count(draws.DIGIT) < FEWEST_DIGITS:
        raise RuleError(
            _("书写格式中的数字不足%(count)s位，结果可能被预先推算。") % {"count": FEWEST_DIGITS},
            article=ARTICLE,
            remedy=_("请用9表示一位数字，例如“9999.99”，并选择位数足够的随机数来源。"),
            field="seed_mask",
        )


def locked(draw: Draw, by: User) -> Draw:
    """The draw, locked, whose lists the account may change: only who prepares it, until it commits.

    RuleError for anybody else, so that the commitment and the seed come from other hands.
    """
    demand(by, PREPARE)
    row = Draw.objects.select_for_update().get(pk=draw.pk)
    if row.status != Draw.Status.PREPARING:
        raise StaleError(
            _("名单和规则已经承诺，不能再修改。"),
            article=ARTICLE,
            remedy=_("确需改变的，请终止本次抽取并重新准备。"),
        )
    if row.prepared_by_id != by.pk:
        raise RuleError(
            _("只有准备人可以修改名单。"), article=ARTICLE, remedy=_("请由准备人办理。")
        )
    return row


@transaction.atomic
def list_objects(draw: Draw, *, by: User, kind: str, rows: Iterable[Listed]) -> int:
    """Add objects of one kind; those already listed are left as they are. Returns how many came.

    RuleError when a row has neither name nor code.
    """
    row = locked(draw, by)
    known = set(row.objects_listed.values_list("lookup", flat=True))
    fresh: dict[str, DrawObject] = {}
    for number, each in enumerate(rows, start=1):
        made = _object(row, kind, each, number)
        if made.lookup not in known:
            fresh.setdefault(made.lookup, made)
    DrawObject.objects.bulk_create(fresh.values(), batch_size=500)
    audit.append("draw.list_objects", obj=row, actor=by, data={"kind": kind, "added": len(fresh)})
    return len(fresh)


def _object(draw: Draw, kind: str, listed: Listed, number: int) -> DrawObject:
    name, code = listed.name.strip(), normalise_code(listed.code)
    if not name:
        raise RuleError(
            _("第%(row)s行没有名称。") % {"row": number},
            remedy=_("每行按“名称,代码,分类”填写，代码和分类可以不填。"),
            field="rows",
        )
    return DrawObject(
        draw=draw,
        kind=kind,
        name=name,
        code=code,
        lookup=keyed_hash(code or fold_name(name)),
        group=listed.group.strip(),
        salt=secrets.token_hex(16),
    )


@transaction.atomic
def list_officers(draw: Draw, *, by: User, on: date, officers: Iterable[Officer]) -> int:
    """Add officers with the certificate valid on the day of the seed; returns how many came.

    RuleError for an officer of another agency or without a certificate valid on both days.
    """
    row = locked(draw, by)
    known = set(row.officers_listed.values_list("officer_id", flat=True))
    made = [_officer(row, each, on) for each in officers if each.pk not in known]
    DrawOfficer.objects.bulk_create(made)
    data = {"officers": [each.officer_id for each in made]}
    audit.append("draw.list_officers", obj=row, actor=by, data=data)
    return len(made)


def _officer(draw: Draw, officer: Officer, on: date) -> DrawOfficer:
    held = assert_certified(draw, officer, on)
    return DrawOfficer(draw=draw, officer=officer, number=held.number, category=held.category)


def assert_certified(draw: Draw, officer: Officer, on: date) -> Certificate:
    """In post, of the agency, with a certificate valid today and on the day of the draw; returns
    the latter."""
    good = officer.agency_id == draw.agency_id and officer.status == Officer.Status.ACTIVE
    held = officer.certificate_on(draw.seed_day)
    if good and held is not None and officer.certificate_on(on) is not None:
        return held
    raise RuleError(
        _("%(name)s不是本机关在岗人员，或者执法证到%(day)s不在有效期内。")
        % {"name": officer.name, "day": draw.seed_day},
        article="行政处罚法第四十二条",
        remedy=_("请从名单中排除并写明理由，或者由清单管理员更新证件。"),
        field="officers",
    )


@transaction.atomic
def exclude(row: DrawObject | DrawOfficer, *, by: User, reason: str) -> None:
    """Leave a listed row out of the draw; it stays in the published lists with the reason."""
    draw = locked(row.draw, by)
    _assert_reason(reason)
    row.excluded = reason.strip()
    row.save(update_fields=["excluded"])
    data = {"row": row.pk, "kind": row._meta.model_name, "reason": row.excluded}
    audit.append("draw.exclude", obj=draw, actor=by, data=data)


@transaction.atomic
def recuse(
    draw: Draw,
    *,
    by: User,
    listed_officer: DrawOfficer,
    listed_object: DrawObject,
    reason: str,
) -> DrawRecusal:
    """Keep an officer away from an object (行政处罚法 43). The same pair twice is one recusal."""
    row = locked(draw, by)
    _assert_reason(reason)
    if {listed_officer.draw_id, listed_object.draw_id} != {row.pk}:
        raise RuleError(_("所选人员或者对象不在本次抽取的名单中。"), field="listed_officer")
    made, _new = DrawRecusal.objects.get_or_create(
        listed_officer=listed_officer,
        listed_object=listed_object,
        defaults={"draw": row, "reason": reason.strip()},
    )
    data: dict[str, Any] = {"officer": listed_officer.pk, "object": listed_object.pk}
    audit.append("draw.recuse", obj=row, actor=by, data=data)
    return made


def _assert_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleError(
            _("排除和回避应当写明理由，随名单一并公布。"),
            article=ARTICLE,
            remedy=_("请填写理由；涉及个人隐私的，只写理由的类别。"),
            field="reason",
        )
