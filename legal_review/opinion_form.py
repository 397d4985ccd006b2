"""The form of the opinion: the checklist head by head, the kinds of problem, words and outcome."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from legal_review import outcomes
from legal_review.models import ReviewCheck
from legal_review.services import Check

APPROVE, RETURN = "approve", "return"
Result = ReviewCheck.Result
# A reason is asked for these.
WANTING = (Result.FAIL, Result.FLAW)
PARTS = ("result", "code", "note", "refs")


class OpinionForm(PortalForm):
    """The checklist, head by head, the written opinion and the outcome.

    `heads`: head -> label; `materials`: value -> title of what a head may rest on; `flaws`: whether
    the profile lets a head pass with a flaw that is cured later.
    """

    def __init__(
        self,
        *args: Any,
        heads: Mapping[str, str],
        materials: Sequence[tuple[str, str]] = (),
        flaws: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.heads, self.materials, self.flaws = heads, dict(materials), flaws
        for key, label in heads.items():
            self.fields |= _head_fields(key, label, materials, flaws=flaws)
        self.fields["problems"] = forms.MultipleChoiceField(
            label=_("存在问题的类型"),
            choices=[(row.key, row.label) for row in outcomes.problems().values()],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=_("退回时选择；不选择的，按各项原因代码归类。"),
        )
        self.fields["opinion"] = forms.CharField(
            label=_("审核意见"), widget=forms.Textarea(attrs={"rows": 5})
        )
        self.fields["outcome"] = forms.ChoiceField(
            label=_("审核结论"),
            choices=[(APPROVE, _("审核通过")), (RETURN, _("审核不通过，退回承办机构"))],
            widget=forms.RadioSelect,
        )

    @property
    def groups(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each head, by part: result, code, note, refs."""
        return [{part: self[f"{part}_{key}"] for part in PARTS} for key in self.heads]

    def clean(self) -> dict[str, Any]:
        """A head found wanting says why, in words and by a code."""
        data = super().clean() or {}
        for key in self.heads:
            if data.get(f"result_{key}") not in WANTING:
                continue
            if not data.get(f"note_{key}", "").strip():
                self.add_error(f"note_{key}", _("不通过的，应当说明理由。"))
            if not data.get(f"code_{key}"):
                self.add_error(f"code_{key}", _("不通过的，应当选择原因。"))
        return data

    def checks(self) -> list[Check]:
        """The answers, in the order of the checklist."""
        data = self.cleaned_data
        return [
            Check(
                key,
                label,
                data[f"result_{key}"],
                data[f"note_{key}"],
                data[f"code_{key}"] if data[f"result_{key}"] in WANTING else "",
                tuple(self._ref(value) for value in data[f"refs_{key}"]),
            )
            for key, label in self.heads.items()
        ]

    def _ref(self, value: str) -> dict[str, str]:
        kind, key = value.split(":", 1)
        return {"kind": kind, "id": key, "title": str(self.materials[value])}


def _head_fields(
    key: str, label: str, materials: Sequence[tuple[str, str]], *, flaws: bool
) -> dict[str, forms.Field]:
    results = [row for row in Result.choices if row[0] != Result.FLAW]
    if flaws and outcomes.curable(key):
        results.append((Result.FLAW.value, Result.FLAW.label))
    reasons = [(row.key, row.label) for row in outcomes.reasons_of(key)]
    return {
        f"result_{key}": forms.ChoiceField(
            label=label, choices=results, widget=forms.RadioSelect, initial=""
        ),
        f"code_{key}": forms.ChoiceField(
            label=_("原因：%(head)s") % {"head": label},
            choices=[("", _("不选择")), *reasons],
            required=False,
        ),
        f"note_{key}": forms.CharField(
            label=_("说明：%(head)s") % {"head": label}, required=False, max_length=1000
        ),
        f"refs_{key}": forms.MultipleChoiceField(
            label=_("所据材料：%(head)s") % {"head": label},
            choices=materials,
            required=False,
        ),
    }
