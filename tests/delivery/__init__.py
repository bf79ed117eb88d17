"""Tests of what happens by itself: what falls due, delivery, the metronome, and local time."""
