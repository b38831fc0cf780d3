"""Appraisals with any instrument: what is still possible, points, counts, and a team's critical questions."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evidence", "0004_living_ratings_and_who_was_studied")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="appraisalrow",
            name="critical",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="The questions a team holds critical, where it chose them itself",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="appraisalrow",
            name="critical_reason",
            field=models.TextField(blank=True, help_text="Why it chose them", null=True),
        ),
        migrations.AddField(
            model_name="appraisalrow",
            name="possible",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Overall judgements that the answers so far still allow",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="appraisalrow",
            name="points",
            field=models.FloatField(
                blank=True, help_text="The sum, where the rule adds points and all are known", null=True
            ),
        ),
        migrations.AddField(
            model_name="appraisalrow",
            name="counts",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="Of a checklist: how many questions have each answer",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="appraisalrow",
            name="effect",
            field=models.TextField(
                blank=True,
                help_text="The variant, for instance the effect of interest: assignment or adhering",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="appraisalrow",
            name="object",
            field=models.TextField(
                blank=True, help_text="The result, study, review, body of evidence or report appraised"
            ),
        ),
    ]
