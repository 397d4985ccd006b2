"""A browser in which the question of the purpose was answered."""

from django.test import Client

from enforcement.models import Case
from recording.models import Visit
from recording.views import purpose


def told(client: Client, *cases: Case) -> Client:
    """The client, after its account said in this session why it opens the evidence of the cases."""
    session = client.session
    session[purpose.KEY] = {str(case.pk): 0 for case in cases}
    session.save()
    return client


def visit(case: Case, user: object, at: object, why: str = "supervision") -> Visit:
    """The answer itself, without a browser."""
    return Visit.objects.create(case=case, user=user, purpose=why, began_at=at)
