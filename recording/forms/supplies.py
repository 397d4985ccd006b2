"""Forms of the supply to outsiders."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import ActForm
from core.errors import RuleError
from core.forms import PortalForm
from enforcement.models import Case, User
from recording import access
from recording.models import EditedCopy, Evidence, Supply
from recording.services.supplies import Piece

CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})", re.ASCII)
RUNNING = (Evidence.Media.AUDIO, Evidence.Media.VIDEO)


class SupplyForm(PortalForm):
    """Who asks for what, why and on which ground; every piece is chosen by itself."""

    organisation = forms.CharField(label=gettext_lazy("单位"), max_length=120)
    applicant = forms.CharField(label=gettext_lazy("申请人（经办人）"), max_length=60)
    contact = forms.CharField(label=gettext_lazy("联系方式"), max_length=60, required=False)
    basis = forms.ChoiceField(
        label=gettext_lazy("依据"), choices=[("", gettext_lazy("请选择")), *Supply.Basis.choices]
    )
    paper = forms.CharField(
        label=gettext_lazy("来函文号或者申请书"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("机关依法调取的必须填写。"),
    )
    purpose = forms.CharField(label=gettext_lazy("用途"), max_length=300)
    scope = forms.MultipleChoiceField(
        label=gettext_lazy("提供的材料"), widget=forms.CheckboxSelectMultiple
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("交付方式"),
        choices=Supply.Channel.choices,
        help_text=gettext_lazy("提供的都是加注接收人的副本，原件不出库。"),
    )
    due_on = forms.DateField(label=gettext_lazy("应当提供的日期"))

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, initial={"due_on": timezone.localdate()}, **kwargs)
        items = (
            Evidence.objects.visible_to(user)
            .filter(case=case, disposal=None)
            .order_by("uploaded_at", "pk")
        )
        self.items = {str(row.pk): row for row in items}
        ready = EditedCopy.objects.filter(evidence__in=items, status=EditedCopy.Status.READY)
        self.copies = {f"copy-{row.pk}": row for row in ready.select_related("evidence")}
        closed = access.closed_items(case)
        self.fields["scope"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField
            *((key, named(row, closed)) for key, row in self.items.items()),
            *(
                (
                    key,
                    _("%(title)s：编辑副本%(no)s，%(purpose)s")
                    % {"title": row.evidence.title, "no": row.pk, "purpose": row.purpose},
                )
                for key, row in self.copies.items()
            ),
        ]
        for key, row in self.items.items():
            if row.media in RUNNING:
                self.fields[f"part-{key}"] = forms.CharField(
                    label=_("“%(title)s”的时段") % {"title": row.title},
                    max_length=20,
                    required=False,
                    help_text=_("只提供其中一段的，填写起止，例如 0:30-1:15；不填写的提供全部。"),
                )

    def pieces(self) -> list[Piece]:
        """The chosen scope. RuleError for a span that is none."""
        found = []
        for key in self.cleaned_data["scope"]:
            if key in self.copies:
                found.append(Piece(self.copies[key].evidence, edited=self.copies[key]))
                continue
            begin, end = span_of(self.cleaned_data.get(f"part-{key}", ""), f"part-{key}")
            found.append(Piece(self.items[key], begin=begin, end=end))
        return found

    def told(self) -> dict[str, Any]:
        """The rest of what `supplies.ask` takes."""
        parts = ("scope", *(name for name in self.fields if name.startswith("part-")))
        return {name: value for name, value in self.cleaned_data.items() if name not in parts}


def named(row: Evidence, closed: dict[str, str]) -> str:
    """An item to choose, with its class when it is closed."""
    group = closed.get(str(row.pk)) or closed.get("", "")
    kind = str(row.get_media_display())
    words = _("%(kind)s，限制查阅：%(group)s") % {"kind": kind, "group": group} if group else kind
    return f"{row.title}（{words}）"


def span_of(text: str, field: str) -> tuple[int | None, int | None]:
    """Seconds from "0:30-1:15"; None twice for "". RuleError for anything else."""
    if not text.strip():
        return None, None
    ends = [
        CLOCK.fullmatch(part.strip()) for part in re.split(r"[-–—~至]", text.replace("：", ":"))
    ]
    seconds = [
        int(end[1] or 0) * 3600 + int(end[2]) * 60 + int(end[3]) for end in ends if end is not None
    ]
    if len(ends) != len(seconds) or len(seconds) != 2 or seconds[0] >= seconds[1]:
        raise RuleError(
            _("时段“%(text)s”不能识别。") % {"text": text},
            remedy=_("请按“分:秒-分:秒”填写，例如 0:30-1:15，止应当晚于起。"),
            field=field,
        )
    return seconds[0], seconds[1]


class ApproveForm(ActForm):
    """What the approver adds."""

    answer = forms.CharField(label=gettext_lazy("审批意见"), max_length=300, required=False)


class RefuseForm(ActForm):
    """Why it is refused."""

    answer = forms.CharField(label=gettext_lazy("不予提供的理由"), max_length=300)


class HandOverForm(ActForm):
    """Who signed for which medium."""

    receiver = forms.CharField(label=gettext_lazy("接收人（签收）"), max_length=60)
    medium = forms.CharField(
        label=gettext_lazy("介质及编号"), max_length=100, help_text=gettext_lazy("例如光盘 2 张。")
    )


class CodeForm(PortalForm):
    """The code that was told apart from the address."""

    code = forms.CharField(
        label=gettext_lazy("提取码"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
