"""A campaign of file review from its plan to the announcement of its results."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand, demand_in
from enforcement import draws as drawing
from enforcement.models import Agency, Case, User
from enforcement.services import draw_run, draws
from supervision import flows, prechecks, sheets
from supervision.models import Campaign, FileReview, Mark, ScoreSheet
from supervision.models.campaign import MANAGE
from supervision.models.file import REVIEW
from supervision.services import recusals, sampling

LEAST = "evaluate.reviewers"
ARTICLE = "国办发〔2018〕118号第二十一条"
REVIEWABLE = (Case.Status.DECIDED, Case.Status.CLOSED, Case.Status.ARCHIVED)


@transaction.atomic
def plan(
    *,
    by: User,
    on: date,
    title: str,
    agencies: Sequence[Agency],
    reviewers: Sequence[User],
    kinds: Sequence[str],
    sheet_key: str,
    seed_day: date,
    seed_mask: str,
    reviewers_each: int,
    **details: Any,
) -> Campaign:
    """Plan a campaign over agencies the account oversees. `details`: period_from, period_to, count
    or rate, source_name, source_url, source_how.

    RuleError for an agency outside, too few reviewers, no or two ways to count the sample, a period
    that ends before it begins, a seed day that is not ahead, an unknown sheet.
    """
    demand(by, MANAGE)
    organiser = _assert_scope(by, agencies)
    _assert_reviewers(by, reviewers, reviewers_each, on)
    _assert_sample(**details)
    sheets.find(sheet_key, on)
    draws.assert_ahead(seed_day, on)
    draws.assert_mask(seed_mask)
    row = Campaign.objects.create(
        agency=organiser,
        title=title.strip(),
        kinds=list(kinds),
        sheet_key=sheet_key,
        seed_day=seed_day,
        seed_mask=seed_mask.strip(),
        reviewers_each=reviewers_each,
        prepared_by=by,
        **details,
    )
    return _listed(row, agencies, reviewers)


def _listed(row: Campaign, agencies: Sequence[Agency], reviewers: Sequence[User]) -> Campaign:
    row.agencies.set(agencies)
    row.reviewers.set(reviewers)
    data = {
        "title": row.title,
        "agencies": [each.pk for each in agencies],
        "sheet": row.sheet_key,
    }
    audit.append("campaign.plan", obj=row, actor=row.prepared_by, data=data)
    return row


def _assert_scope(by: User, agencies: Sequence[Agency]) -> Agency:
    seen = set(by.visible_agency_ids())
    if by.agency is None or not agencies or {row.pk for row in agencies} - seen:
        raise RuleError(
            _("只能对本机关和下级机关的案卷组织评查。"),
            article=ARTICLE,
            remedy=_("请选择本机关或者所监督的机关。"),
            field="agencies",
        )
    return by.agency


def _assert_reviewers(by: User, reviewers: Sequence[User], each: int, on: date) -> None:
    least = int(by.agency.rules().value(LEAST, on=on)) if by.agency else each
    if each < least or len(reviewers) < each:
        raise RuleError(
            _("每卷应当由不少于%(least)s名评查人员独立评分，名单中的评查人员不得少于每卷人数。")
            % {"least": least},
            article=recusals.ARTICLE,
            remedy=_("请增加评查人员。"),
            field="reviewers",
        )
    unfit = [row for row in reviewers if not row.is_active or not row.has_perm(REVIEW)]
    if unfit:
        raise RuleError(
            _("%(name)s没有案卷评查的权限。") % {"name": unfit[0]},
            remedy=_("请选择法制审核人员或者行政执法监督人员。"),
            field="reviewers",
        )


def _assert_sample(
    *, period_from: date, period_to: date, count: int | None, rate: int | None, **rest: Any
) -> None:
    if period_to < period_from:
        raise RuleError(
            _("期间的截止日期早于开始日期。"), remedy=_("请核对日期。"), field="period_to"
        )
    if (count is None) == (rate is None):
        raise RuleError(
            _("抽取件数和抽取比例应当填写其中一项。"),
            remedy=_("请填写每个单位的件数，或者填写比例。"),
            field="count",
        )


@transaction.atomic
def commit(campaign: Campaign, *, by: User, at: datetime) -> Campaign:
    """Commit to the files, the reviewers and the sheet; the sample follows from a later public value.

    RuleError when there is nothing to draw, the seed could be known already, or a file would find too
    few reviewers without a part in it.
    """
    demand_in(by, MANAGE, campaign.agency_id)
    row = flows.CAMPAIGN.lock(campaign, "commit")
    on = timezone.localtime(at).date()
    draws.assert_ahead(row.seed_day, on)
    row.sheet = sheets.find(row.sheet_key, on).data
    lists = sampling.lists_of(row)
    _assert_drawable(lists)
    commitment = drawing.commitment_of(lists)
    changes = {
        "sheet": row.sheet,
        "lists": drawing.canonical(lists).decode(),
        "commitment": commitment,
        "committed_at": at,
    }
    return flows.CAMPAIGN.move(campaign, "commit", by=by, changes=changes, note=commitment)


def _assert_drawable(lists: dict[str, Any]) -> None:
    if not lists["objects"]:
        raise RuleError(
            _("该期间内没有符合条件的已归档案卷，无法抽取。"),
            article=ARTICLE,
            remedy=_("请终止后调整期间、单位或者案卷类别，重新拟定。"),
        )
    each, people = lists["rule"]["officers_each"], len(lists["officers"])
    away = [case for _person, case in lists["recusals"]]
    for row in lists["objects"]:
        if people - away.count(row["id"]) < each:
            raise RuleError(
                _("案卷%(number)s的评查人员除去应当回避的不足%(each)s名。")
                % {"number": row["name"], "each": each},
                article=recusals.ARTICLE,
                remedy=_("请终止后增加其他单位或者其他机构的评查人员，重新拟定。"),
            )


@transaction.atomic
def run(campaign: Campaign, *, by: User, on: date, value: str) -> Campaign:
    """Enter the public value and draw files and their reviewers; each file is pre-checked at once.

    RuleError before the day of the value, for a value not written as promised, without a signed
    checkpoint between commitment and value, or when the lists are not those committed to.
    """
    demand_in(by, MANAGE, campaign.agency_id)
    row = flows.CAMPAIGN.lock(campaign, "run")
    draw_run.assert_value(row, value, on)
    note = draw_run.checkpoint_of(row)
    lists = sampling.committed(row)
    if drawing.commitment_of(lists) != row.commitment:
        raise RuleError(
            _("名单与承诺值不一致，承诺之后可能被改动，不能抽取。"),
            article=ARTICLE,
            remedy=_("请终止本次评查，核实审计日志后重新拟定。"),
        )
    pairs = drawing.draw(lists, drawing.seed_of(row.commitment, note, value))
    people = {str(each.pk): each for each in row.reviewers.all()}
    cases = Case.objects.select_related("agency").in_bulk([pair["object"] for pair in pairs])
    by_key = {str(key): case for key, case in cases.items()}
    for pair in pairs:
        team = [people[key] for key in pair["officers"]]
        _take_in(row, by_key[pair["object"]], team, on)
    changes = {"seed_value": value, "checkpoint": note, "drawn_on": on}
    return flows.CAMPAIGN.move(campaign, "run", by=by, changes=changes, note=value)


def _take_in(
    campaign: Campaign, case: Case, team: Sequence[User], on: date, reason: str = ""
) -> FileReview:
    file = FileReview.objects.create(
        campaign=campaign,
        case=case,
        agency=case.agency,
        unit=recusals.units([case]).get(case.pk, ""),
        ordinal=campaign.files.count() + 1,
        added_reason=reason,
        checks=prechecks.run(case, sheets.Sheet(campaign.sheet), on),
    )
    for person in team:
        assign(file, person)
    return file


def assign(file: FileReview, person: User) -> ScoreSheet:
    """Give the file to a reviewer: a sheet with every line, and what the pre-check proposes."""
    sheet = ScoreSheet.objects.create(file=file, reviewer=person, ordinal=file.sheets.count() + 1)
    proposed = {row["item"]: row["findings"] for row in file.checks}
    lines = sheets.Sheet(file.campaign.sheet).of_kind(file.case.kind)
    Mark.objects.bulk_create(
        Mark(sheet=sheet, item=line.key, proposed=proposed.get(line.key)) for line in lines
    )
    audit.append("scoresheet.assign", obj=sheet, data={"reviewer": person.pk, "file": file.pk})
    return sheet


@transaction.atomic
def add(campaign: Campaign, *, by: User, on: date, case: Case, reason: str) -> FileReview:
    """Name a further file with a reason (重点评查); its reviewers still come from the seed.

    RuleError for a file outside the campaign's agencies, undecided, there already, or without enough
    reviewers; without a reason; before the draw.
    """
    demand_in(by, MANAGE, campaign.agency_id)
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    _assert_addable(row, case, reason)
    team = sampling.deck(row, case)[: row.reviewers_each]
    if len(team) < row.reviewers_each:
        raise RuleError(
            _("除去应当回避的，评查人员不足%(each)s名。") % {"each": row.reviewers_each},
            article=recusals.ARTICLE,
            remedy=_("请另行组织评查。"),
            field="case",
        )
    file = _take_in(row, case, team, on, reason.strip())
    data = {"file": file.pk, "case": case.pk, "reason": file.added_reason}
    audit.append("campaign.add", obj=row, actor=by, data=data)
    return file


def _assert_addable(campaign: Campaign, case: Case, reason: str) -> None:
    if campaign.status != Campaign.Status.SCORING:
        raise RuleError(
            _("抽取之后、通报之前才能指定案卷。"), remedy=_("请先完成抽取。"), field="case"
        )
    if not reason.strip():
        raise RuleError(_("指定评查的案卷应当写明理由。"), remedy=_("请填写理由。"), field="reason")
    listed = campaign.agencies.filter(pk=case.agency_id).exists()
    barred = case.sealed and case.agency_id != campaign.agency_id
    if not listed or barred or case.status not in REVIEWABLE:
        raise RuleError(
            _("该案卷不属于本次评查的单位，尚未作出决定，或者依法封存。"),
            remedy=_("请选择其他案卷。"),
            field="case",
        )
    if campaign.files.filter(case=case).exists():
        raise RuleError(_("该案卷已经在本次评查中。"), remedy=_("请选择其他案卷。"), field="case")


@transaction.atomic
def abandon(campaign: Campaign, *, by: User, reason: str) -> Campaign:
    """Give a campaign up before its draw; commitment and reason stay."""
    demand_in(by, MANAGE, campaign.agency_id)
    if not reason.strip():
        raise RuleError(_("终止评查应当写明理由。"), remedy=_("请填写理由。"), field="reason")
    changes = {"abandon_reason": reason.strip()}
    return flows.CAMPAIGN.move(campaign, "abandon", by=by, changes=changes, note=reason.strip())


@transaction.atomic
def close(campaign: Campaign, *, by: User, on: date, summary: str) -> Campaign:
    """Announce the results (通报). RuleError while a file has no result or an objection is open."""
    demand_in(by, MANAGE, campaign.agency_id)
    done = [FileReview.Status.SCORED, FileReview.Status.ANSWERED]
    left = campaign.files.exclude(status__in=done).count()
    if left:
        raise RuleError(
            _("还有%(left)s件案卷没有评定或者异议没有答复，不能通报。") % {"left": left},
            article=ARTICLE,
            remedy=_("请在全部案卷评定、异议答复后通报。"),
        )
    changes = {"closed_on": on, "summary": summary.strip()}
    return flows.CAMPAIGN.move(campaign, "close", by=by, changes=changes)
