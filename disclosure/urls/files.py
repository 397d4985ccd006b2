"""Files made public beside a decision or a delegation, in the back office."""

from django.urls import path

from core.views import acts
from disclosure.acts.public_files import ACTS
from disclosure.views.staff import public_files as views

urlpatterns = [
    path("publications/<uuid:pk>/files/", views.public_file_list, name="public-file-list"),
    path("delegations/<int:pk>/files/", views.delegation_file_list, name="delegation-file-list"),
    path("public-files/<uuid:pk>/", views.public_file_detail, name="public-file-detail"),
    path(
        "public-files/<uuid:pk>/cover/<int:page>/",
        views.public_file_cover,
        name="public-file-cover",
    ),
    path(
        "public-files/<uuid:pk>/pages/<int:page>.jpg",
        views.public_file_page,
        name="public-file-page",
    ),
    *[
        path(
            f"public-files/<uuid:pk>/{act.name.removeprefix('public-file-')}/",
            acts.page(act),
            name=act.name,
        )
        for act in ACTS
    ],
]
