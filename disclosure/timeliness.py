"""What was public in time, as conditions on publications: of own decisions and received records alike.

The day that counts is the first on which it is known to have been public, see record_terms.
"""

from django.db.models import Q
from django.db.models.functions import Coalesce

PUBLIC_DAY = Coalesce("source_published_on", "first_published_on")
IN_TIME = Q(first_published_on__isnull=False, deadline__due_on__gte=PUBLIC_DAY)
LATE = Q(first_published_on__isnull=False, deadline__due_on__lt=PUBLIC_DAY)
# Received, public, and nobody can say whether in time.
NOT_JUDGED = Q(record__isnull=False, first_published_on__isnull=False, deadline=None)
