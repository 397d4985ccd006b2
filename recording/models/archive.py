"""The archived file (案卷): an immutable manifest of everything in it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency, Case


class Archive(models.Model):
    """One sealed file. After archiving nobody adds or removes a page (domain §8.6)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("归档号"), max_length=20)
    retention = models.CharField(_("保管期限"), max_length=20)
    manifest = models.JSONField()
    manifest_sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    sealed_on = models.DateField(_("归档日期"))
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("案卷")
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="archive_number_once")
        ]


class FileRoom(models.Model):
    """What the agency's archive room (档案部门) has assigned: numbers that every cover bears."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="+")
    fonds_no = models.CharField(_("全宗号"), max_length=20, blank=True)
    catalogue_no = models.CharField(_("目录号"), max_length=20, blank=True)
    place = models.CharField(_("纸质案卷存放地点"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("档案室设置")
