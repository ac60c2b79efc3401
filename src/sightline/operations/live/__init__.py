"""Rules as events come in: the queries of whole logs, asked of the cases that matter now."""
