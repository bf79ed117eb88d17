"""What happens by itself: what falls due, delivery, and the metronome."""
