"""Pages of the papers an officer words."""

from django.urls import path

from core.views.acts import page
from recording.acts.papers import PAPER_SERVE
from recording.views import papers

urlpatterns = [
    path("cases/<uuid:pk>/papers/", papers.paper_list, name="paper-list"),
    path("cases/<uuid:pk>/papers/<slug:kind>/", papers.paper_write, name="paper-write"),
    path("documents/<int:pk>/serve/", page(PAPER_SERVE), name="paper-serve"),
]
