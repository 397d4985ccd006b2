"""Who answers for a decision."""

from django.urls import path

from core.views.acts import page
from supervision.acts.liability import LIABILITY_CONCLUDE
from supervision.views import liability

urlpatterns = [
    path("cases/<uuid:pk>/accountability/", liability.case_accountability, name="case-chain"),
    path("liabilities/", liability.liability_list, name="liability-list"),
    path("liabilities/<int:pk>/", liability.liability_detail, name="liability-detail"),
    path("liabilities/<int:pk>/conclude/", page(LIABILITY_CONCLUDE), name="liability-conclude"),
]
