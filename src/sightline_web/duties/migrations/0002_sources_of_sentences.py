"""What is found between groups keeps what its sentence is made of; tables from before have the sentence alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Add it."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("duties", "0001_initial")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField(model_name="fairnesstable", name="source", field=models.JSONField(null=True)),
    ]
