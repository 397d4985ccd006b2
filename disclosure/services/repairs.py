"""Ending a publication before its time: 信用修复 at once, or the agency's own early stop (domain §6.16)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.permissions import demand_in
from disclosure import flows, period
from disclosure.models import CreditRepair, Publication
from disclosure.services import search_index
from enforcement.models import User
from enforcement.models.kinds import ActionKind

ARTICLE = "信用修复管理办法（国家发展改革委令第36号）"
EXCLUDED = "pub.early_stop.excluded_kinds"
Ground = CreditRepair.Ground


@dataclass(frozen=True, kw_only=True)
class Paper:
    """The notice that came, or the decision of the agency itself."""

    organ: str
    paper_no: str
    dated_on: date


@transaction.atomic
def stop(
    publication: Publication,
    *,
    by: User,
    on: date,
    ground: str,
    paper: Paper,
    conditions: Collection[str] = (),
) -> CreditRepair:
    """Stop showing a penalty: on a notice at once, by the agency itself when all conditions are met.

    It is gone as if its time had run out: no tombstone says that it was repaired.
    """
    demand_in(by, "disclosure.withdraw", publication.agency_id)
    row = flows.of(publication).lock(publication, "repair")
    _assert_paper(row, paper, on)
    if ground == Ground.EARLY:
        _assert_early(row, frozenset(conditions), on)
    made = CreditRepair.objects.create(
        publication=row,
        ground=Ground(ground),
        conditions=sorted(conditions) if ground == Ground.EARLY else [],
        created_by=by,
        **vars(paper),
    )
    moved = flows.of(row).move(
        row, "repair", by=by, changes={"ended_on": on}, note=f"{paper.organ} {paper.paper_no}"
    )
    search_index.drop(moved)
    return made


def _assert_paper(row: Publication, paper: Paper, on: date) -> None:
    if row.kind != ActionKind.PENALTY:
        raise RuleError(
            _("信用修复只适用于行政处罚信息。"), article=ARTICLE, remedy=_("请办理撤下。")
        )
    for field in ("organ", "paper_no"):
        if not getattr(paper, field).strip():
            raise RuleError(
                _("应当登记通知或者决定的机关和文号。"),
                article=ARTICLE,
                remedy=_("请填写。"),
                field=field,
            )
    if not row.decided_on <= paper.dated_on <= on:
        raise RuleError(
            _("通知或者决定的日期应当在处罚决定日期%(day)s之后，且不晚于今日。")
            % {"day": row.decided_on},
            article=ARTICLE,
            remedy=_("请核对日期。"),
            field="dated_on",
        )


def penalty_of(row: Publication) -> period.Penalty:
    """The penalty as the public reads it."""
    procedure = row.decision.case.procedure if row.decision is not None else ""
    kinds = row.shown.penalty_kinds if row.shown is not None else []
    return period.Penalty(
        kinds, procedure, row.decided_on, row.first_published_on, row.credit_class or ""
    )


def _assert_early(row: Publication, conditions: frozenset[str], on: date) -> None:
    penalty, rules = penalty_of(row), row.agency.rules()
    missing = [one for one in rules.early_stop(row.agency.field) if one["key"] not in conditions]
    if missing:
        raise RuleError(
            _("不符合提前停止公示的条件：%(list)s。")
            % {"list": "、".join(str(one["label"]) for one in missing)},
            article=str(missing[0]["article"]),
            remedy=_("条件全部符合后再办理。"),
            field="conditions",
        )
    if period.of_market(row.agency) and set(penalty.kinds) & set(rules.value(EXCLUDED)):
        raise RuleError(
            _("该处罚种类不得提前停止公示。"),
            article=rules.article(EXCLUDED),
            remedy=_("公示至期满。"),
            field="ground",
        )
    first = period.least(row.agency, penalty)
    if first is not None and on < first:
        raise RuleError(
            _("最短公示期至%(day)s，尚未届满。") % {"day": first},
            article=ARTICLE,
            remedy=_("最短公示期届满后再办理。"),
            field="ground",
        )
