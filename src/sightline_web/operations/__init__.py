"""The Operations surface: what deviates and what that costs, how processes run, their rules, cases and charts."""
