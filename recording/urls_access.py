"""Who may look at evidence, and who did."""

from django.urls import path

from core.views.acts import page
from recording.acts import access as acts
from recording.views import access, accesses, live, purpose

urlpatterns = [
    path("cases/<uuid:pk>/access/", access.case_access, name="case-access"),
    path("cases/<uuid:pk>/access/close/", page(acts.CASE_RESTRICT), name="case-restrict"),
    path("cases/<uuid:pk>/access/grant/", page(acts.ACCESS_GRANT), name="access-grant"),
    path("cases/<uuid:pk>/accesses/", accesses.case_accesses, name="case-accesses"),
    path("live/", live.live_list, name="live-list"),
    path("accesses/", accesses.access_list, name="access-list"),
    path("cases/<uuid:pk>/purpose/", purpose.evidence_purpose, name="evidence-purpose"),
    path("evidence/<uuid:pk>/close/", page(acts.EVIDENCE_RESTRICT), name="evidence-restrict"),
    path("closures/<int:pk>/lift/", page(acts.CLOSURE_LIFT), name="closure-lift"),
    path("access-grants/<int:pk>/revoke/", page(acts.ACCESS_REVOKE), name="access-revoke"),
]
