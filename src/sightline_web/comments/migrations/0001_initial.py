"""The tables of comments: the words, what became of them, and whom they concern."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Make them."""

    initial = True

    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("key", models.CharField(max_length=200)),
                ("query", models.CharField(blank=True, max_length=300)),
                ("thread", models.BigIntegerField(db_index=True, null=True)),
                ("account", models.BigIntegerField(db_index=True, null=True)),
                ("sealed", models.TextField()),
                ("about", models.CharField(blank=True, max_length=200)),
                ("was", models.JSONField(blank=True, default=dict)),
                ("written_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(null=True)),
                ("archived_at", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["kind", "key"], name="comments_by_page")],
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.BigIntegerField(db_index=True, null=True)),
                ("what", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("sealed", models.TextField(blank=True)),
                ("comment", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="comments.comment")),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.BigIntegerField()),
                ("why", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("comment", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="comments.comment")),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [models.UniqueConstraint(fields=("account", "comment"), name="comment_told_once")],
            },
        ),
    ]
