"""Appraisals, analyses and ratings: addresses, below /desk/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ..views import (
    analysing,
    appraisal_instruments,
    appraisal_pictures,
    appraising,
    proposing,
    rating,
    settling_appraisals,
)

_APPRAISALS = "reviews/<str:review>/appraisals"
_ANALYSES = "reviews/<str:review>/analyses"
_INSTRUMENTS = "reviews/<str:review>/instruments"
_RATINGS = "reviews/<str:review>/ratings"
_PROPOSE = "reviews/<str:review>/propose-page"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_APPRAISALS, appraising.index, name="review-appraisals"),
    path(f"{_APPRAISALS}/pictures", appraisal_pictures.pictures, name="review-appraisal-pictures"),
    path(
        f"{_APPRAISALS}/pictures/<str:what>.<str:form>",
        appraisal_pictures.picture,
        name="review-appraisal-picture",
    ),
    path(f"{_APPRAISALS}/agreement", appraisal_pictures.agreement, name="review-appraisal-agreement"),
    path(f"{_APPRAISALS}/of/<path:object>", appraising.appraise, name="review-appraise"),
    path(f"{_APPRAISALS}/begin/<path:object>", appraising.begin, name="review-appraisal-begin"),
    path(f"{_APPRAISALS}/overall/<path:object>", appraising.overall, name="review-appraisal-overall"),
    path(f"{_APPRAISALS}/hand-in/<path:object>", appraising.hand_in, name="review-appraisal-hand-in"),
    path(f"{_APPRAISALS}/take-back/<path:object>", appraising.take_back, name="review-appraisal-take-back"),
    path(f"{_APPRAISALS}/set-aside/<path:object>", appraising.aside, name="review-appraisal-aside"),
    path(f"{_APPRAISALS}/settle/<path:object>", settling_appraisals.settle, name="review-appraisal-settle"),
    path(f"{_APPRAISALS}/undo/<path:object>", settling_appraisals.undo, name="review-appraisal-undo"),
    path(_INSTRUMENTS, appraisal_instruments.index, name="review-instruments"),
    path(f"{_INSTRUMENTS}/add", appraisal_instruments.add, name="review-instrument-add"),
    path(f"{_INSTRUMENTS}/file/<str:instrument>", appraisal_instruments.file, name="review-instrument-file"),
    path(f"{_INSTRUMENTS}/of/<str:instrument>", appraisal_instruments.one, name="review-instrument"),
    path(_ANALYSES, analysing.index, name="review-analyses"),
    path(f"{_ANALYSES}/new", analysing.new, name="review-analysis-new"),
    path(f"{_ANALYSES}/of/<path:key>", analysing.one, name="review-analysis"),
    path(f"{_ANALYSES}/change/<path:key>", analysing.change, name="review-analysis-change"),
    path(f"{_ANALYSES}/undo/<path:key>", analysing.undo, name="review-analysis-undo"),
    path(f"{_ANALYSES}/checks/<path:key>", analysing.checks, name="review-analysis-checks"),
    path(f"{_ANALYSES}/run/<int:version>/<path:key>", analysing.run, name="review-analysis-run"),
    path(f"{_ANALYSES}/inputs/<int:version>/<path:key>", analysing.run_inputs, name="review-analysis-inputs"),
    path(_RATINGS, rating.index, name="review-ratings"),
    path(f"{_RATINGS}/of/<path:key>", rating.one, name="review-rating"),
    path(_PROPOSE, proposing.propose, name="review-propose"),
    path(f"{_PROPOSE}/compute", proposing.assess, name="review-assess"),
]
