"""Marks that change with every change of what public pages show."""

from django.db import models


class ChangeMark(models.Model):
    """A random mark that triggers write anew with every change of a watched table.

    Only the database writes here. The marks together name a state of the watched tables: whoever reads
    the same marks again reads the same state, also after a roll-back or a restored copy. PostgreSQL
    keeps several, so that transactions side by side need not wait for one another.
    """

    mark = models.CharField(max_length=36)

    class Meta:
        verbose_name = "change mark"
