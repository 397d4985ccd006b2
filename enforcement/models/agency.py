"""Enforcement subjects (行政执法主体) as a tree, and delegations between them."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from enforcement.profiles import PROFILE_KEYS, Profile, load

KEEPS_LISTS = "enforcement.change_registry"


class AgencyQuerySet(MP_NodeQuerySet):  # type: ignore[misc]  # treebeard ships no types
    """Reading vocabulary of agencies."""

    def public(self) -> "AgencyQuerySet":
        """Confirmed and active subjects, as announced (domain §6.1)."""
        rows: AgencyQuerySet = self.filter(status=Agency.Status.CONFIRMED)
        return rows

    def kept_by(self, user: Any) -> "AgencyQuerySet":
        """Subjects whose lists the account reads or, with the right to change them, keeps.

        Beyond the visible ones an account that keeps lists has every subject below its own: a
        superior organ registers the subjects below it (国办发〔2018〕118号第四条). Only lists: cases
        and records stay with `visible_agency_ids`.
        """
        kept = models.Q(pk__in=user.visible_agency_ids())
        if user.has_perm(KEEPS_LISTS) and user.agency is not None:
            kept |= models.Q(path__startswith=user.agency.path)
        rows: AgencyQuerySet = self.filter(kept)
        return rows


class AgencyManager(MP_NodeManager.from_queryset(AgencyQuerySet)):  # type: ignore[misc]  # treebeard ships no types
    """Tree manager with the reading vocabulary."""

    def get_queryset(self) -> AgencyQuerySet:
        """In the order of the tree; treebeard's own method would drop the vocabulary."""
        rows: AgencyQuerySet = AgencyQuerySet(self.model, using=self._db).order_by("path")
        return rows


class Agency(MP_Node):  # type: ignore[misc]  # treebeard ships no types
    """One enforcement subject. `profile` is empty when it takes the one of its parent."""

    class Kind(models.TextChoices):
        STATUTORY = "statutory", _("法定行政机关")
        AUTHORISED = "authorised", _("法律法规授权的组织")
        DELEGATED = "delegated", _("受委托组织")
        GOVERNMENT = "government", _("人民政府")

    class Status(models.TextChoices):
        PENDING = "pending", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        CLOSED = "closed", _("已撤销")

    name = models.CharField(_("主体名称"), max_length=200)
    folded_name = models.CharField(max_length=200, db_index=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, db_index=True)
    kind = models.CharField(
        _("主体类别"), max_length=12, choices=Kind.choices, default=Kind.STATUTORY
    )
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.PENDING
    )
    profile = models.CharField(_("地方规则"), max_length=40, blank=True)
    field = models.CharField(_("执法领域"), max_length=60, blank=True)
    division_code = models.CharField(_("行政区划代码"), max_length=6, blank=True, db_index=True)
    doc_prefix = models.CharField(_("机关代字"), max_length=20, blank=True)
    government_name = models.CharField(_("本级人民政府"), max_length=100, blank=True)
    court_name = models.CharField(_("有管辖权的人民法院"), max_length=100, blank=True)
    remedy_rule = models.CharField(_("复议管辖规则"), max_length=30, default="local_department")
    confirmed_by = models.CharField(_("确认机关"), max_length=100, blank=True)
    confirm_doc_no = models.CharField(_("确认文号"), max_length=128, blank=True)
    announced_on = models.DateField(_("公告日期"), null=True, blank=True)
    duties = models.TextField(_("职责"), blank=True)
    powers = models.TextField(_("权限"), blank=True)
    basis = models.TextField(_("依据"), blank=True)
    office_addr = models.CharField(_("办公地点"), max_length=200, blank=True)
    # Nullable: SQLite rebuilds a guarded table for a column with a default.
    mail_addr = models.CharField(_("通信地址"), max_length=200, null=True, blank=True)  # noqa: DJ001  # see above
    head_name = models.CharField(_("机关负责人"), max_length=60, null=True, blank=True)  # noqa: DJ001  # likewise
    office_hours = models.CharField(_("办公时间"), max_length=100, blank=True)
    phone = models.CharField(_("咨询电话"), max_length=60, blank=True)
    supervise_phone = models.CharField(_("监督电话"), max_length=60, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AgencyManager()
    node_order_by: list[str] = []

    class Meta:
        verbose_name = _("行政执法主体")

    def __str__(self) -> str:
        return str(self.name)

    @property
    def agency_id(self) -> int:
        """Own key, so that the audit log files the row under its agency."""
        return int(self.pk)

    def ancestors(self) -> "list[Agency]":
        """The agencies above, the nearest last."""
        return list(Agency.objects.get_ancestors(self))

    def parent(self) -> "Agency | None":
        """The agency directly above, if there is one."""
        above = self.ancestors()
        return above[-1] if above else None

    def with_descendants(self) -> "AgencyQuerySet":
        """This agency and all below it."""
        rows: AgencyQuerySet = Agency.objects.filter(path__startswith=self.path)
        return rows

    @cached_property
    def profile_in_force(self) -> str:
        """The key of the jurisdiction profile: own, else the nearest ancestor's, else national."""
        if self.profile:
            return str(self.profile)
        for node in reversed(self.ancestors()):
            if node.profile:
                return str(node.profile)
        return PROFILE_KEYS[0]

    def profile_key(self) -> str:
        """The jurisdiction profile in force; looked up once per instance."""
        return self.profile_in_force

    def rules(self) -> Profile:
        """The profile itself."""
        return load(self.profile_key())


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Reading vocabulary of delegations."""

    def public(self, on: date) -> "DelegationQuerySet":
        """Published ones that ran or had ended on the day; both sides announce them (行政处罚法 20)."""
        return self.filter(
            published_on__lte=on, valid_from__lte=on, delegator__status=Agency.Status.CONFIRMED
        ).select_related("delegator", "delegate")

    def running(self, on: date) -> "DelegationQuerySet":
        """Those that cover the day."""
        ended = models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=on)
        return self.filter(ended, valid_from__lte=on, valid_to__gte=on)

    def empowering(self, on: date) -> "DelegationQuerySet":
        """Those by which the delegate acts on the day: they cover it, and the deed was public by then.

        行政处罚法 20 has both sides publish the deed; what nobody approved for publication gives no
        power in a case either (domain PL-17/19/20 is a block, not a warning).
        """
        return self.running(on).filter(published_on__lte=on)


class Delegation(models.Model):
    """A delegation of enforcement (行政处罚法 20): matters, powers and period, published by both.

    `text` is the deed in full; `ended_on` the first day on which one that was ended early is over.
    Without `published_on` it is a draft: only an approved version of the list gives that day.
    """

    delegator = models.ForeignKey(
        Agency,
        verbose_name=_("委托机关"),
        on_delete=models.PROTECT,
        related_name="delegations_out",
    )
    delegate = models.ForeignKey(
        Agency,
        verbose_name=_("受委托组织"),
        on_delete=models.PROTECT,
        related_name="delegations_in",
    )
    number = models.CharField(_("委托书编号"), max_length=128)
    matters = models.TextField(_("委托事项"))
    powers = models.TextField(_("权限"))
    basis = models.TextField(_("委托依据"), blank=True)
    valid_from = models.DateField(_("委托期限自"))
    valid_to = models.DateField(_("委托期限至"))
    text = models.TextField(_("委托书全文"), blank=True, default="")
    staff = models.TextField(_("受托人员"), blank=True, default="")
    filing_no = models.CharField(_("备案文号"), max_length=128, blank=True, default="")
    filed_on = models.DateField(_("备案日期"), null=True, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    ended_on = models.DateField(_("提前终止日期"), null=True, blank=True)
    end_reason = models.TextField(_("提前终止理由"), blank=True, default="")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("委托执法")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="delegation_period"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def agency(self) -> Agency:
        """The delegating agency, in whose list it stands."""
        return self.delegator

    @property
    def agency_id(self) -> int:
        """The delegating agency answers for the row."""
        return int(self.delegator_id)

    def in_force(self, on: date) -> bool:
        """Whether the delegation covers the day."""
        if self.ended_on is not None and self.ended_on <= on:
            return False
        return self.valid_from <= on <= self.valid_to
