"""What a pooled effect hangs on: single studies, subsets, the order in which they came."""
