"""The catalogue as the model sees it, run as the asker; what a result taints, and who may read it."""
