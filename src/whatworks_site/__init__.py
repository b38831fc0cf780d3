"""The site: it keeps records, decides who may do what, shows pages, and asks the library."""
