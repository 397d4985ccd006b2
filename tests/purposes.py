"""A browser in which the question of the purpose was answered."""

from datetime import datetime

from django.test import Client

from enforcement.models import Case, User
from recording.models import Visit
from recording.views import purpose


def told(client: Client, *cases: Case) -> Client:
    """The client, after its account said in this session why it opens the evidence of the cases."""
    session = client.session
    session[purpose.KEY] = {str(case.pk): 0 for case in cases}
    session.save()
    return client


def visit(case: Case, user: User, at: datetime, why: str = "supervision") -> Visit:
    """The answer itself, without a browser."""
    return Visit.objects.create(case=case, user=user, purpose=why, began_at=at)
