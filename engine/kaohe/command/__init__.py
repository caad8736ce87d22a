"""The commands of `kaohe`, one file each: what it asks for, what it calls, where the result goes. No rules live here.

These modules are imported for every --help, so they import nothing heavy at their tops.
"""
