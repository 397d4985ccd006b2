"""Pages of the register of numbers."""

from django.urls import path

from core.views.acts import page
from recording.acts.numbers import NUMBER_VOID
from recording.views import numbers

urlpatterns = [
    path("numbers/", numbers.number_list, name="number-list"),
    path("numbers/<int:pk>/void/", page(NUMBER_VOID), name="number-void"),
]
