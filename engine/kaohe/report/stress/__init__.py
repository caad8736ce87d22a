"""What a method rewards by mistake, and how firm its places are, for people and programs."""
