"""The consent to electronic service: signed, taken back."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.acts import Act, DayActForm
from enforcement.models import Case, User
from enforcement.services import assignment
from recording.acts.hearings import RECORD, procedure_of
from recording.forms.decision import ConsentForm
from recording.models import ServiceConsent
from recording.services import modes


def _live(case: Case) -> bool:
    return case.status in (Case.Status.FILED, Case.Status.DECIDED)


def _consented(case: Case) -> bool:
    return ServiceConsent.objects.filter(case=case, ended_on=None).exists()


CONSENT_SIGN = Act(
    name="consent-sign",
    permission=RECORD,
    title=gettext_lazy("记录电子送达确认书"),
    done=gettext_lazy("已记录，确认书已保存。"),
    rows=Case.objects.visible_to,
    form=ConsentForm,
    do=modes.consent,
    home=procedure_of,
    open=_live,
    papers=True,
)
CONSENT_END = Act(
    name="consent-end",
    permission=RECORD,
    title=gettext_lazy("记录撤回电子送达"),
    done=gettext_lazy("已记录，此后不得采用电子送达。"),
    rows=Case.objects.visible_to,
    form=DayActForm,
    do=modes.withdraw,
    home=procedure_of,
    open=_consented,
)


def offered(case: Case, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do about electronic service."""
    if not assignment.is_handler(case, user):
        return []
    acts = [act for act in (CONSENT_SIGN, CONSENT_END) if act.offered(case, user)]
    return [(str(act.title), reverse(act.name, args=[case.pk])) for act in acts]
