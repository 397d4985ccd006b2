"""A rendered document (执法文书), kept by hash with the plain context it was made from."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Blob
from enforcement.models import Case, Decision
from recording.models.step import Stage


class Document(models.Model):
    """One document. Append-only; `context` re-renders the same pages.

    `code` is printed on what goes out in the agency's name: whoever holds the paper can check it
    (disclosure/paper_codes.py). None on papers of the file, and on all that were kept before codes.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stage = models.CharField(_("阶段"), max_length=14, choices=Stage.choices)
    kind = models.CharField(_("文书种类"), max_length=40)
    title = models.CharField(_("文书名称"), max_length=200)
    number = models.CharField(_("文号"), max_length=128, blank=True)
    context = models.JSONField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("文书核验码"), max_length=32, null=True, editable=False)
    pages = models.PositiveIntegerField(_("页数"))
    dated_on = models.DateField(_("日期"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("执法文书")
        ordering = ["dated_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(code__isnull=False),
                name="document_code_once",
            )
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)
