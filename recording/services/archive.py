"""Closing a case (结案) and sealing its file (归档)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import deadlines, numbering
from core.errors import RuleError
from core.models import Blob
from core.permissions import demand
from enforcement import flows
from enforcement.models import Case, Decision, User
from enforcement.services import cases, incident_course, measure_end, recusal
from enforcement.services.visits import follow_closing
from recording import closing, completeness, contexts, kinds, manifest
from recording.models import Archive
from recording.services import documents

PERIOD = "record.archive_days"
NUMBER = "number.archive"
ARTICLE = "国办发〔2018〕118号第九条"
# Grounds that end a case without a decision that took effect.
UNDECIDED = ("transferred", "terminated", "filing_withdrawn", closing.SILENCE)


def demand_archivist(case: Case, by: User) -> None:
    """A handler of the case or the head of the unit may close and archive it."""
    demand(by, "recording.archive")
    recusal.assert_not_recused(case, by)
    if not by.has_perm("enforcement.approve_filing"):
        cases.assert_handler(case, by)


@transaction.atomic
def close_case(case: Case, *, by: User, on: date, ground: str) -> Case:
    """结案: the enforcement act has ended on the day, by a ground of the table; archiving starts.

    RuleError when the decision is not served (or there is none and the ground needs one), or while
    a draft or a procedural measure is pending. The database refuses it while a review is open.
    """
    demand_archivist(case, by)
    return end_case(case, by=by, on=on, ground=ground)


@transaction.atomic
def end_case(case: Case, *, by: User, on: date, ground: str) -> Case:
    """The same for what ends by an approved measure: the approval is the authority."""
    locked = Case.objects.select_for_update().select_related("agency", "party").get(pk=case.pk)
    if ground not in kinds.grounds():
        raise RuleError(
            _("不存在的结案事由。"), article=ARTICLE, remedy=_("请重新选择。"), field="ground"
        )
    measure_end.assert_none_held(locked)
    incident_course.assert_closable(locked, ground)
    _assert_ended(locked, on, ground)
    words = kinds.ground_text(ground)
    documents.keep_filing_form(locked, by=by)
    documents.keep(
        locked,
        kind="closing_approval",
        context=contexts.for_closing(locked, on=on, ground=words),
        by=by,
        on=on,
    )
    changes = {"ended_on": on, "close_ground": words}
    moved = flows.CASE.move(locked, "close", by=by, changes=changes)
    follow_closing(locked, by=by, ground=words)
    deadlines.close("case", str(case.pk), on=on)
    deadlines.open_deadline(
        key=PERIOD,
        label=gettext_noop("归档"),
        subject_type="case",
        subject_id=str(case.pk),
        agency_id=case.agency_id,
        region=case.agency.rules().region,
        period=case.agency.rules().period(PERIOD, on=on),
        start_on=on,
    )
    return moved


def _assert_ended(case: Case, on: date, ground: str) -> None:
    closing.refuse_draft(case)
    closing.refuse_open(case)
    issued = [Decision.Status.ISSUED, Decision.Status.SERVED]
    decision = case.decisions.filter(status__in=issued).first()
    if decision is None and ground not in UNDECIDED:
        raise RuleError(
            _("本案没有生效的决定，不能以该事由结案。"),
            article=kinds.grounds()[ground].article,
            remedy=_("请先作出并送达决定，或者选择移送、终止调查。"),
            field="ground",
        )
    closing.refuse_unsilent(case, ground)
    if decision is not None and decision.status != Decision.Status.SERVED:
        raise RuleError(
            _("决定书尚未送达，不能结案。"),
            article=completeness.served_by(case),
            remedy=_("请先送达决定书。"),
        )
    earliest = (decision.served_on if decision else None) or case.filed_on
    if earliest and on < earliest:
        raise RuleError(
            _("结案日期不能早于%(day)s。") % {"day": earliest},
            article=kinds.grounds()[ground].article,
            remedy=_("请核对日期。"),
            field="on",
        )
    if decision is not None:
        closing.refuse_ground(case, decision, ground=ground, on=on)


@transaction.atomic
def seal(case: Case, *, by: User, on: date) -> Archive:
    """归档: number, manifest, cover and catalogue; afterwards the file takes nothing more.

    RuleError while the record has gaps.
    """
    demand_archivist(case, by)
    locked = Case.objects.select_for_update().select_related("agency", "party").get(pk=case.pk)
    completeness.refuse_gaps(locked, completeness.ARCHIVE, on)
    number = numbering.take(
        agency_id=locked.agency_id,
        kind="archive",
        year=on.year,
        format=str(locked.agency.rules().value(NUMBER)),
        prefix=locked.agency.doc_prefix,
    )
    file = content(locked, number, on)
    row = Archive.objects.create(
        case=locked,
        agency=locked.agency,
        number=number,
        retention=file["retention"],
        manifest=file,
        manifest_sha256=manifest.digest(file),
        pages=manifest.pages(file["entries"]),
        sealed_on=on,
        sealed_by=by,
    )
    for kind in manifest.COVERS:
        context = contexts.FILE_PAPERS[kind](row)
        documents.keep(locked, kind=kind, context=context, by=by, on=on, number=number)
    flows.CASE.move(locked, "archive", by=by, changes={"archived_on": on}, note=row.manifest_sha256)
    deadlines.close("case", str(locked.pk), on=on, key=PERIOD)
    return row


def content(case: Case, number: str, on: date | None) -> manifest.Plain:
    """The manifest of the file as it stands; `on` is None for one that is not sealed."""
    return {
        "version": 1,
        "archive_no": number,
        "case": str(case.pk),
        "case_no": case.number,
        "case_title": case.title,
        "agency": case.agency.name,
        "filed_on": case.filed_on.isoformat() if case.filed_on else "",
        "ended_on": case.ended_on.isoformat() if case.ended_on else "",
        "sealed_on": on.isoformat() if on else "",
        "retention": kinds.retention(case.procedure),
        "entries": manifest.entries(case),
    }


def changed(archive: Archive) -> list[str]:
    """What differs from the sealed manifest, in words; empty when the file is as it was sealed."""
    found = []
    if manifest.digest(archive.manifest) != archive.manifest_sha256:
        found.append(_("清单与其校验值不一致。"))
    now = {(row["type"], row["id"]): row for row in manifest.entries(archive.case)}
    then = {(row["type"], row["id"]): row for row in archive.manifest["entries"]}
    for key in sorted(now.keys() | then.keys()):
        if now.get(key) != then.get(key):
            row = then.get(key) or now[key]
            found.append(_("第%(no)s项“%(title)s”与归档时不一致。") % row)
    return found + _not_whole(archive)


def _not_whole(archive: Archive) -> list[str]:
    """The entries whose original the last fixity check found damaged or missing."""
    sealed = archive.manifest["entries"]
    keys = {row["sha256"] for row in sealed}
    bad = Blob.objects.filter(sha256__in=keys, check_result__in=completeness.NOT_WHOLE)
    found = set(bad.values_list("sha256", flat=True))
    text = _("第%(no)s项“%(title)s”的原件损坏或者缺失。")
    return [text % row for row in sealed if row["sha256"] in found]
