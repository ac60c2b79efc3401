"""Events as queries see them: relations, the steps of a process, its clocks and its rules, in SQL.

Measures count what happened, operations follow it case by case; both say it in the same SQL, which stands here.
"""
