"""Systems of agencies that send records over the exchange: their tokens, and a receipt of each batch."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency


class ExchangeToken(models.Model):
    """The key of one system of an agency. Only its hash is kept; once stopped it stays stopped.

    It speaks for the agency and those below it in the tree.
    """

    class Scope(models.TextChoices):
        SEND = "send", _("报送记录")
        WITHDRAW = "withdraw", _("撤下记录")
        READ = "read", _("读取变更")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("系统名称"), max_length=60)
    scopes = models.JSONField(_("权限范围"))
    token_sha256 = models.CharField(max_length=64, unique=True)
    # By which paper the sender answers for the examination for secrets; None: it may not send.
    agreement = models.CharField(_("数据交换协议"), max_length=200, null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField(_("有效期至"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("数据交换密钥")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"],
                condition=models.Q(revoked_at=None),
                name="exchange_token_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_labels(self) -> list[str]:
        """Its scopes in words."""
        return [str(self.Scope(scope).label) for scope in self.scopes]


class ExchangeReceipt(models.Model):
    """What was sent at once and what became of each record (回执). Append-only.

    `key` is the sender's Idempotency-Key, "" without one; `body_sha256` that of the request as it came.
    `answer` is the answer as it was given; it holds no personal data.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.ForeignKey(ExchangeToken, on_delete=models.PROTECT, related_name="receipts")
    key = models.CharField(max_length=80, blank=True)
    body_sha256 = models.CharField(max_length=64)
    answer = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("报送回执")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["token", "created_at"], name="exchange_receipt_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["token", "key"],
                condition=~models.Q(key=""),
                name="exchange_receipt_once",
            )
        ]
