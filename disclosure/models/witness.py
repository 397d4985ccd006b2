"""Witnesses of the publication log: whom we ask, what they signed; whose logs we sign, what we saw."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from disclosure.models.ledger import LedgerCheckpoint


class Known(models.Model):
    """Another portal, known by its Ed25519 key (hex), which never changes: another key is another row."""

    name = models.CharField(_("名称"), max_length=60, unique=True)
    key = models.CharField(_("公钥"), max_length=64, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    stopped_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Witness(Known):
    """A portal that co-signs the heads of our log. `size` is what it saw last, as it told us."""

    url = models.URLField(_("地址"), max_length=300)
    size = models.BigIntegerField(default=0)
    last_error = models.CharField(_("最近一次错误"), max_length=300, blank=True)
    last_success_at = models.DateTimeField(_("最近一次成功"), null=True)

    class Meta:
        verbose_name = _("见证方")
        ordering = ["name"]


class Cosignature(models.Model):
    """The line of a witness under a head of our log; `at` is the witness's time. Append-only."""

    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="cosignatures")
    head = models.ForeignKey(
        LedgerCheckpoint, on_delete=models.PROTECT, related_name="cosignatures"
    )
    line = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("见证签名")
        constraints = [models.UniqueConstraint(fields=["witness", "head"], name="cosignature_once")]


class WitnessedLog(Known):
    """Another portal whose heads we co-sign."""

    class Meta:
        verbose_name = _("被见证的日志")
        ordering = ["name"]


class WitnessedHead(models.Model):
    """A head that we co-signed: from then on only what continues it. Append-only, sizes only grow."""

    log = models.ForeignKey(WitnessedLog, on_delete=models.PROTECT, related_name="heads")
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("已见证的检查点")
        ordering = ["log", "-size"]
        constraints = [models.UniqueConstraint(fields=["log", "size"], name="witnessed_head_once")]
