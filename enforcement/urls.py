"""Case work in the back office."""

from django.urls import path

from core.views.acts import page
from enforcement.acts import casework
from enforcement.urls_discretion import urlpatterns as discretion
from enforcement.urls_draws import urlpatterns as draws
from enforcement.urls_tasks import urlpatterns as tasks
from enforcement.views import cases, decisions

urlpatterns = [
    *discretion,
    *draws,
    *tasks,
    path("cases/", cases.case_list, name="case-list"),
    path("cases/new/", cases.case_open, name="case-open"),
    path("cases/<uuid:pk>/", cases.case_detail, name="case-detail"),
    path("cases/<uuid:pk>/file/", cases.case_file, name="case-file"),
    path("cases/<uuid:pk>/reassign/", cases.case_reassign, name="case-reassign"),
    path("cases/<uuid:pk>/amend/", page(casework.CASE_AMEND), name="case-amend"),
    path("cases/<uuid:pk>/finding/", page(casework.CASE_FINDING), name="case-finding"),
    path("cases/<uuid:pk>/draft/", decisions.decision_draft, name="decision-draft"),
    path("decisions/<uuid:pk>/", decisions.decision_detail, name="decision-read"),
    path("decisions/<uuid:pk>/report/", page(casework.DECISION_REPORT), name="decision-report"),
    path("decisions/<uuid:pk>/revoke/", decisions.decision_revoke, name="decision-revoke"),
    path("decisions/<uuid:pk>/abandon/", decisions.decision_abandon, name="decision-abandon"),
]
