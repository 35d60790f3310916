"""Who says it: quotations, verbs of saying, speakers' labels, and whom each sentence goes back to."""
