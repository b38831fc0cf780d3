"""The review team’s desk: from a question to a proposal on the editor’s desk, by several people."""
