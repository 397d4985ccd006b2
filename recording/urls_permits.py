"""Pages of applications for permits and of licences."""

from django.urls import path

from core.views.acts import page
from recording.acts import permits
from recording.views.permits import case_permit

APPLICATIONS = {
    "receive": permits.RECEIVE,
    "fix": permits.SPOT,
    "ask": permits.ASK,
    "correct": permits.CORRECT,
    "accept": permits.ACCEPT,
    "refuse": permits.REFUSE,
    "extend": permits.EXTEND,
    "false": permits.FALSE,
    "special": permits.SPECIAL,
    "third-party": permits.TELL,
    "hearing": permits.HEARING,
}
OTHERS = {
    "special-procedures/<int:pk>/end/": permits.SPECIAL_END,
    "third-parties/<int:pk>/opinion/": permits.HEAR,
    "permit-hearings/<int:pk>/notice/": permits.HEARING_NOTICE,
    "permit-hearings/<int:pk>/record/": permits.HEARING_RECORD,
    "permit-papers/<int:pk>/serve/": permits.PAPER_SERVE,
    "licences/<int:pk>/apply/": permits.APPLY,
    "licences/<int:pk>/end/": permits.END,
    "licences/<int:pk>/punish/": permits.PUNISH,
}
urlpatterns = [
    path("cases/<uuid:pk>/permit/", case_permit, name="case-permit"),
    *(
        path(f"cases/<uuid:pk>/permit/{word}/", page(act), name=act.name)
        for word, act in APPLICATIONS.items()
    ),
    *(path(route, page(act), name=act.name) for route, act in OTHERS.items()),
]
