"""Operations: processes as they ran, rules and their outcomes, behaviour charts, deviations and what they cost.

A stage of its own: it asks engines through a callable that it is handed, and meets other stages through records alone.
"""
