"""Pages of the register of recording devices."""

from django.urls import path

from core.views.acts import page
from recording.acts import devices as acts
from recording.views import devices

urlpatterns = [
    path("devices/", devices.device_list, name="device-list"),
    path("devices/new/", devices.device_create, name="device-create"),
    path("devices/<int:pk>/", devices.device_detail, name="device-detail"),
    path("devices/<int:pk>/take/", page(acts.DEVICE_TAKE), name="device-take"),
    path("devices/<int:pk>/return/", page(acts.DEVICE_RETURN), name="device-return"),
    path("devices/<int:pk>/fault/", page(acts.DEVICE_FAULT), name="device-fault"),
    path("devices/<int:pk>/mend/", page(acts.DEVICE_MEND), name="device-mend"),
    path("devices/<int:pk>/retire/", page(acts.DEVICE_RETIRE), name="device-retire"),
]
