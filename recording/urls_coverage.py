"""Pages about what the recordings of a case show."""

from django.urls import path

from core.views.acts import page
from recording.acts.coverage import COVERAGE_EXPLAIN, EVIDENCE_MARK, MARK_TAKE_BACK
from recording.views import coverage

urlpatterns = [
    path("cases/<uuid:pk>/coverage/", coverage.case_coverage, name="case-coverage"),
    path("cases/<uuid:pk>/coverage/explain/", page(COVERAGE_EXPLAIN), name="coverage-explain"),
    path("evidence/<uuid:pk>/mark/", page(EVIDENCE_MARK), name="evidence-mark"),
    path("marks/<int:pk>/take-back/", page(MARK_TAKE_BACK), name="mark-take-back"),
]
