"""Keep with each version of an analysis what was pooled and what came out."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("reviews", "0003_what_was_settled")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="keptanalysis",
            name="run",
            field=models.JSONField(
                help_text="What was pooled, what came out and what software did it; empty: nothing pooled",
                null=True,
            ),
        ),
    ]
