"""Forms of the publication desk."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import LookUpForm, PortalForm, RowsField
from disclosure import eligibility
from disclosure.comparison import Row
from disclosure.models import AutomaticWithholding, Publication
from disclosure.services import pipeline
from enforcement.models.kinds import ActionKind

WAITING, MINE, LATE, CONFIRM = "waiting", "mine", "late", "confirm"


class QueueFilter(LookUpForm):
    """Which publications the queue shows; without a choice those that wait for somebody."""

    status = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            (WAITING, _("待办")),
            (MINE, _("本人待办")),
            (LATE, _("逾期（含逾期公开）")),
            (CONFIRM, _("待确认不公开")),
            *Publication.Status.choices,
        ],
    )
    kind = forms.ChoiceField(
        label=_("执法类别"), required=False, choices=[("", _("全部")), *ActionKind.choices]
    )


class MoveForm(PortalForm):
    """One of several forms of a page: its fields get ids of their own."""

    scope = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"id_{self.scope}_%s", **kwargs})


class RedactForm(MoveForm):
    """The text for the public, section by section; the engine's proposal is what it starts from."""

    scope = "redact"
    title = forms.CharField(label=_("标题"), max_length=300)
    party_name = forms.CharField(label=_("当事人（公开显示）"), max_length=200)
    marks = forms.CharField(
        required=False, initial="", max_length=50_000, widget=forms.HiddenInput()
    )

    def __init__(self, *args: Any, rows: Sequence[Row], **kwargs: Any) -> None:
        texts = {row.key: row for row in rows}
        initial = {
            "marks": "",
            "title": texts["case_title"].public,
            "party_name": texts["party_name"].public,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.headings = {
            f"section_{row.key}": row.heading
            for row in rows
            if row.key not in ("case_title", "party_name")
        }
        for name in self.headings:
            row = texts[name.removeprefix("section_")]
            text = row.public
            self.fields[name] = forms.CharField(
                label=row.name,
                required=False,
                initial=text,
                widget=forms.Textarea(attrs={"rows": max(2, len(text) // 40 + 1)}),
            )

    def edits(self) -> dict[str, Any]:
        """What `pipeline.redact` takes."""
        data = self.cleaned_data
        sections = [[heading, data[name]] for name, heading in self.headings.items()]
        return {"title": data["title"], "party_name": data["party_name"], "sections": sections}


class ApproveForm(MoveForm):
    """保密审查 and 审批 of exactly the version on the page, in one click."""

    scope = "approve"
    examined = forms.BooleanField(
        widget=forms.HiddenInput(),
        initial="on",
        error_messages={"required": _("请先进行保密审查并确认。")},
    )
    seen = forms.CharField(widget=forms.HiddenInput(), max_length=64)


class ReturnForm(MoveForm):
    """Why the redaction goes back to its author."""

    scope = "return"
    reason = forms.CharField(label=_("退回理由"), widget=forms.Textarea(attrs={"rows": 3}))
    secret = forms.BooleanField(
        label=_("经保密审查，部分内容不得公开（理由中不得写出秘密本身）"), required=False
    )


class PublishForm(MoveForm):
    """发布 has nothing to fill in: the day is today."""

    scope = "publish"


class WithholdForm(MoveForm):
    """不公开: the statutory ground and why it applies."""

    scope = "withhold"
    code = forms.ChoiceField(label=_("法定事由"))
    reason = forms.CharField(label=_("具体理由"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, publication: Publication, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["code"]
        # Nothing is chosen beforehand: the ground is the person's to name.
        field.choices = [("", _("请选择法定事由"))] + [
            (code, f"{reason}（{article}）")
            for code, (reason, article) in eligibility.choices(publication).items()
        ]


class ConfirmForm(MoveForm):
    """确认不公开: of exactly the ground on the page, in one click; an opinion may be added."""

    scope = "confirm"
    code = forms.CharField(widget=forms.HiddenInput(), max_length=40)
    opinion = forms.CharField(
        label=_("确认意见"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ConfirmAllForm(PortalForm):
    """确认不公开 of several in one act; a key stands for one withholding and its one ground."""

    withholdings = RowsField(
        AutomaticWithholding.objects.none(),
        label=_("待确认不公开"),
        error_messages={
            "required": _("请至少选择一项。"),
            "invalid_choice": _(
                "所选的一项已经由他人确认，或者不公开事由已经变化，请核对后重新选择。"
            ),
        },
    )
    opinion = forms.CharField(
        label=_("确认意见"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    examined = forms.BooleanField(
        label=_("所选各项的事由和依据均已逐项核对，确属依法不公开"),
        error_messages={"required": _("请先逐项核对，再勾选确认。")},
    )

    def __init__(self, *args: Any, rows: QuerySet[AutomaticWithholding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["withholdings"].queryset = rows  # type: ignore[attr-defined]  # a RowsField


class ReconsiderForm(MoveForm):
    """重新评估公开: why the ground of withholding no longer stands."""

    scope = "reconsider"
    reason = forms.CharField(
        label=_("不公开事由已经消失的理由"), widget=forms.Textarea(attrs={"rows": 3})
    )


class WithdrawForm(MoveForm):
    """撤下: the ground, unless the decision fell, and the reason the public will read."""

    scope = "withdraw"
    ground = forms.ChoiceField(
        label=_("撤下的事由"),
        help_text=_(
            "公开的内容有误的，不得撤下，请更正公开文本；决定被撤销、变更的，请先登记结果。"
        ),
    )
    reason = forms.CharField(
        label=_("向社会公开说明的理由"),
        help_text=_("撤下后原网址只显示此理由，不得包含应当隐去的信息。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, publication: Publication, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if publication.fell:
            del self.fields["ground"]
            return
        field: Any = self.fields["ground"]
        field.choices = [("", _("请选择事由"))] + [
            (code, f"{words}（{article}）") for code, (words, article) in pipeline.GROUNDS.items()
        ]
