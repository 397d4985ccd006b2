"""Who must not review a review again: whoever could know the first opinion, or has a part in the case.

Blind means: no page, interface or search of the portal leads the second reviewer to the first opinion.
So the reviewer's account must not see the agency of the review, must have had nothing to do with the
case, and must not have read its file for file review. What is public by law, a published decision,
stays public: it tells that the draft was cleared in the end, but neither by which round nor on which
heads. `objection` asks about one sheet as of now and is asked again whenever the sheet is opened.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import User
from legal_review.models import Qualification, Review
from recording.models import Document, Visit
from supervision.models import ScoreSheet, SecondReview
from supervision.models.campaign import MANAGE
from supervision.models.quality import SECOND
from supervision.services import recusals

ARTICLE = "行政处罚法第五十八条第二款"
# Papers of a legal review, and of the meeting about it: what must stay out of sight.
REVIEW_PAPERS = "review_"
Pair = tuple[int, UUID]


def assert_fit(people: Sequence[User], organiser: int, on: date) -> None:
    """RuleError for somebody not qualified on the day, or who may open the sample itself."""
    for person in people:
        told = unfit(person, organiser, on)
        if told:
            raise RuleError(
                told,
                article=ARTICLE,
                remedy=_("请选择其他法制审核人员。"),
                field="reviewers",
            )


def unfit(person: User, organiser: int, on: date) -> str:
    """Why the account reviews nothing of this sample again, or ""."""
    name = {"name": person}
    if not person.is_active or not person.has_perm(SECOND):
        return _("%(name)s没有法制审核的权限。") % name
    if not Qualification.objects.valid(on).filter(account=person).exists():
        return _("%(name)s当日没有有效的法制审核资格。") % name
    if person.agency_id == organiser and person.has_perm(MANAGE):
        return _("%(name)s可以查看本次抽查的名单和结果，不能担任复审人员。") % name
    return ""


def pairs(reviews: Sequence[Review], people: Iterable[User]) -> set[Pair]:
    """(account, review) of everybody who must stay away from a review; a fixed number of queries for
    the reviews, one for each person."""
    known = knowing(reviews)
    return {
        (person.pk, review.pk)
        for person in people
        for seen in [set(person.visible_agency_ids())]
        for review in reviews
        if review.agency_id in seen or person.pk in known[review.pk]
    }


def knowing(reviews: Sequence[Review]) -> dict[UUID, set[int]]:
    """Accounts that have or had to do with each review: a part in its case, a reading of its file or
    its opinion, an earlier second review of the case, or once a qualification at its agency."""
    cases = {row.decision.case_id: row.decision.case for row in reviews}
    parts = recusals.involved(cases.values())
    for key, account in [*_read_for_file_review(cases), *_visited(cases), *_reviewed_again(cases)]:
        parts[key].add(account)
    read, once = _read_of(reviews), _once_of(reviews)
    return {
        row.pk: parts[row.decision.case_id] | read[str(row.pk)] | once[row.agency_id]
        for row in reviews
    }


def _read_for_file_review(cases: Iterable[UUID]) -> list[tuple[UUID, int]]:
    rows = ScoreSheet.objects.filter(file__case__in=list(cases))
    return list(rows.values_list("file__case_id", "reviewer_id"))


def _visited(cases: Iterable[UUID]) -> list[tuple[UUID, int]]:
    return list(Visit.objects.filter(case__in=list(cases)).values_list("case_id", "user_id"))


def _reviewed_again(cases: Iterable[UUID]) -> list[tuple[UUID, int]]:
    rows = SecondReview.objects.filter(review__decision__case__in=list(cases))
    return list(rows.values_list("review__decision__case_id", "reviewer_id"))


def _read_of(reviews: Sequence[Review]) -> dict[str, set[int]]:
    """Accounts in the log of each review, or of the written opinions of its decision, by its key."""
    of_decision = defaultdict(list)
    for row in reviews:
        of_decision[row.decision_id].append(str(row.pk))
    papers = Document.objects.filter(
        decision__in=of_decision.keys(), kind__startswith=REVIEW_PAPERS
    ).values_list("pk", "decision_id")
    owners = {("legal_review.review", str(row.pk)): [str(row.pk)] for row in reviews}
    owners |= {("recording.document", str(key)): of_decision[paper] for key, paper in papers}
    found: dict[str, set[int]] = defaultdict(set)
    for kind in ("legal_review.review", "recording.document"):
        keys = [key for name, key in owners if name == kind]
        rows = AuditEntry.objects.filter(object_type=kind, object_id__in=keys)
        for key, account in rows.values_list("object_id", "actor_id"):
            if account is not None:
                for owner in owners[kind, key]:
                    found[owner].add(account)
    return found


def _once_of(reviews: Sequence[Review]) -> dict[int, set[int]]:
    """Accounts that ever were reviewers of the agency of a review, by agency."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Qualification.objects.filter(agency__in={row.agency_id for row in reviews})
    for agency, account in rows.values_list("agency_id", "account_id"):
        found[agency].add(account)
    return found


def objection(sheet: SecondReview, on: date) -> str:
    """Why the second reviewer may not go on with the sheet today, or ""."""
    person, review = sheet.reviewer, sheet.review
    if review.agency_id in person.visible_agency_ids():
        return _("复审人员的账号现在可以查看该审核所在机关的案件。")
    case = review.decision.case
    if person.pk in recusals.involved([case])[case.pk]:
        return _("复审人员承办、审核、决定过本案。")
    if ScoreSheet.objects.filter(file__case=case, reviewer=person).exists():
        return _("复审人员在案卷评查中查阅了本案案卷。")
    return unfit(person, sheet.sample.agency_id, on)
