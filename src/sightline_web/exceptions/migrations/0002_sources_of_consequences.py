"""What the sentence about a threshold's consequence is made of, so that it can be said in any language."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Add it; the sentences that are there stay in English."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("exceptions", "0001_initial")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField("thresholdchange", "source", models.JSONField(null=True)),
    ]
