"""What somebody found who examined a text or a file for secrets before the public gets it (保密审查)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from disclosure.models.exchange import ExchangeToken
from disclosure.models.public_file import PublicFile
from disclosure.models.publication import Publication, RedactedVersion


class SecrecyReview(models.Model):
    """One examination, bound by `sha256` to exactly the text or copy it was made of. Append-only.

    Of a publication's text `version` is set, of a public file `file`; a publication withheld before
    anybody redacted it has neither. Only a CLEAR one lets the text or the copy out: the database
    refuses the approval of any other, and another text needs another examination.
    """

    class Outcome(models.TextChoices):
        CLEAR = "clear", _("可以公开")
        PART = "part", _("部分内容不得公开，退回脱敏")
        NEVER = "never", _("不予公开")
        REFER = "refer", _("不能确定，报请确定")

    publication = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="secrecy_reviews"
    )
    version = models.ForeignKey(
        RedactedVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file = models.ForeignKey(
        PublicFile, null=True, blank=True, on_delete=models.PROTECT, related_name="secrecy_reviews"
    )
    sha256 = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(_("保密审查结论"), max_length=5, choices=Outcome.choices)
    statement = models.TextField(_("审查意见"))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("保密审查")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(publication__isnull=False, file__isnull=True)
                | models.Q(publication__isnull=True, version__isnull=True, file__isnull=False),
                name="secrecy_review_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~models.Q(statement=""), name="secrecy_review_says_something"
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="clear")
                | (models.Q(version__isnull=False) | models.Q(file__isnull=False))
                & ~models.Q(sha256=""),
                name="secrecy_review_clears_one_text",
            ),
        ]


class SenderReview(models.Model):
    """Who answers for the examination of a received record: whoever sent it, before it was sent.

    政府信息公开条例 10: information is made public by the organ that made it. `token`: the system it came
    from, whose agreement `statement` names; `imported_by`: who took a sheet in; neither is set for the
    command line. Bound by `sha256` to the text shown of the record. Append-only.
    """

    version = models.OneToOneField(RedactedVersion, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    token = models.ForeignKey(
        ExchangeToken, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    statement = models.TextField(_("审查意见"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("报送机关的保密审查")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(statement=""), name="sender_review_says_something"
            )
        ]
