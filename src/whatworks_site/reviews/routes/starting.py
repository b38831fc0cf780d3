"""Starting a review, its protocol and team: addresses, below /desk/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ..views import protocol, starting, starting_question, team, team_ways

_AT = "reviews/<str:review>"
_CRITERION = f"{_AT}/question/criteria/<str:criterion>"
_SEAT = f"{_AT}/team/<int:seat>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("start-review", starting.start, name="review-start"),
    path(f"{_AT}/join", starting.join, name="review-join"),
    path(f"{_AT}/question", starting_question.question, name="review-question"),
    path(f"{_AT}/question/edit", starting_question.edit, name="review-question-edit"),
    path(f"{_AT}/question/criteria", starting_question.add_criterion, name="review-criterion-add"),
    path(_CRITERION, starting_question.criterion, name="review-criterion"),
    path(f"{_CRITERION}/move", starting_question.move, name="review-criterion-move"),
    path(f"{_CRITERION}/remove", starting_question.remove, name="review-criterion-remove"),
    path(f"{_AT}/protocol", protocol.index, name="review-protocol"),
    path(f"{_AT}/protocol/write", protocol.write, name="review-protocol-write"),
    path(f"{_AT}/protocol/<str:number>", protocol.one, name="review-protocol-version"),
    path(f"{_AT}/ways", team_ways.ways, name="review-ways"),
    path(f"{_AT}/ways/share-out", team_ways.share, name="review-share-out"),
    path(f"{_AT}/team", team.team, name="review-team"),
    path(f"{_AT}/team/add", team.add, name="review-seat-add"),
    path(f"{_AT}/team/lead", team.appoint, name="review-appoint"),
    path(f"{_AT}/team/requests/<int:asked>", team.answer, name="review-join-answer"),
    path(_SEAT, team.seat, name="review-seat"),
    path(f"{_SEAT}/free", team.free, name="review-seat-free"),
    path(f"{_SEAT}/remove", team.remove, name="review-seat-remove"),
]
