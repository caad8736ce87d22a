"""The public face, which `import kaohe` hands out: a policy reads data, scores them, and gives results.

The classes hold inner objects, and give plain ones: texts, numbers, dicts, findings. Options go by name only.
"""
