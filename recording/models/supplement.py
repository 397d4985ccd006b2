"""What an archived file has beside its open volumes: a sealed inner volume, and supplementary ones."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Blob
from enforcement.models import Case
from recording.models.archive import Archive


class InnerVolume(models.Model):
    """The list of what is closed (密封内卷). The file's own list names only how much it is.

    Append-only; made when the file is sealed.
    """

    archive = models.OneToOneField(Archive, on_delete=models.PROTECT, related_name="inner")
    manifest = models.JSONField()
    manifest_sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("密封内卷")


class SupplementQuerySet(models.QuerySet["Supplement"]):
    """Reading vocabulary of supplementary volumes."""

    def visible_to(self, user: Any) -> "SupplementQuerySet":
        """Those of the files of cases the account may see."""
        return self.filter(archive__case__in=Case.objects.visible_to(user))

    def sealed(self) -> "SupplementQuerySet":
        """Those that belong to the file, in order."""
        return self.filter(status=Supplement.Status.SEALED).order_by("no")


class Supplement(models.Model):
    """A supplementary volume (补充卷): the only way to add to an archived file (domain §8.6).

    Asked for with a reason, approved by another person, then sealed under the next number: its list names the seal of the
    file and of the volume before it, so that none can be taken out unseen.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("收集材料")
        SUBMITTED = "submitted", _("待批准")
        SEALED = "sealed", _("已入卷")
        REFUSED = "refused", _("不予批准")
        WITHDRAWN = "withdrawn", _("已撤回")

    archive = models.ForeignKey(Archive, on_delete=models.PROTECT, related_name="supplements")
    request_no = models.PositiveSmallIntegerField()
    no = models.PositiveSmallIntegerField(_("卷号"), null=True, blank=True)
    reason = models.CharField(_("补充理由"), max_length=300)
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(_("批准日期"), null=True, blank=True)
    opinion = models.CharField(_("审批意见"), max_length=300, blank=True)
    manifest = models.JSONField(default=dict, blank=True)
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(_("页数"), default=0)

    objects = SupplementQuerySet.as_manager()

    class Meta:
        verbose_name = _("补充卷")
        constraints = [
            models.UniqueConstraint(
                fields=["archive", "request_no"], name="supplement_request_once"
            ),
            models.UniqueConstraint(fields=["archive", "no"], name="supplement_number_once"),
            models.UniqueConstraint(
                fields=["archive"],
                condition=Q(status__in=["draft", "submitted"]),
                name="supplement_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("requested_by")), name="supplement_by_another"
            ),
            models.CheckConstraint(
                condition=Q(status="sealed", decided_by__isnull=False, decided_on__isnull=False)
                & Q(no__isnull=False)
                & ~Q(manifest_sha256="")
                | ~Q(status="sealed") & Q(manifest_sha256="", no=None),
                name="supplement_sealed_has_list",
            ),
        ]

    @property
    def case(self) -> Case:
        """The case of the file."""
        return self.archive.case

    @property
    def agency_id(self) -> int:
        """The agency of the file."""
        return int(self.archive.agency_id)


class SupplementItem(models.Model):
    """A piece of a supplementary volume, or (`paper` not empty) its cover, contents or notes."""

    supplement = models.ForeignKey(Supplement, on_delete=models.PROTECT, related_name="items")
    no = models.PositiveSmallIntegerField(_("序号"))
    paper = models.CharField(max_length=20, blank=True)
    title = models.CharField(_("材料名称"), max_length=200)
    number = models.CharField(_("文号"), max_length=128, blank=True)
    dated_on = models.DateField(_("材料日期"))
    source = models.CharField(_("来源和补入原因"), max_length=300, blank=True)
    file_name = models.CharField(_("原文件名"), max_length=255, blank=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveIntegerField(_("页数"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("补充卷材料")
        ordering = ["paper", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplement", "paper", "no"], name="supplement_item_once"
            )
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the file."""
        return self.supplement.agency_id
