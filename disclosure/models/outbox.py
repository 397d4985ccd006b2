"""What is to be told to a platform above: where it listens, and each change until it was taken."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import secrets
from disclosure.models.publication import Publication
from enforcement.models import Agency


class PushDestination(models.Model):
    """A portal above that takes our exchange; the token is kept encrypted.

    `next_seq` is the place in the publication log up to which changes are in the outbox.
    `claimed_until`: a sender is at work until then; `retry_at`: nothing is sent before.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("平台名称"), max_length=60, unique=True)
    url = models.URLField(_("接收地址"), max_length=300)
    sealed_token = models.TextField()
    next_seq = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.CharField(_("最近一次错误"), max_length=300, blank=True)
    last_success_at = models.DateTimeField(_("最近一次成功"), null=True)
    retry_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    stopped_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta:
        verbose_name = _("上级平台")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def token(self) -> str:
        """The key that the platform gave us."""
        return secrets.decrypt(self.sealed_token)


class PushItemQuerySet(models.QuerySet["PushItem"]):
    """Reading vocabulary of the outbox."""

    def waiting(self) -> "PushItemQuerySet":
        """What was not taken yet, in the order of the publication log."""
        return self.filter(done_at=None).order_by("seq")


class PushItem(models.Model):
    """One change for one destination; `seq` is its place in the publication log."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("已接收")
        MOOT = "moot", _("已被后续变更取代")
        REFUSED = "refused", _("被拒绝")

    destination = models.ForeignKey(PushDestination, on_delete=models.PROTECT, related_name="items")
    seq = models.BigIntegerField()
    event = models.CharField(max_length=9)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=7, choices=Outcome.choices, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    objects = PushItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("待推送变更")
        indexes = [models.Index(fields=["destination", "done_at", "seq"], name="push_item_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["destination", "seq"], name="push_item_once")
        ]
