"""Supplementary volumes (补充卷): what is found after archiving is added to a sealed file in the open.

Asked for by an archivist of the case, approved by another person, sealed with a list of its own that
names the seal of the file and of the volume before.
"""

from collections.abc import Iterable
from datetime import date
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, files, pdf, sniff
from core.chinese import number_text
from core.errors import RuleError
from core.models import Blob
from core.permissions import demand_in
from enforcement.models import Case, User
from recording import file_papers, flows, manifest
from recording.manifest import Entry, Plain
from recording.models import Archive, Supplement, SupplementItem
from recording.services import documents
from recording.services.archive import demand_archivist
from recording.services.evidence import chunks_of
from recording.services.intake import judge

APPROVE = "recording.keep"
ARTICLE = "国办发〔2018〕118号第九条；社会组织登记管理机关行政处罚程序规定第五十一条"
OPEN = (Supplement.Status.DRAFT, Supplement.Status.SUBMITTED)


def key_of(no: int) -> str:
    """The key of the volume in its list."""
    return f"supplement-{no}"


@transaction.atomic
def start(archive: Archive, *, by: User, reason: str) -> Supplement:
    """Begin a supplementary volume. RuleError without a reason, or while another is open."""
    demand_archivist(archive.case, by)
    locked = Archive.objects.select_for_update(of=("self",)).get(pk=archive.pk)
    if Supplement.objects.filter(archive=locked, status__in=OPEN).exists():
        raise RuleError(
            _("本卷已有一个补充卷尚未办结。"),
            article=ARTICLE,
            remedy=_("请在该补充卷中增加材料，或者先撤回。"),
        )
    row = Supplement.objects.create(
        archive=locked,
        request_no=Supplement.objects.filter(archive=locked).count() + 1,
        reason=_given(reason, "reason"),
        requested_by=by,
    )
    audit.append("supplement.start", obj=row, actor=by, data={"reason": row.reason})
    return row


def _given(text: str, field: str) -> str:
    if not text.strip():
        raise RuleError(
            _("请写明理由。"),
            article=ARTICLE,
            remedy=_("写明材料来源和归档后补入的原因。"),
            field=field,
        )
    return text.strip()


@transaction.atomic
def add(
    supplement: Supplement,
    *,
    by: User,
    stream: IO[bytes],
    file_name: str,
    media: str,
    title: str,
    dated_on: date,
    source: str,
    number: str = "",
) -> SupplementItem:
    """Add a piece while the volume is put together; it is kept for good, whatever becomes of the volume.

    RuleError for a file that is not what it says, or a volume that was handed in.
    """
    demand_archivist(supplement.archive.case, by)
    row = Supplement.objects.select_for_update(of=("self",)).get(pk=supplement.pk)
    if row.status != Supplement.Status.DRAFT:
        raise RuleError(
            _("补充卷已经报请批准或者办结，不能增加材料。"),
            article=ARTICLE,
            remedy=_("请先撤回，或者另立补充卷。"),
        )
    found = judge(stream, name=file_name, media=media)
    blob = files.store(stream, content_type=found.content_type)
    item = SupplementItem.objects.create(
        supplement=row,
        no=row.items.filter(paper="").count() + 1,
        title=title.strip() or file_name[:200],
        number=number.strip(),
        dated_on=dated_on,
        source=_given(source, "source"),
        file_name=file_name[:255],
        blob=blob,
        pages=manifest.sheets_of(blob),
        added_by=by,
    )
    audit.append("supplement.add", obj=item, actor=by, data={"sha256": blob.sha256})
    return item


@transaction.atomic
def submit(supplement: Supplement, *, by: User) -> Supplement:
    """Hand the volume in for approval. RuleError while it is empty."""
    demand_archivist(supplement.archive.case, by)
    if not supplement.items.filter(paper="").exists():
        raise RuleError(
            _("补充卷还没有材料。"), article=ARTICLE, remedy=_("请先增加要补入的材料。")
        )
    return flows.SUPPLEMENT.move(supplement, "submit", by=by)


@transaction.atomic
def withdraw(supplement: Supplement, *, by: User) -> Supplement:
    """Give it up; its pieces stay on record as never taken in."""
    demand_archivist(supplement.archive.case, by)
    return flows.SUPPLEMENT.move(supplement, "withdraw", by=by)


def _assert_approver(supplement: Supplement, by: User) -> None:
    demand_in(by, APPROVE, supplement.agency_id)
    if supplement.requested_by_id == by.pk:
        raise RuleError(
            _("补充卷应当由申请人以外的人批准。"),
            article=ARTICLE,
            remedy=_("请由承办机构负责人或者本机关负责人中的另一人批准。"),
        )


@transaction.atomic
def refuse(supplement: Supplement, *, by: User, on: date, opinion: str) -> Supplement:
    """Refuse it with a reason; the file stays as it is."""
    _assert_approver(supplement, by)
    changes = {"decided_by": by, "decided_on": on, "opinion": _given(opinion, "opinion")}
    return flows.SUPPLEMENT.move(supplement, "refuse", by=by, changes=changes, note=opinion)


@transaction.atomic
def approve(supplement: Supplement, *, by: User, on: date, opinion: str) -> Supplement:
    """Seal it into the file: list, cover, contents and notes of its own.

    RuleError for the person who asked, a day before the file was sealed, a damaged piece.
    """
    _assert_approver(supplement, by)
    row = flows.SUPPLEMENT.lock(supplement, "seal")
    archive = Archive.objects.select_for_update(of=("self",)).get(pk=row.archive_id)
    if on < archive.sealed_on:
        raise RuleError(
            _("批准日期不能早于归档日期%(day)s。") % {"day": archive.sealed_on},
            article=ARTICLE,
            remedy=_("请核对日期。"),
            field="on",
        )
    file = content(row, by=by, on=on, opinion=opinion.strip())
    seal = manifest.digest(file)
    _keep_papers(row, {**file, "seal": seal}, by, on)
    changes = {
        "no": file["supplement"],
        "decided_by": by,
        "decided_on": on,
        "opinion": opinion.strip(),
        "manifest": file,
        "manifest_sha256": seal,
        "pages": manifest.pages(file["entries"]),
    }
    return flows.SUPPLEMENT.move(supplement, "seal", by=by, changes=changes, note=seal)


def content(supplement: Supplement, *, by: User, on: date, opinion: str) -> Plain:
    """The list of the volume; it names the seals it is chained to."""
    archive = supplement.archive
    file = manifest.with_volumes(archive.manifest)
    before = Supplement.objects.sealed().filter(archive=archive).last()
    no = (before.no or 0) + 1 if before else 1
    key = key_of(no)
    rows = manifest.numbered([_entry(row, key) for row in _pieces(supplement)], {})
    photos = sum(row.blob.content_type in sniff.IMAGES for row in _pieces(supplement))
    cover = {
        **dict.fromkeys(("decision_no", "fonds_no", "catalogue_no", "file_no", "place"), ""),
        **{"party": archive.case.party.name, "unit": archive.agency.name},
        **file.get("cover", {}),
        "photos": {key: photos},
        "assembled_by": supplement.requested_by.name,
        "checked_by": by.name,
        "missing": "",
        "remarks": f"归档后补充。理由：{_ended(supplement.reason)}"
        f"批准意见：{_ended(opinion or '同意')}",
    }
    known = ("case", "case_no", "case_title", "agency", "filed_on", "ended_on", "retention")
    return {
        "version": manifest.VERSION,
        "archive_no": archive.number,
        **{name: file[name] for name in known},
        "sealed_on": on.isoformat(),
        "supplement": no,
        "reason": supplement.reason,
        "requested_by": supplement.requested_by.name,
        "approved_by": by.name,
        "chained_to": archive.manifest_sha256,
        "previous": before.manifest_sha256 if before else archive.manifest_sha256,
        "cover": cover,
        "volumes": [_summary(no, rows)],
        "entries": rows,
    }


def _ended(text: str) -> str:
    """The words with one full stop, typed or not."""
    return text.strip().rstrip("。.") + "。"


def _pieces(supplement: Supplement) -> list[SupplementItem]:
    return list(supplement.items.filter(paper="").select_related("blob").order_by("no"))


def _summary(no: int, rows: list[Entry]) -> Plain:
    # The name of a volume on papers: Chinese whatever the interface speaks.
    return {
        "key": key_of(no),
        "label": f"补充卷{number_text(no)}",
        "pieces": len(rows),
        "pages": manifest.pages(rows),
        "files": sum(not row["last"] for row in rows),
    }


def _entry(row: SupplementItem, key: str) -> Entry:
    return Entry(
        no=row.no,
        type="supplement",
        id=str(row.pk),
        title=row.title,
        number=row.number,
        date=row.dated_on.isoformat(),
        sha256=row.blob.sha256,
        sm3=row.blob.sm3,
        size=row.blob.size,
        first=0,
        last=row.pages,
        volume=key,
        group=row.source,
        carrier="" if row.pages else f"电子原件，存于本机关证据原件库（{row.file_name}）",
    )


def _keep_papers(supplement: Supplement, file: Plain, by: User, on: date) -> None:
    papers = {**file_papers.FRONT, **file_papers.BACK}
    for no, (kind, make) in enumerate(papers.items(), start=1):
        context = make(file, key_of(file["supplement"]))
        data = pdf.render(documents.template_of(kind), context)
        SupplementItem.objects.create(
            supplement=supplement,
            no=no,
            paper=kind,
            title=context["title"],
            dated_on=on,
            blob=files.store(data, content_type=sniff.PDF),
            pages=pdf.page_count(data),
            added_by=by,
        )


def changed(archive: Archive) -> list[str]:
    """What of the sealed supplementary volumes is not as it was sealed, in words."""
    return linked(archive, Supplement.objects.sealed().filter(archive=archive))


def linked(archive: Archive, rows: Iterable[Supplement]) -> list[str]:
    """The same of the given volumes, the first one first."""
    found, before = [], archive.manifest_sha256
    for row in rows:
        told = row.manifest
        chain = (told["chained_to"], told["previous"])
        if manifest.digest(told) != row.manifest_sha256 or chain != (
            archive.manifest_sha256,
            before,
        ):
            found.append(_("第%(no)s补充卷与其校验值或者前一卷不衔接。") % {"no": row.no})
        now = manifest.numbered(
            [_entry(item, key_of(told["supplement"])) for item in _pieces(row)], {}
        )
        if now != told["entries"]:
            found.append(_("第%(no)s补充卷的材料与入卷时不一致。") % {"no": row.no})
        before = row.manifest_sha256
    return found


@transaction.atomic
def open_item(item: SupplementItem, *, by: User) -> tuple[Blob, Iterable[bytes]]:
    """A piece as it was kept; the read is logged. RuleError when the store lost it."""
    audit.read(item, what="original", actor=by)
    return item.blob, chunks_of(item.blob)


def of(case: Case) -> list[Supplement]:
    """The supplementary volumes that belong to the file of a case, in order."""
    return list(Supplement.objects.sealed().filter(archive__case=case))
