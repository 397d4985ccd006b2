"""Forms of the review: the submission and the reviewer's checklist."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import PastDateField, PortalForm
from enforcement.models import User
from legal_review.answers import Answer
from legal_review.models import Qualification, ReviewCheck
from legal_review.services import Check

APPROVE, RETURN = "approve", "return"
YES, NO = "yes", "no"


class SubmitForm(PortalForm):
    """送审: every head judged with its reason, the materials declared true, accurate, complete."""

    declared = forms.BooleanField(
        label=_("我承诺送审材料真实、准确、完整，并对此负责（国办发〔2018〕118号第十四条）。"),
        error_messages={"required": _("承办人应当承诺送审材料真实、准确、完整。")},
    )

    def __init__(self, *args: Any, questions: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for key, label in questions.items():
            self.fields[f"applies_{key}"] = forms.ChoiceField(
                label=label,
                choices=[(YES, _("是")), (NO, _("否"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("请选择是或者否。")},
            )
            self.fields[f"reason_{key}"] = forms.CharField(
                label=_("理由：%(head)s") % {"head": label},
                max_length=1000,
                error_messages={"required": _("请写明判断的理由。")},
            )
        self.order_fields([name for name in self.fields if name != "declared"])

    def answers(self) -> list[Answer]:
        """The handler's judgement of each head, in the order of the profile."""
        data = self.cleaned_data
        return [
            Answer(key, data[f"applies_{key}"] == YES, data[f"reason_{key}"])
            for key in self.questions
        ]

    @staticmethod
    def known(answers: Sequence[Answer]) -> dict[str, str]:
        """Answers given before, as initial values."""
        chosen = {f"applies_{row.head}": YES if row.applies else NO for row in answers}
        return {**chosen, **{f"reason_{row.head}": row.reason for row in answers}}


class OpinionForm(PortalForm):
    """The checklist, head by head, the written opinion and the outcome."""

    def __init__(self, *args: Any, heads: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heads = heads
        for key, label in heads.items():
            self.fields[f"result_{key}"] = forms.ChoiceField(
                label=label,
                choices=ReviewCheck.Result.choices,
                widget=forms.RadioSelect,
                initial="",
            )
            self.fields[f"note_{key}"] = forms.CharField(
                label=_("说明：%(head)s") % {"head": label}, required=False, max_length=1000
            )
        self.fields["opinion"] = forms.CharField(
            label=_("审核意见"), widget=forms.Textarea(attrs={"rows": 5})
        )
        self.fields["outcome"] = forms.ChoiceField(
            label=_("审核结论"),
            choices=[(APPROVE, _("审核通过")), (RETURN, _("审核不通过，退回承办机构"))],
            widget=forms.RadioSelect,
        )

    def clean(self) -> dict[str, Any]:
        """A failed head says why."""
        data = super().clean() or {}
        for key in self.heads:
            if data.get(f"result_{key}") == "fail" and not data.get(f"note_{key}", "").strip():
                self.add_error(f"note_{key}", _("不通过的，应当说明理由。"))
        return data

    def checks(self) -> list[Check]:
        """The answers, in the order of the checklist."""
        data = self.cleaned_data
        return [
            Check(key, label, data[f"result_{key}"], data[f"note_{key}"])
            for key, label in self.heads.items()
        ]


class QualificationForm(PortalForm):
    """Who may review, on which ground, from when."""

    account = forms.ModelChoiceField(
        label=_("法制审核人员"),
        queryset=User.objects.none(),
        help_text=_("列出本机关具有“法制审核人员”角色的账号。"),
    )
    ground = forms.ChoiceField(label=_("资格依据"), choices=Qualification.Ground.choices)
    number = forms.CharField(label=_("证书编号"), max_length=60, required=False)
    reviewing_since = PastDateField(label=_("从事法制审核起始日期"))
    valid_from = forms.DateField(label=_("生效日期"))

    def __init__(self, *args: Any, accounts: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]  # a ModelChoiceField


class QualificationEndForm(PortalForm):
    """Ending a qualification."""

    on = forms.DateField(label=_("终止日期"))
    reason = forms.CharField(label=_("原因"), max_length=200)
