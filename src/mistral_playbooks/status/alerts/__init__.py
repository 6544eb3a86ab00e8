"""Alerts: which problems are worth one, who gets it, and how it arrives exactly once."""
