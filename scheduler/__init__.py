"""What happens by itself: what falls due, delivery of letters, and the metronome that drives both."""
