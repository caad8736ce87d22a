"""The commands of `kaohe`: what each asks for, what it calls, where the result goes. No rules live here.

They stand with those whom they are mostly for, as --help lists them; `score` and `stress` have files of their own.

These modules are imported for every --help, so they import nothing heavy at their tops.
"""
