"""档案室设置: the numbers every cover bears, and who changed them when."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.acts import accepted
from core.permissions import AccountRequest, requires
from recording.forms.file_room import FileRoomForm
from recording.services import file_rooms


@requires(file_rooms.MANAGE)
def file_room(request: AccountRequest) -> HttpResponse:
    """The settings of the account's own agency, to be entered and changed."""
    agency = request.user.agency
    if agency is None:
        raise Http404("an account without an agency")
    room = file_rooms.of(agency.pk)
    first = {name: getattr(room, name) for name in file_rooms.FIELDS}
    form = FileRoomForm(request.POST or None, initial=first)
    if request.method == "POST" and accepted(
        form, lambda: file_rooms.change(agency, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("已保存，今后归档的案卷按此编号。"))
        return redirect("file-room")
    context = {"agency": agency, "form": form, "changes": file_rooms.changes(room)}
    return render(request, "recording/file_room.html", context)
