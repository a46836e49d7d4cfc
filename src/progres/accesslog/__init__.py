"""The web access log: every request for a week, and statistics that name nobody."""
