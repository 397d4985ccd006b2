"""Parties (当事人、行政相对人). Personal data is encrypted at rest and never indexed in clear."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from enforcement.models.agency import Agency
from enforcement.models.kinds import PartyKind


class Party(models.Model):
    """One party as the agency knows it. `flags` are warnings about its codes, never refusals."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("行政相对人类别"), max_length=12, choices=PartyKind.choices)
    name = models.CharField(_("名称或姓名"), max_length=200)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, db_index=True)
    legal_rep = models.CharField(_("法定代表人或经营者"), max_length=60, blank=True)
    id_no = EncryptedTextField(_("证件号码"), blank=True)
    id_hash = models.CharField(max_length=64, blank=True, db_index=True)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    address = EncryptedTextField(_("地址"), blank=True)
    phone = EncryptedTextField(_("联系电话"), blank=True)
    flags = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("当事人")

    def __str__(self) -> str:
        return self.name
