"""Bothways: two-way mentorship for chat communities. This package is the core; it knows no chat platform."""
