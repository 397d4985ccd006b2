"""A campaign of file review from its plan to the announcement of its results."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand, demand_in
from enforcement.models import Agency, Case, User
from enforcement.services import draws
from supervision import flows, prechecks, sheets
from supervision.models import Campaign, FileReview, Mark, ScoreSheet
from supervision.models.campaign import MANAGE
from supervision.services import lots, panel, recusals, sampling

ARTICLE = lots.ARTICLE
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
    organiser = lots.organiser_of(by, agencies)
    panel.assert_enough(organiser, reviewers, reviewers_each, on)
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


def _assert_sample(
    *, period_from: date, period_to: date, count: int | None, rate: int | None, **rest: Any
) -> None:
    if period_to < period_from:
        raise RuleError(
            _("期间的截止日期早于开始日期。"), remedy=_("请核对日期。"), field="period_to"
        )
    lots.assert_counted_once(count, rate)


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
    changes = {"sheet": row.sheet, **lots.promised(lists), "committed_at": at}
    note = changes["commitment"]
    return flows.CAMPAIGN.move(campaign, "commit", by=by, changes=changes, note=note)


def _assert_drawable(lists: dict[str, Any]) -> None:
    if not lists["objects"]:
        raise RuleError(
            _("该期间内没有符合条件的已归档案卷，无法抽取。"),
            article=ARTICLE,
            remedy=_("请终止后调整期间、单位或者案卷类别，重新拟定。"),
        )
    row = lots.understaffed(lists)
    if row is not None:
        raise RuleError(
            _("案卷%(number)s的评查人员除去应当回避的不足%(each)s名。")
            % {"number": row["name"], "each": lists["rule"]["officers_each"]},
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
    pairs, changes = lots.drawn(row, value, on)
    people = {str(each.pk): each for each in row.reviewers.all()}
    cases = Case.objects.select_related("agency").in_bulk([pair["object"] for pair in pairs])
    by_key = {str(key): case for key, case in cases.items()}
    for pair in pairs:
        team = [people[key] for key in pair["officers"]]
        _take_in(row, by_key[pair["object"]], team, on)
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


def reviewable(campaign: Campaign, cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those of the cases that are decided and of the kinds of the campaign."""
    return cases.filter(status__in=REVIEWABLE, kind__in=campaign.kinds)


def _assert_addable(campaign: Campaign, case: Case, reason: str) -> None:
    if campaign.status != Campaign.Status.SCORING:
        raise RuleError(
            _("抽取之后、通报之前才能指定案卷。"), remedy=_("请先完成抽取。"), field="case"
        )
    if not reason.strip():
        raise RuleError(_("指定评查的案卷应当写明理由。"), remedy=_("请填写理由。"), field="reason")
    listed = campaign.agencies.filter(pk=case.agency_id).exists()
    barred = case.sealed and case.agency_id != campaign.agency_id
    if not listed or barred or not reviewable(campaign, Case.objects.filter(pk=case.pk)).exists():
        raise RuleError(
            _("该案卷不属于本次评查的单位或者案卷类别，尚未作出决定，或者依法封存。"),
            remedy=_("请选择其他案卷。"),
            field="case",
        )
    if campaign.files.filter(case=case).exists():
        raise RuleError(_("该案卷已经在本次评查中。"), remedy=_("请选择其他案卷。"), field="case")


@transaction.atomic
def abandon(campaign: Campaign, *, by: User, reason: str) -> Campaign:
    """Give a campaign up before its draw; commitment and reason stay."""
    demand_in(by, MANAGE, campaign.agency_id)
    told = lots.reason_of(reason)
    changes = {"abandon_reason": told}
    return flows.CAMPAIGN.move(campaign, "abandon", by=by, changes=changes, note=told)


def unsettled(campaign: Campaign) -> int:
    """How many files have no result yet, or an objection nobody answered."""
    done = [FileReview.Status.SCORED, FileReview.Status.ANSWERED]
    return campaign.files.exclude(status__in=done).count()


@transaction.atomic
def close(campaign: Campaign, *, by: User, on: date, summary: str) -> Campaign:
    """Announce the results (通报). RuleError while a file has no result or an objection is open."""
    demand_in(by, MANAGE, campaign.agency_id)
    left = unsettled(campaign)
    if left:
        raise RuleError(
            _("还有%(left)s件案卷没有评定或者异议没有答复，不能通报。") % {"left": left},
            article=ARTICLE,
            remedy=_("请在全部案卷评定、异议答复后通报。"),
        )
    changes = {"closed_on": on, "summary": summary.strip()}
    return flows.CAMPAIGN.move(campaign, "close", by=by, changes=changes)
