"""A person's own keys."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ..actions.keys import choose_keys, usual_keys
from ..forms.keys import KeysForm
from ..queries.keys import KEYS, keys_of
from .common import at_review, tried


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.see")
def keys(request: HttpRequest) -> HttpResponse:
    """See and change the keys of the screening page, or switch them off."""
    if request.method == "POST" and request.POST.get("do") == "usual":
        usual_keys(by=request.user)  # type: ignore[arg-type]
        messages.success(request, "You have the usual keys again.")
        return redirect("review-keys")
    form = KeysForm(request.POST if request.method == "POST" else None, held=keys_of(request.user))
    if form.is_valid():
        said = form.cleaned_data
        chosen = {"keys": form.chosen, "numbers": said["numbers"], "on": said["on"]}
        if tried(form, lambda: (choose_keys(by=request.user, **chosen), True)):  # type: ignore[arg-type]
            words = "Your keys are kept." if said["on"] else "The keys are off. Every button still works."
            messages.success(request, words)
            return redirect("review-keys")
    usual = {name: key for name, _, key in KEYS}
    shown = {
        "form": form,
        "boxes": [(form[name], usual[name]) for name, _, _ in KEYS],
        "page_has_errors": form.is_bound,
    }
    return render(request, "reviews/keys.html", shown)
