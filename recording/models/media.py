"""What is learned about originals beside their rows: why one was kept, what a look found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from recording.models.evidence import Evidence

REASON_LENGTH, PROBLEM_LENGTH = 300, 400


class KeptAnyway(models.Model):
    """An original that was refused and kept because the officer insists (例外保留). Append-only.

    `problem` is the sentence that was shown; who and when are those of the evidence row.
    """

    evidence = models.OneToOneField(
        Evidence, on_delete=models.PROTECT, primary_key=True, related_name="kept_anyway"
    )
    problem = models.CharField(_("问题"), max_length=PROBLEM_LENGTH)
    reason = models.CharField(_("仍要保留的理由"), max_length=REASON_LENGTH)

    class Meta:
        verbose_name = _("例外保留")
