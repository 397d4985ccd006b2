"""Closing a case (结案) and sealing its file (归档)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import deadlines, numbering
from core.errors import RuleError
from core.models import Blob, Deadline
from core.permissions import demand
from enforcement import flows
from enforcement.models import Case, Decision, User
from enforcement.services import cases, incident_course, measure_end, recusal
from enforcement.services.visits import follow_closing
from recording import (
    closing,
    completeness,
    contexts,
    file_papers,
    inner_volume,
    kinds,
    manifest,
    volumes,
)
from recording.models import Archive, Evidence
from recording.services import documents, file_rooms, retention

PERIOD = "record.archive_days"
NUMBER = "number.archive"
ARTICLE = "国办发〔2018〕118号第九条"
# 归档号 is the year and a serial; the serial is also the number of the file in its catalogue (案卷号).
FILE_NO = 4
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
    for key in deadlines.keys_of("case", str(case.pk)) - {PERIOD}:
        deadlines.close("case", str(case.pk), on=on, key=key)
    open_clock(case, on)
    return moved


def open_clock(case: Case, on: date) -> Deadline:
    """Start the time to archive on the day the act ended; one that runs already goes on."""
    rules = case.agency.rules()
    return deadlines.open_deadline(
        key=PERIOD,
        label=gettext_noop("归档"),
        subject_type="case",
        subject_id=str(case.pk),
        agency_id=case.agency_id,
        region=rules.region,
        period=rules.period(PERIOD, on=on),
        start_on=on,
    )


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


@dataclass(frozen=True)
class Assembly:
    """What the note of the file's state (备考表) says besides what the record tells."""

    checked_by: User | None = None
    missing: str = ""
    remarks: str = ""


@transaction.atomic
def seal(case: Case, *, by: User, on: date, assembly: Assembly | None = None) -> Archive:
    """归档: number, manifest, papers of each volume; afterwards the file takes nothing more.

    RuleError while the record has gaps, or when who checked the file is who put it together.
    """
    demand_archivist(case, by)
    given = assembly or Assembly()
    locked = Case.objects.select_for_update().select_related("agency", "party").get(pk=case.pk)
    _assert_checker(locked, by, given.checked_by)
    completeness.refuse_gaps(locked, completeness.ARCHIVE, on)
    number = numbering.take(
        agency_id=locked.agency_id,
        kind="archive",
        year=on.year,
        format=str(locked.agency.rules().value(NUMBER)),
        prefix=locked.agency.doc_prefix,
    )
    file = content(locked, number, on, by=by, assembly=given)
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
    inner_volume.keep(row)
    _keep_papers(row, by)
    retention.keep_file(row, by=by)
    flows.CASE.move(locked, "archive", by=by, changes={"archived_on": on}, note=row.manifest_sha256)
    deadlines.close("case", str(locked.pk), on=on, key=PERIOD)
    return row


def _assert_checker(case: Case, by: User, checker: User | None) -> None:
    """检查人 is another person of the agency than 立卷人."""
    if checker is not None and (checker.pk == by.pk or checker.agency_id != case.agency_id):
        raise RuleError(
            _("检查人应当是本机关的另一人，不能由立卷人自己检查。"),
            article=ARTICLE,
            remedy=_("请选择其他检查人。"),
            field="checked_by",
        )


def _keep_papers(archive: Archive, by: User) -> None:
    sealed = {**archive.manifest, "seal": archive.manifest_sha256}
    for volume in sealed["volumes"]:
        for kind, context in {**file_papers.FRONT, **file_papers.BACK}.items():
            documents.keep(
                archive.case,
                kind=kind,
                context=context(sealed, volume["key"]),
                by=by,
                on=archive.sealed_on,
                number=archive.number,
            )


def content(
    case: Case,
    number: str,
    on: date | None,
    *,
    by: User | None = None,
    assembly: Assembly | None = None,
) -> manifest.Plain:
    """The manifest of the file as it stands; `on` is None for one that is not sealed."""
    rows = manifest.entries(case)
    inner = [row for row in rows if row["volume"] == volumes.INNER]
    rows = [row for row in rows if row["volume"] != volumes.INNER]
    file: manifest.Plain = {
        "version": manifest.VERSION,
        "archive_no": number,
        "case": str(case.pk),
        "case_no": case.number,
        "case_title": case.title,
        "agency": case.agency.name,
        "filed_on": case.filed_on.isoformat() if case.filed_on else "",
        "ended_on": case.ended_on.isoformat() if case.ended_on else "",
        "sealed_on": on.isoformat() if on else "",
        "retention": kinds.retention(case.procedure),
        "cover": _cover(case, number, [*rows, *inner], by, assembly or Assembly()),
        "volumes": manifest.summary(rows),
        "entries": rows,
    }
    return {**file, "inner": inner_volume.presence(case, inner)} if inner else file


def _cover(
    case: Case, number: str, rows: list[manifest.Entry], by: User | None, assembly: Assembly
) -> manifest.Plain:
    """What covers and notes say beyond the list; numbers of the archive room are its own."""
    room = file_rooms.of(case.agency_id)
    decision = case.decisions.filter(status=Decision.Status.SERVED).first()
    photos = Evidence.objects.filter(case=case, media=Evidence.Media.PHOTO)
    keys = {str(key) for key in photos.values_list("pk", flat=True)}
    return {
        "party": case.party.name,
        "decision_no": decision.doc_no if decision else "",
        "unit": case.agency.name,
        "fonds_no": room.fonds_no,
        "catalogue_no": room.catalogue_no,
        "file_no": number[FILE_NO:],
        "place": room.place,
        "photos": dict(Counter(row["volume"] for row in rows if row["id"] in keys)),
        "assembled_by": by.name if by else "",
        "checked_by": assembly.checked_by.name if assembly.checked_by else "",
        "missing": assembly.missing.strip(),
        "remarks": assembly.remarks.strip(),
    }


def changed(archive: Archive) -> list[str]:
    """What differs from the sealed manifest, in words; empty when the file is as it was sealed."""
    found = []
    if manifest.digest(archive.manifest) != archive.manifest_sha256:
        found.append(_("清单与其校验值不一致。"))
    text = _("第%(no)s项“%(title)s”与归档时不一致。")
    inner = inner_volume.entries(archive)
    if manifest.digest({"entries": inner}) != archive.manifest.get("inner", {}).get(
        "sha256", manifest.digest({"entries": []})
    ):
        found.append(_("密封内卷与封存时的清单不一致。"))
    rows = manifest.differing(archive.case, [*archive.manifest["entries"], *inner])
    return [*found, *(text % row for row in rows), *_not_whole(archive, inner)]


def _not_whole(archive: Archive, inner: list[manifest.Plain]) -> list[str]:
    """The entries whose original the last fixity check found damaged or missing."""
    sealed = [*archive.manifest["entries"], *inner]
    keys = {row["sha256"] for row in sealed}
    bad = Blob.objects.filter(sha256__in=keys, check_result__in=completeness.NOT_WHOLE)
    found = set(bad.values_list("sha256", flat=True))
    text = _("第%(no)s项“%(title)s”的原件损坏或者缺失。")
    return [text % row for row in sealed if row["sha256"] in found]
