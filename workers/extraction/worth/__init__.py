"""Check-worthiness: how much a sentence is worth a checker's time, why, of which kind it is, and why it was set aside."""
