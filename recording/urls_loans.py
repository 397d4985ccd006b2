"""Pages of the lending register."""

from django.urls import path

from core.views.acts import page
from recording.acts import loans as acts
from recording.views import loans

urlpatterns = [
    path("loans/", loans.loan_list, name="loan-list"),
    path("loans/mine/", loans.loan_mine, name="loan-mine"),
    path("loans/<int:pk>/file.pdf", loans.loan_file, name="loan-file"),
    path("archives/<int:pk>/loan/", page(acts.LOAN_REQUEST), name="loan-request"),
    path("loans/<int:pk>/approve/", page(acts.LOAN_APPROVE), name="loan-approve"),
    path("loans/<int:pk>/refuse/", page(acts.LOAN_REFUSE), name="loan-refuse"),
    path("loans/<int:pk>/return/", page(acts.LOAN_RETURN), name="loan-return"),
]
