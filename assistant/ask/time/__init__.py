"""The time of a question: the arithmetic of periods, the clause a date stands in, and words for now and then."""
