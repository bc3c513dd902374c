"""Place names to places on the ground: the index, the shapes, and which namesake is meant."""
