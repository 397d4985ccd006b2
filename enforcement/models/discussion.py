"""A collective discussion of the heads (集体讨论): why, of which text, who said what (行政处罚法 57)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.case import Case
from enforcement.models.decision import Decision, DraftVersion


class DiscussionQuerySet(models.QuerySet["Discussion"]):
    """Reading vocabulary of discussions."""

    def visible_to(self, user: Any) -> "DiscussionQuerySet":
        """Discussions of cases the account may see."""
        return self.filter(decision__case__in=Case.objects.visible_to(user))

    def agreed(self) -> "DiscussionQuerySet":
        """Discussions of a serious case that agreed to the text that was discussed."""
        return self.filter(
            about=Discussion.About.SERIOUS,
            status=Discussion.Status.HELD,
            result=Discussion.Result.AGREED,
        )


class Discussion(models.Model):
    """One discussion of one frozen text. Asked for with its ground, then held; never rewritten."""

    class About(models.TextChoices):
        SERIOUS = "serious", _("情节复杂或者重大违法行为的处罚")
        OBJECTION = "objection", _("对法制审核意见有异议")

    class Status(models.TextChoices):
        CALLED = "called", _("待讨论")
        HELD = "held", _("已讨论")

    class Result(models.TextChoices):
        AGREED = "agreed", _("同意")
        CHANGED = "changed", _("修改后再行讨论")
        RETURNED = "returned", _("不同意，退回")

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="discussions")
    about = models.CharField(
        _("讨论事项"), max_length=10, choices=About.choices, default=About.SERIOUS
    )
    status = models.CharField(
        _("状态"), max_length=6, choices=Status.choices, default=Status.CALLED
    )
    ground = models.TextField(_("提请讨论的理由"))
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    called_on = models.DateField(_("提请日期"))
    version = models.ForeignKey(
        DraftVersion, null=True, on_delete=models.PROTECT, related_name="discussions"
    )
    held_on = models.DateField(_("讨论日期"), null=True)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    result = models.CharField(_("讨论结论"), max_length=8, choices=Result.choices, blank=True)
    conclusion = models.TextField(_("结论意见"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        verbose_name = _("集体讨论")
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "about"],
                condition=models.Q(status="called"),
                name="discussion_one_called",
            ),
            models.CheckConstraint(condition=~models.Q(ground=""), name="discussion_has_ground"),
            models.CheckConstraint(
                condition=models.Q(status="called")
                | models.Q(held_on__isnull=False, version__isnull=False)
                & models.Q(recorded_by__isnull=False)
                & ~models.Q(result="")
                & ~models.Q(conclusion=""),
                name="discussion_held_is_whole",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the decision."""
        return int(self.decision.agency_id)

    @property
    def case(self) -> Case:
        """The case of the decision."""
        return self.decision.case


class DiscussionMember(models.Model):
    """Who took part, what each said and, where there was a vote, how each voted. Append-only."""

    class Vote(models.TextChoices):
        AGREE = "agree", _("同意")
        AGAINST = "against", _("不同意")
        ABSTAIN = "abstain", _("弃权")

    discussion = models.ForeignKey(Discussion, on_delete=models.PROTECT, related_name="members")
    name = models.CharField(_("姓名"), max_length=50)
    post = models.CharField(_("职务"), max_length=60)
    opinion = models.TextField(_("意见"))
    # Null where none was taken: a nullable column is added without rebuilding a guarded table.
    vote = models.CharField(_("表决"), max_length=7, choices=Vote.choices, null=True)  # noqa: DJ001  # see above

    class Meta:
        verbose_name = _("集体讨论参加人")
        constraints = [
            models.UniqueConstraint(fields=["discussion", "name"], name="discussion_member_once"),
            models.CheckConstraint(
                condition=~models.Q(opinion="") & ~models.Q(name="") & ~models.Q(post=""),
                name="discussion_member_speaks",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the decision."""
        return int(self.discussion.decision.agency_id)
