"""A request to put right what is public (更正申请): by anybody, with a receipt."""

import uuid
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from disclosure.models.publication import Publication, RedactedVersion
from enforcement.models import Agency, EntryVersion, Item, Officer, RegisterEntry

SEE = "disclosure.view_corrections"
SEE_DECISIONS = "disclosure.view_decision_corrections"
HANDLE = "disclosure.handle_corrections"
APPROVE = "disclosure.approve"
CHANGE = "enforcement.change_registry"


TARGETS = ("publication", "organ", "officer", "item", "entry")


def one_target() -> models.Q:
    """Exactly one of the things a request may be about."""
    each = (models.Q(**{f"{row}__isnull": row != name for row in TARGETS}) for name in TARGETS)
    return reduce(or_, each)


class CorrectionQuerySet(models.QuerySet["CorrectionRequest"]):
    """Reading vocabulary of requests."""

    def visible_to(self, user: Any) -> "CorrectionQuerySet":
        """Those of the agencies the account may see; everybody without the right gets nothing (404).

        Who keeps lists sees what is asked about the lists, and nothing of the decisions.
        """
        if not user.is_authenticated or not user.has_perm(SEE):
            return self.none()
        seen = models.Q(publication=None, agency__in=Agency.objects.kept_by(user))
        if user.has_perm(SEE_DECISIONS):
            own = user.visible_agency_ids()
            seen |= models.Q(publication__isnull=False, agency_id__in=own)
        return self.filter(seen)

    def handled_by(self, user: Any) -> "CorrectionQuerySet":
        """Those the account may act on: a publisher on its agency's decisions, who keeps lists on them."""
        if not user.is_authenticated or not user.has_perm(HANDLE):
            return self.none()
        mine = models.Q(pk__in=[])
        if user.has_perm(APPROVE):
            mine |= models.Q(publication__isnull=False, agency=user.agency_id)
        if user.has_perm(CHANGE):
            mine |= models.Q(publication=None, agency__in=Agency.objects.kept_by(user))
        return self.filter(mine)

    def pending(self) -> "CorrectionQuerySet":
        """Not answered: a decision is marked as under objection."""
        return self.filter(status__in=CorrectionRequest.OPEN)


class CorrectionRequest(models.Model):
    """One request about one public thing: a decision, an agency, an officer, an item or an entry.

    Who asks, how to reach them and what they write is encrypted. Of a decision `version` is what the
    public read on that day, and `proposal` would replace it, made by one person and approved by
    another. Of a row of the registers `told` is the digest of what the public read, `told_after` of
    what it read when the correction was answered ("" when it was no longer public), and `remade` the
    version of an entry that put it right. `line` is a line of another list of the `organ` (disclosure.
    list_lines) as {"key", "title"}; without one the request is about the agency itself.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", _("已收到")
        ACCEPTED = "accepted", _("已受理，核查中")
        MORE = "more", _("待申请人补充")
        CORRECTED = "corrected", _("已更正")
        REFUSED = "refused", _("不予更正")
        SENT = "sent", _("已转送")
        REOPENED = "reopened", _("复查中")

    class What(models.TextChoices):
        TEXT = "text", _("内容与决定书不一致")
        PARTY = "party", _("当事人名称、代码有误")
        PERSONAL = "personal", _("公开了个人信息或者商业秘密")
        STANDING = "standing", _("决定已被撤销、变更或者确认违法")
        TERM = "term", _("公示期限已满或者有误")
        CONTENT = "content", _("内容有误或者与依据不符")
        REACH = "reach", _("电话、地址、办公时间有误")
        CHANGED = "changed", _("人员、机构、事项已经变更")
        OTHER = "other", _("其他")

    class Relation(models.TextChoices):
        PARTY = "party", _("当事人")
        CONCERNED = "concerned", _("信息涉及的其他人")
        PUBLIC = "public", _("其他公民、组织")

    OPEN = (Status.RECEIVED, Status.ACCEPTED, Status.MORE, Status.REOPENED)
    OF_DECISIONS = (What.TEXT, What.PARTY, What.PERSONAL, What.STANDING, What.TERM, What.OTHER)
    OF_REGISTERS = (What.REACH, What.CHANGED, What.CONTENT, What.PERSONAL, What.OTHER)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("回执编号"), max_length=24, unique=True)
    code_hash = models.CharField(max_length=64)
    publication = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.ForeignKey(
        RedactedVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organ = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    officer = models.ForeignKey(
        Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    item = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entry = models.ForeignKey(
        RegisterEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entry_version = models.ForeignKey(
        EntryVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    line = models.JSONField(null=True, blank=True)
    told = models.CharField(max_length=64, blank=True, default="")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(_("错误类型"), max_length=10, choices=What.choices)
    relation = models.CharField(_("与信息的关系"), max_length=10, choices=Relation.choices)
    applicant = EncryptedTextField(_("申请人"), blank=True)
    contact = EncryptedTextField(_("联系方式"), blank=True)
    statement = EncryptedTextField(_("错在何处、依据"))
    received_on = models.DateField(_("收到日期"))
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.RECEIVED
    )
    asked = models.TextField(_("需要补充的内容"), blank=True)
    supplied = EncryptedTextField(_("申请人补充"), blank=True)
    proposal = models.ForeignKey(
        RedactedVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    told_after = models.CharField(max_length=64, blank=True, default="")
    remade = models.ForeignKey(
        EntryVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_to = models.CharField(_("转送机关"), max_length=100, blank=True, default="")
    answer = models.TextField(_("答复"), blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reopened_on = models.DateField(_("申请复查日期"), null=True, blank=True)
    reopen_reason = EncryptedTextField(_("申请复查的理由"), blank=True)
    first_answer = models.TextField(_("第一次答复"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("更正申请")
        indexes = [
            models.Index(fields=["agency", "status", "-received_on"]),
            models.Index(fields=["publication", "status"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status__in=["corrected", "refused", "sent"])
                | models.Q(answered_on__isnull=False, decided_by__isnull=False)
                & ~models.Q(answer=""),
                name="correction_answered_is_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="more") | ~models.Q(asked=""),
                name="correction_more_says_what",
            ),
            models.CheckConstraint(condition=one_target(), name="correction_of_one_thing"),
            models.CheckConstraint(
                condition=models.Q(publication__isnull=True, version__isnull=True)
                | models.Q(publication__isnull=False, version__isnull=False),
                name="correction_decision_read",
            ),
            models.CheckConstraint(
                condition=models.Q(entry__isnull=True, entry_version__isnull=True)
                | models.Q(entry__isnull=False, entry_version__isnull=False),
                name="correction_entry_read",
            ),
            models.CheckConstraint(
                condition=models.Q(publication__isnull=False, told="")
                | models.Q(publication__isnull=True) & ~models.Q(told=""),
                name="correction_register_read",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="sent") | ~models.Q(sent_to=""),
                name="correction_sent_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def open(self) -> bool:
        """Whether it waits for an answer."""
        return self.status in self.OPEN

    @property
    def about(self) -> str:
        """What it is about, as the public calls it."""
        if self.version is not None:
            return self.version.doc_no or self.version.title
        if self.line:
            return str(self.line["title"])
        return str(self.entry_version or self.officer or self.item or self.organ)
