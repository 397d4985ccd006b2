"""Pages of hearings and the other special procedures of a case."""

from django.urls import path

from core.views.acts import page
from recording.acts import consents, decision_time, discussions, hearings
from recording.views import procedure

urlpatterns = [
    path("cases/<uuid:pk>/procedure/", procedure.case_procedure, name="case-procedure"),
    path("notices/<int:pk>/hearing/set/", page(hearings.HEARING_SCHEDULE), name="hearing-schedule"),
    path(
        "notices/<int:pk>/hearing/withdraw/",
        page(hearings.HEARING_WITHDRAW),
        name="hearing-withdraw",
    ),
    path(
        "hearings/<int:pk>/reschedule/",
        page(hearings.HEARING_RESCHEDULE),
        name="hearing-reschedule",
    ),
    path("hearings/<int:pk>/bench/", page(hearings.HEARING_BENCH), name="hearing-bench"),
    path("hearings/<int:pk>/record/", page(hearings.HEARING_HOLD), name="hearing-hold"),
    path(
        "hearings/<int:pk>/terminate/", page(hearings.HEARING_TERMINATE), name="hearing-terminate"
    ),
    path("hearings/<int:pk>/close/", page(hearings.HEARING_CLOSE), name="hearing-close"),
    path(
        "decisions/<uuid:pk>/discussion/",
        page(discussions.DISCUSSION_CALL),
        name="discussion-call",
    ),
    path(
        "cases/<uuid:pk>/extension/",
        page(decision_time.EXTENSION_REQUEST),
        name="extension-request",
    ),
    path("extensions/<int:pk>/", page(decision_time.EXTENSION_ANSWER), name="extension-answer"),
    path("cases/<uuid:pk>/exclusion/", page(decision_time.EXCLUSION_START), name="exclusion-start"),
    path("cases/<uuid:pk>/consent/", page(consents.CONSENT_SIGN), name="consent-sign"),
    path("cases/<uuid:pk>/consent/end/", page(consents.CONSENT_END), name="consent-end"),
    path("exclusions/<int:pk>/end/", page(decision_time.EXCLUSION_END), name="exclusion-end"),
    path("discussions/<int:pk>/", page(discussions.DISCUSSION_HOLD), name="discussion-hold"),
]
