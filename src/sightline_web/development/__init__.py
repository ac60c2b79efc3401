"""Development: what a person wants and learns, which is theirs and joins no judgement."""
