"""Small-study effects, selection by p value, and what would be found without them."""
