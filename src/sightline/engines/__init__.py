"""Where queries run: DuckDB embedded, Spark, or a database that a connection names.

One protocol, one table of openers, and one helper module of expressions that mean the same everywhere.
"""

from sightline.engines.opening import ENGINES, open_engine
from sightline.engines.protocol import KINDS, Engine, Options

__all__ = ["ENGINES", "KINDS", "Engine", "Options", "open_engine"]
