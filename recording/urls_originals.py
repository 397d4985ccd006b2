"""Pages of the check of the originals."""

from django.urls import path

from recording.views import originals

urlpatterns = [
    path("originals/", originals.fixity_list, name="fixity-list"),
    path("originals/check/", originals.fixity_start, name="fixity-start"),
    path("originals/<int:pk>/", originals.fixity_detail, name="fixity-detail"),
]
