"""Goals: where they stand, where they are heading, and what would move them.

Works on records and the model alone: values come in as histories, the metric graph's answers as paths.
"""
