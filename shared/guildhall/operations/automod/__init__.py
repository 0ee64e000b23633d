"""AutoMod: rules by which Discord stops messages and profiles."""
