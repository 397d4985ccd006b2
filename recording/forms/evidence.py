"""Uploading evidence: one or several originals with what must be told about them."""

from dataclasses import fields
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from enforcement.models import Case, Officer
from recording import kinds
from recording.forms.base import PastTimeField
from recording.models import Evidence, Step
from recording.models.media import REASON_LENGTH
from recording.models.step import Stage
from recording.services.evidence import TITLE_LENGTH, Taking

DEVICE_TIME = _("按设备显示的时间填写；照片、录音、录像必填。")


Uploaded = Any  # django's UploadedFile, which is generic only in the stubs


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more uploaded files; cleans to a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Uploaded]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(item, initial) for item in given or [None]]


class StepChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Steps by their kind and time."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{timezone.localtime(obj.at):%Y-%m-%d %H:%M} {kinds.step_label(obj.kind)}"


def of_step(case: Case, key: str) -> dict[str, Any]:
    """What a step of the case (its key, or "") tells about a recording of it."""
    step = Step.objects.filter(case=case, pk=key).first() if key.isdecimal() else None
    if step is None:
        return {}
    told = {"step": step.pk, "stage": step.stage, "place": step.place}
    return {**told, "kind": Evidence.Kind.AUDIOVISUAL}


class EvidenceForm(PortalForm):
    """Originals of one taking: the same kind, place and time."""

    originals = FilesField(
        label=_("原始文件"), help_text=_("可以选择多个文件；请上传未经剪辑、修改的原件。")
    )
    medium = forms.ChoiceField(label=_("媒体"), choices=Evidence.Media.choices)
    kind = forms.ChoiceField(label=_("证据种类"), choices=Evidence.Kind.choices)
    stage = forms.ChoiceField(label=_("阶段"), choices=Stage.choices, initial=Stage.INVESTIGATION)
    step = StepChoice(
        label=_("所属环节"),
        queryset=Step.objects.none(),
        required=False,
        help_text=_("记录某一环节的音像资料，应当选择该环节。"),
    )
    title = forms.CharField(
        label=_("名称"),
        max_length=TITLE_LENGTH,
        required=False,
        help_text=_("不填写的，使用原文件名。"),
    )
    full_recording = forms.BooleanField(label=_("全程不间断记录"), required=False)
    device_no = forms.CharField(label=_("设备编号"), max_length=60, required=False)
    recorder = forms.ModelChoiceField(
        label=_("记录人"), queryset=Officer.objects.none(), required=False
    )
    place = forms.CharField(label=_("地点"), max_length=200, required=False)
    started_at = PastTimeField(label=_("记录开始时间"), required=False, help_text=DEVICE_TIME)
    ended_at = PastTimeField(label=_("记录结束时间"), required=False)
    returned_at = PastTimeField(
        label=_("返回单位时间"), required=False, help_text=_("非当日上传的，应当填写。")
    )
    late_reason = forms.CharField(label=_("逾期上传的理由"), max_length=300, required=False)
    insist = forms.BooleanField(
        label=_("仍要保留"),
        required=False,
        help_text=_("文件不完整、已加密或者格式不符而被拒绝，但确是原件的，勾选并写明理由。"),
    )
    insist_reason = forms.CharField(
        label=_("仍要保留的理由"), max_length=REASON_LENGTH, required=False
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].queryset = Step.objects.filter(case=case)  # type: ignore[attr-defined]  # a ModelChoiceField
        officers = Officer.objects.filter(agency=case.agency_id, status=Officer.Status.ACTIVE)
        self.fields["recorder"].queryset = officers.order_by("pk")  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_insist_reason(self) -> str:
        """A reason is needed to insist, and says nothing without the tick."""
        reason = str(self.cleaned_data["insist_reason"]).strip()
        if self.cleaned_data.get("insist") and not reason:
            raise forms.ValidationError(_("勾选“仍要保留”的，应当写明理由。"))
        return reason if self.cleaned_data.get("insist") else ""

    def taking(self) -> Taking:
        """The circumstances, as evidence.seal takes them."""
        names = [field.name for field in fields(Taking)]
        return Taking(**{name: self.cleaned_data[name] for name in names})

    def titled(self) -> list[tuple[Uploaded, str]]:
        """Each file with its title; several files under one title are numbered."""
        files, title = self.cleaned_data["originals"], self.cleaned_data["title"]
        if not title or len(files) == 1:
            return [(file, title) for file in files]
        numbered = [(file, f"（{no}）") for no, file in enumerate(files, start=1)]
        return [(file, title[: TITLE_LENGTH - len(end)] + end) for file, end in numbered]
