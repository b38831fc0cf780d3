"""Reading what the desk keeps, each person only what that person may see."""
