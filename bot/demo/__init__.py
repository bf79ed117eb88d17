"""A believable community to try Bothways with, and the story it lives through. Nobody in it is real."""
