"""The end of a publication by credit repair (信用修复) or by the agency's own early stop."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from disclosure.models.publication import Publication


class CreditRepair(models.Model):
    """Why a penalty is no longer public before its time; the public is not told that it was.

    `conditions`: keys of the profile's `early_stop` rows that somebody confirmed.
    """

    class Ground(models.TextChoices):
        NOTICE = "notice", _("收到信用修复通知")
        EARLY = "early", _("本机关决定提前停止公示")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(_("停止公示的依据"), max_length=10, choices=Ground.choices)
    organ = models.CharField(_("作出通知或者决定的机关"), max_length=200)
    paper_no = models.CharField(_("通知或者决定文号"), max_length=128)
    dated_on = models.DateField(_("通知或者决定日期"))
    conditions = models.JSONField(_("符合的条件"), default=list)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("信用修复")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(organ="") & ~models.Q(paper_no=""),
                name="credit_repair_names_its_paper",
            ),
        ]
