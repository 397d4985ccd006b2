"""Pages of the papers an officer words, and of the answer not to file, which keeps its own."""

from django.urls import path

from core.views.acts import page
from recording.acts.papers import PAPER_SERVE
from recording.views import filing, papers

urlpatterns = [
    path("cases/<uuid:pk>/reject/", filing.case_reject, name="case-reject"),
    path("cases/<uuid:pk>/papers/", papers.paper_list, name="paper-list"),
    path("cases/<uuid:pk>/papers/<slug:kind>/", papers.paper_write, name="paper-write"),
    path("documents/<int:pk>/serve/", page(PAPER_SERVE), name="paper-serve"),
]
