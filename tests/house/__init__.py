"""Tests of the house itself: its rooms, its sizes, its papers."""
