"""`whatworks synthesise`: effect sizes from a table of results, one pooled effect from many."""

from __future__ import annotations

import typer

from .synthesise_absolute import absolute
from .synthesise_bias import bias
from .synthesise_economics import economics
from .synthesise_effects import effects
from .synthesise_multilevel import multilevel
from .synthesise_network import network
from .synthesise_plot import plot
from .synthesise_pool import pool
from .synthesise_regress import regress

app = typer.Typer(no_args_is_help=True)
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(effects)
app.command()(network)
app.command()(plot)
app.command()(bias)
app.command()(economics)
app.command()(multilevel)
app.command()(pool)
app.command()(regress)
app.command()(absolute)
