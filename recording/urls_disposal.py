"""Pages of destroying what is over its time."""

from django.urls import path

from core.views.acts import page
from recording.acts import disposal as acts
from recording.views import disposal

urlpatterns = [
    path("disposals/", disposal.disposal_list, name="disposal-list"),
    path("disposals/new/", disposal.disposal_create, name="disposal-create"),
    path("disposals/<int:pk>/", disposal.disposal_detail, name="disposal-detail"),
    path("disposals/<int:pk>.pdf", disposal.disposal_paper, name="disposal-paper"),
    path("disposals/<int:pk>/approve/", page(acts.DISPOSAL_APPROVE), name="disposal-approve"),
    path("disposals/<int:pk>/refuse/", page(acts.DISPOSAL_REFUSE), name="disposal-refuse"),
]
