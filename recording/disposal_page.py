"""What the register of destruction shows of an appraisal, on screen and on paper."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import pdf
from core.chinese import date_text, datetime_text
from recording.models import Disposal, DisposalAppraisal, DisposalItem, EditedCopy, Evidence


@dataclass(frozen=True)
class Line:
    """One item of the list. `seen`: the account may open its case; `gone`: what stays of it; `copies`:
    how many edited copies went with it."""

    item: DisposalItem
    seen: bool
    gone: Disposal | None
    copies: int = 0

    @property
    def state(self) -> str:
        """What became of the item, in words."""
        if self.item.left_out:
            return _("未销毁：%(why)s") % {"why": self.item.left_out}
        if self.gone is None:
            return _("尚未执行")
        if self.gone.removed_at is None:
            return _("正在销毁")
        day = timezone.localtime(self.gone.removed_at).date()
        if self.gone.shared:
            return _("%(day)s 已销毁（相同内容另有证据保存，字节保留）") % {"day": day}
        if self.copies:
            text = _("%(day)s 已销毁，连同编辑副本 %(n)s 份")
            return text % {"day": day, "n": self.copies}
        return _("%(day)s 已销毁") % {"day": day}


def lines(row: DisposalAppraisal, user: Any) -> list[Line]:
    """The list of an appraisal; four queries whatever its length."""
    items = row.items.select_related("evidence__case", "evidence__blob", "evidence__disposal")
    found = list(items)
    keys = [item.evidence_id for item in found]
    seen = set(Evidence.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    made = EditedCopy.objects.filter(evidence__in=keys).exclude(blob=None).order_by()
    copies = Counter(made.values_list("evidence", flat=True))
    return [
        Line(
            item,
            item.evidence_id in seen,
            item.evidence.disposal
            if hasattr(item.evidence, "disposal") and item.evidence.disposal.appraisal_id == row.pk
            else None,
            copies[item.evidence_id],
        )
        for item in found
    ]


def _day(value: date) -> str:
    return f"{value:%Y-%m-%d}"


def _moment(value: datetime) -> str:
    return f"{value:%Y-%m-%d %H:%M}"


def told(
    row: DisposalAppraisal,
    day: Callable[[date], str] = _day,
    moment: Callable[[datetime], str] = _moment,
) -> list[tuple[str, Any]]:
    """The elements of the appraisal (档案法实施条例 24); `day` and `moment` write its times."""
    decided = row.decided_at and moment(timezone.localtime(row.decided_at))
    done = row.executed_at and moment(timezone.localtime(row.executed_at))
    pairs = [
        (_("鉴定机关"), row.agency.name),
        (_("鉴定人"), row.appraiser.name),
        (_("鉴定小组成员"), row.members),
        (_("鉴定日期"), day(row.appraised_on)),
        (_("鉴定依据"), row.grounds),
        (_("价值鉴定意见"), row.assessment),
        (_("状态"), row.get_status_display()),
        (_("审批人"), row.decided_by.name if row.decided_by else ""),
        (_("审批时间"), decided or ""),
        (_("审批意见"), row.opinion),
        (_("执行时间"), done or ""),
    ]
    return [pair for pair in pairs if pair[1]]


def _boxes(row: DisposalAppraisal) -> list[dict[str, str]]:
    """Where those sign who appraised and who decided."""
    decided = timezone.localtime(row.decided_at).date().isoformat() if row.decided_at else ""
    name = row.decided_by.name if row.decided_by else ""
    return [
        {"label": _("鉴定小组成员"), "text": "", "name": "", "date": ""},
        {"label": _("审批人"), "text": row.opinion, "name": name, "date": decided},
    ]


@translation.override(settings.LANGUAGE_CODE)
def as_pdf(row: DisposalAppraisal, user: Any) -> bytes:
    """The record of the appraisal with its list, for signature and the file of the archive."""
    rows = [
        [
            str(no),
            line.item.evidence.case.number or "" if line.seen else _("限制查阅"),
            line.item.evidence.title if line.seen else _("限制查阅"),
            date_text(line.item.until),
            line.item.evidence.blob_id[:16],
            line.state,
        ]
        for no, line in enumerate(lines(row, user), 1)
    ]
    signed = {_("审批人"), _("审批意见")}  # said in the box that is signed
    context = {
        "agency_name": row.agency.name,
        "title": _("证据保管期满鉴定（销毁）记录"),
        "case_no": str(row),
        "date": row.appraised_on.isoformat(),
        "fields": [
            list(pair) for pair in told(row, date_text, datetime_text) if pair[0] not in signed
        ],
        "columns": [
            *(_("序号"), _("案号"), _("名称"), _("保管至"), _("SHA-256（前16位）"), _("处理结果")),
        ],
        "rows": rows,
        "kind_of_table": "small",
        "opinions": _boxes(row),
        "notes": [
            _(
                "依据：档案法实施条例第二十四条。销毁后仅保留校验值、本记录和审计日志；原件不能恢复。"
            )
        ],
    }
    return pdf.render("documents/form.html", context)
