"""Page furniture: the frame, form fields, messages and marks that every page shares."""
