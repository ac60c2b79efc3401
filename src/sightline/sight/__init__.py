"""The metric graph: effects estimated, lines of sight, changes explained.

Works on records and the model alone: no file, no database. Forecasts come in as paths and go out as paths.
"""
