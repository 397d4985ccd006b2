"""The settings of the archive room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm


class FileRoomForm(PortalForm):
    """Numbers and place, as the archive room assigned them."""

    fonds_no = forms.CharField(
        label=_("全宗号"),
        max_length=20,
        required=False,
        help_text=_("由档案馆编定，一个机关一个；印在每份案卷的封面和目录上。"),
    )
    catalogue_no = forms.CharField(
        label=_("目录号"),
        max_length=20,
        required=False,
        help_text=_("行政执法案卷所在案卷目录的编号。"),
    )
    place = forms.CharField(
        label=_("纸质案卷存放地点"),
        max_length=100,
        required=False,
        help_text=_("例如：机关办公楼三楼档案室；记入卷内备考表。"),
    )
