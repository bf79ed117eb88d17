"""Every screen, on every face: made, drawn, and every door in it behind which something is."""
