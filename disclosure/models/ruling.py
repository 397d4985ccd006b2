"""复议 and 诉讼 about received records, whose decisions are kept elsewhere (行政处罚法 48)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from disclosure.models.exchange import ExchangeToken
from disclosure.models.publication import Publication
from enforcement.models import Stay

# Who put it on record: a person, or the system of the agency that sent the record.
BY_SOMEBODY = models.Q(created_by__isnull=False) | models.Q(token__isnull=False)


class OfRecord(models.Model):
    """What is put on record about a received record: of which proceeding, and by whom."""

    kind = models.CharField(_("类别"), max_length=16, choices=Stay.Kind.choices)
    number = models.CharField(_("案号"), max_length=100)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    token = models.ForeignKey(ExchangeToken, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class RecordProceedingQuerySet(models.QuerySet["RecordProceeding"]):
    """Reading vocabulary of proceedings."""

    def running(self) -> "RecordProceedingQuerySet":
        """Those without a result: until then the record bears the mark 异议处理中."""
        same = {name: OuterRef(name) for name in ("publication", "kind", "number")}
        return self.filter(~Exists(RecordRuling.objects.filter(**same)))


class RecordProceeding(OfRecord):
    """复议 or 诉讼 that was accepted. It ends with the RecordRuling of its number. Append-only.

    The public reads that there is one, never whose, where or under which number.
    """

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="proceedings"
    )
    organ = models.CharField(_("复议机关或者人民法院"), max_length=200)
    since = models.DateField(_("受理日期"))

    objects = RecordProceedingQuerySet.as_manager()

    class Meta:
        verbose_name = _("报送记录的复议、诉讼")
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(number="") & ~models.Q(organ=""),
                name="record_proceeding_says_what",
            ),
            models.CheckConstraint(condition=BY_SOMEBODY, name="record_proceeding_by_somebody"),
            models.UniqueConstraint(
                fields=["publication", "kind", "number"], name="record_proceeding_once"
            ),
        ]

    @property
    def agency_id(self) -> int:
        """Whose record it is about."""
        return int(self.publication.agency_id)


class RecordRuling(OfRecord):
    """One result. With one of Stay.FALLEN the record is not public any more. Append-only.

    `result` says the number of the paper and what it says; of a record that falls the public reads it.
    """

    # What was only applied for, or entered before it was accepted, can also end so.
    REFUSED = "refused"
    OUTCOMES = (*Stay.Outcome.choices, (REFUSED, _("不予受理、不予立案")))

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="rulings")
    outcome = models.CharField(_("结果类别"), max_length=10, choices=OUTCOMES)
    ended_on = models.DateField(_("终结日期"))
    result = models.TextField(_("结果"))

    class Meta:
        verbose_name = _("报送记录的复议、诉讼结果")
        ordering = ["ended_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(number="") & ~models.Q(result=""),
                name="record_ruling_says_what",
            ),
            models.CheckConstraint(condition=BY_SOMEBODY, name="record_ruling_by_somebody"),
            models.UniqueConstraint(
                fields=["publication", "kind", "number"], name="record_ruling_once"
            ),
        ]

    @property
    def agency_id(self) -> int:
        """Whose record it is about."""
        return int(self.publication.agency_id)
