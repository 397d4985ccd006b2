"""The papers of a review: the materials submitted, the form they go with, the written opinion."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from enforcement import weighing
from enforcement.models import Case, User
from legal_review.models import Review
from recording import access
from recording.contexts import handlers
from recording.models import Document, Evidence
from recording.services import documents
from recording.wording import day, filled, section


def materials(case: Case) -> list[dict[str, str]]:
    """Every document and item of evidence on file, with its SHA-256: what the reviewer is shown.

    `number`, `day` and `pages` are "" where the piece has none; rows of old reviews lack the three.
    """
    rows = [
        {
            "kind": row.kind,
            "title": row.title,
            "number": row.number,
            "day": row.dated_on.isoformat(),
            "pages": str(row.pages),
            "sha256": row.blob_id,
        }
        for row in Document.objects.filter(case=case).order_by("dated_on", "pk")
    ]
    closed = access.closed_items(case)
    rows += [
        {
            "kind": row.kind,
            "title": _title(row, closed),
            "number": "",
            "day": row.dated_on.isoformat(),
            "pages": "",
            "sha256": row.blob_id,
        }
        for row in Evidence.objects.filter(case=case)
    ]
    return rows


def _title(row: Evidence, closed: dict[str, str]) -> str:
    """The title of an item; of one closed to some its kind and the class alone."""
    group = closed.get(str(row.pk)) or closed.get("")
    return f"{row.get_kind_display()}（{group}，限制查阅）" if group else row.title


def shown(review: Review, user: User) -> list[dict[str, str]]:
    """The materials as the account may see them: what was closed to it since is not named."""
    return as_seen(review.sealed()[0], review.decision.case, user)


def as_seen(rows: list[dict[str, str]], case: Case, user: User) -> list[dict[str, str]]:
    """Rows of a list of materials without the names of what is closed to the account."""
    closed = Evidence.objects.filter(pk__in=access.hidden(case, user))
    sums = set(closed.values_list("blob_id", flat=True))
    blank = {"title": _("限制查阅的证据"), "sha256": ""}
    return [row | blank if row["sha256"] in sums else row for row in rows]


def shown_choices(review: Review, user: User) -> list[tuple[str, str]]:
    """What a head of the opinion may rest on, as ("document:1" or "evidence:<key>", title).

    Of the sealed materials those the account may open; a closed item goes by its class, for the
    opinion is read by others.
    """
    case = review.decision.case
    sealed = {row["sha256"] for row in review.sealed()[0]}
    closed, hidden = access.closed_items(case), access.hidden(case, user)
    papers = Document.objects.filter(case=case, blob__in=sealed).order_by("dated_on", "pk")
    items = Evidence.objects.filter(case=case, blob__in=sealed).exclude(pk__in=hidden)
    return [
        *((f"document:{row.pk}", row.title) for row in papers),
        *((f"evidence:{row.pk}", _title(row, closed)) for row in items),
    ]


@translation.override(settings.LANGUAGE_CODE)
def submission(review: Review, *, due: date) -> dict[str, Any]:
    """The plain context of the 送审表 (domain §9.2): draft, materials, declaration, who and when.

    `due` is the last day of the review.
    """
    version, on = review.version, review.submitted_on
    weighed = weighing.applied(version).lines
    declared = "承诺上列送审材料真实、准确、完整，承办机构对此以及执法的事实、证据、法律适用、程序的合法性负责。"
    received = f"于{day(on)}收到，审核期限至{day(due)}。"
    return {
        **documents.base_context(review.decision.case, on=on),
        "fields": [
            ["送审次数", f"第{review.round}次"],
            ["送审日期", day(on)],
            ["送审人", review.submitted_by.name],
            ["送审稿校验值（SHA-256）", version.sha256],
            ["送审稿和材料目录校验值（SHA-256）", review.seal or ""],
        ],
        "sections": filled(
            [
                section("上次审核意见的处理情况", *earlier_rounds(review)),
                section("应当审核的理由", *_reasons(review)),
                section("执法主体和人员资格", *_capacity(review, on)),
                section("基本事实", version.facts),
                section("证据", version.evidence),
                section("法律适用和裁量", version.basis, version.discretion, *weighed),
                section("拟作出的决定", version.result),
            ]
        ),
        "columns": ["序号", "送审材料", "文号", "日期", "页数"],
        "rows": [
            [str(no), row["title"], row["number"], row["day"], row["pages"] or "电子"]
            for no, row in enumerate(review.materials, start=1)
        ],
        "opinions": [
            _box("送审人承诺", declared, review.submitted_by.name, on),
            _box("承办机构负责人意见"),
            _box("法制审核机构接收", received, on=on),
        ],
    }


def _reasons(review: Review) -> list[str]:
    found = [str(hit["reason"]) for hit in review.reasons]
    return found or ["不属于应当审核的情形，由承办机构送审。"]


def earlier_rounds(review: Review) -> list[str]:
    """再次送审记录: each earlier round, its outcome and what the unit did about it."""
    lines = []
    rows = Review.objects.of(review.decision).filter(round__lt=review.round)
    for row in rows.select_related("handling"):
        ended = f"，{day(row.decided_on)}{row.number}" if row.decided_on else ""
        lines.append(
            f"第{row.round}次：{day(row.submitted_on)}送审{ended}，{row.get_status_display()}。"
        )
        if hasattr(row, "handling"):
            lines.append(f"处理情况（{day(row.handling.on)}）：{row.handling.text}")
    return lines


def _capacity(review: Review, on: date) -> list[str]:
    """The organ as announced, and the certificate of every handler on the day."""
    agency, lines = review.agency, []
    if agency.confirmed_by and agency.announced_on:
        lines = [f"{agency.name}：{agency.confirmed_by}确认，{day(agency.announced_on)}公告。"]
    for officer in handlers(review.decision.case):
        card = officer.certificate_on(on)
        held = (
            f"执法证{card.number}，有效期至{day(card.valid_to)}" if card else "当日没有有效的执法证"
        )
        lines.append(f"{officer.name}：{held}。")
    return lines


def _box(label: str, text: str = "", name: str = "", on: date | None = None) -> dict[str, str]:
    return {"label": label, "text": text, "name": name, "date": on.isoformat() if on else ""}
