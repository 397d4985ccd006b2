"""Forms of the submission and of the list of reviewers; the opinion has its own module."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import PastDateField, PortalForm
from enforcement.models import User
from legal_review.answers import Answer
from legal_review.models import Qualification

YES, NO = "yes", "no"


class SubmitForm(PortalForm):
    """送审: every head judged with its reason, the materials declared true, accurate, complete."""

    declared = forms.BooleanField(
        label=_("我承诺送审材料真实、准确、完整，并对此负责（国办发〔2018〕118号第十四条）。"),
        error_messages={"required": _("承办人应当承诺送审材料真实、准确、完整。")},
    )

    def __init__(
        self, *args: Any, questions: Mapping[str, str], returned: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        if returned:
            self.fields["handled"] = forms.CharField(
                label=_("对上次审核意见（%(number)s）的处理情况") % {"number": returned},
                widget=forms.Textarea(attrs={"rows": 4}),
                error_messages={"required": _("请写明对上次审核意见逐项作了哪些处理。")},
            )
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
