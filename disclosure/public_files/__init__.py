"""Files made public beside a decision: rasterised copies with areas covered, and the gate they pass."""
