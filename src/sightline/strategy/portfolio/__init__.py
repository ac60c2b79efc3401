"""The portfolio: what each initiative of the backlog does for the goals, and which set of them does most.

`stakes` turns declared changes into points, `problem` says what a set must keep to, `solving` finds the best one.
Nothing here knows the metric graph: how far goals move with metrics is handed in, draw by draw.
"""
