"""Limits of Discord's documentation, written by hand; its published OpenAPI data are looser in places."""
