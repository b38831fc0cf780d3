"""Any instrument for any object: versions kept, settling taken back, drafts set aside."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _id():
    return (
        "id",
        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
    )


def _review():
    return (
        "review",
        models.ForeignKey(
            on_delete=django.db.models.deletion.CASCADE, related_name="+", to="evidence.review"
        ),
    )


def _user():
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("evidence", "0002_what_the_desk_keeps"),
        ("reviews", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="InstrumentUse",
            fields=[
                _id(),
                ("instrument", models.CharField(max_length=60)),
                ("is_used", models.BooleanField()),
                (
                    "version",
                    models.CharField(
                        default="",
                        help_text="For what is begun from now on; empty for the shipped one",
                        max_length=60,
                    ),
                ),
                (
                    "designs",
                    models.JSONField(default=list, help_text="The groups of designs it is for"),
                ),
                (
                    "critical",
                    models.JSONField(help_text="The questions held critical; empty for its own", null=True),
                ),
                (
                    "critical_why",
                    models.TextField(default="", help_text="Why the team holds others critical"),
                ),
                _review(),
            ],
            options={"ordering": ("review_id", "instrument")},
        ),
        migrations.CreateModel(
            name="InstrumentVersion",
            fields=[
                _id(),
                ("instrument", models.CharField(max_length=60)),
                ("version", models.CharField(max_length=60)),
                ("text", models.TextField(help_text="The file, word for word")),
                ("is_own", models.BooleanField(help_text="Whether the team brought it, or changed it")),
                (
                    "why",
                    models.TextField(default="", help_text="Why the team brought it, or what it changed"),
                ),
                ("at", models.DateTimeField()),
                ("by", _user()),
                _review(),
            ],
            options={"ordering": ("review_id", "instrument", "pk")},
        ),
        migrations.CreateModel(
            name="SettledAppraisal",
            fields=[
                _id(),
                ("object", models.CharField(max_length=200)),
                ("instrument", models.CharField(max_length=60)),
                ("document", models.JSONField(help_text="The appraisal that was kept, as its record says")),
                (
                    "before",
                    models.JSONField(help_text="The one that stood before; empty where none did", null=True),
                ),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("by", _user()),
                ("undone_by", _user()),
                _review(),
            ],
            options={"ordering": ("review_id", "object", "-pk")},
        ),
        migrations.RemoveConstraint(model_name="appraisaldraft", name="appraised_once"),
        migrations.AddField(
            model_name="appraisaldraft",
            name="version",
            field=models.CharField(default="", help_text="The instrument's version", max_length=60),
        ),
        migrations.AddField(
            model_name="appraisaldraft",
            name="settled_at",
            field=models.DateTimeField(help_text="When what was handed in was settled", null=True),
        ),
        migrations.AddField(
            model_name="appraisaldraft",
            name="aside_at",
            field=models.DateTimeField(
                help_text="When it was set aside; it then counts for nothing", null=True
            ),
        ),
        migrations.AddField(
            model_name="appraisaldraft", name="aside_why", field=models.TextField(default="")
        ),
        migrations.AlterField(
            model_name="appraisaldraft",
            name="object",
            field=models.CharField(help_text="What is appraised: its name in the review", max_length=200),
        ),
        migrations.AddConstraint(
            model_name="appraisaldraft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("aside_at", None)),
                fields=("review", "object", "instrument", "seat"),
                name="appraised_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="instrumentuse",
            constraint=models.UniqueConstraint(fields=("review", "instrument"), name="instrument_use_once"),
        ),
        migrations.AddConstraint(
            model_name="instrumentversion",
            constraint=models.UniqueConstraint(
                fields=("review", "instrument", "version"), name="instrument_version_once"
            ),
        ),
        migrations.AddIndex(
            model_name="settledappraisal",
            index=models.Index(fields=["review", "object", "instrument"], name="settled_of"),
        ),
    ]
