"""The verbs. No HTTP, no clock, no commit: callers pass `by` and `now`."""
