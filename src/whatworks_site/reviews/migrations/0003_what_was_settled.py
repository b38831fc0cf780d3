"""Say of drafts made before which version they are of, and whether what was handed in was settled."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


def say_what_stands(apps, schema_editor):
    """Drafts name their instrument's version, and those whose appraisal was kept are settled."""
    drafts = apps.get_model("reviews", "AppraisalDraft")
    kept = apps.get_model("evidence", "AppraisalRow")
    for draft in drafts.objects.iterator(chunk_size=200):
        draft.version = str(draft.document.get("version", ""))[:60]
        if draft.handed_in_at is not None:
            of = kept.objects.filter(
                review_id=draft.review_id, object=draft.object, instrument=draft.instrument
            )
            draft.settled_at = draft.handed_in_at if of.exists() else None
        draft.save(update_fields=["version", "settled_at"])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("reviews", "0002_any_instrument")]
    operations: ClassVar = [migrations.RunPython(say_what_stands, migrations.RunPython.noop)]
