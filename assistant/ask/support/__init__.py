"""Whether quotes support a claim: `entail.entails` reads both, aligns them, and compares what they say.

A module per thing compared: quantities, names, polarity and modality, scope, roles, subjects, coverage of the words.
"""
