"""Results of 复议 and 诉讼 about received records, whose decisions are kept elsewhere (行政处罚法 48)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from disclosure.models.publication import Publication
from enforcement.models import Stay


class RecordRuling(models.Model):
    """One result. With one of Stay.FALLEN the record is not public any more. Append-only.

    `result` says the number of the paper and what it says; of a record that falls the public reads it.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="rulings")
    kind = models.CharField(_("类别"), max_length=16, choices=Stay.Kind.choices)
    number = models.CharField(_("案号"), max_length=100)
    outcome = models.CharField(_("结果类别"), max_length=10, choices=Stay.Outcome.choices)
    ended_on = models.DateField(_("终结日期"))
    result = models.TextField(_("结果"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("报送记录的复议、诉讼结果")
        ordering = ["ended_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(number="") & ~models.Q(result=""),
                name="record_ruling_says_what",
            ),
            models.UniqueConstraint(
                fields=["publication", "kind", "number"], name="record_ruling_once"
            ),
        ]

    @property
    def agency_id(self) -> int:
        """Whose record it is about."""
        return int(self.publication.agency_id)
