"""Announcing one file of a case: what is told of the evidence, before any byte is sent."""

from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recording.forms.evidence import EvidenceForm
from recording.services.evidence import NAME_LENGTH
from recording.services.uploads import Announced, Described


class AnnounceForm(EvidenceForm):
    """The evidence form without its files; each file is announced by name, size and digest."""

    originals = None  # type: ignore[assignment]  # Django's way to leave a field out
    file_name = forms.CharField(label=_("原文件名"), max_length=NAME_LENGTH, strip=False)
    size = forms.IntegerField(label=_("大小"), min_value=0)
    sha256 = forms.CharField(label=_("SHA-256 校验值"), max_length=64, required=False)

    def announced(self) -> Announced:
        """The file."""
        names = [field.name for field in fields(Announced)]
        return Announced(**{name: self.cleaned_data[name] for name in names})

    def described(self) -> Described:
        """What it will be as evidence."""
        data: dict[str, Any] = self.cleaned_data
        return Described(
            kind=data["kind"],
            media=data["medium"],
            stage=data["stage"],
            title=data["title"],
            taking=self.taking(),
            insist=data["insist_reason"],
        )
