"""How the pair that ships was fitted."""
