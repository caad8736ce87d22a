"""What a method rewards by mistake, what its indicators weigh in fact, and how firm its places are (压力测试)."""
