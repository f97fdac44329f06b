"""Words: segmenter, lexicons, tagger, fingerprints and the republication matcher."""
