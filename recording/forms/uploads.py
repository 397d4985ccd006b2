"""Announcing one file of a case: what is told of the evidence, before any byte is sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recording.forms.evidence import EvidenceForm
from recording.services.evidence import NAME_LENGTH
from recording.services.uploads import Announced, Described


class DescribeForm(EvidenceForm):
    """The evidence form without its files: what a file that came otherwise shows."""

    originals = None  # type: ignore[assignment]  # Django's way to leave a field out

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


class AnnounceForm(DescribeForm):
    """Each file is announced by name, size and, where known, digest."""

    file_name = forms.CharField(label=_("原文件名"), max_length=NAME_LENGTH, strip=False)
    size = forms.IntegerField(label=_("大小"), min_value=0)
    modified = forms.IntegerField(required=False, min_value=0)
    sha256 = forms.CharField(label=_("SHA-256 校验值"), max_length=64, required=False)

    def announced(self) -> Announced:
        """The file."""
        data: dict[str, Any] = self.cleaned_data
        return Announced(
            file_name=data["file_name"],
            size=data["size"],
            sha256=data["sha256"],
            modified=data["modified"] or 0,
        )
