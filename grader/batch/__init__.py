"""A whole class: a folder of submissions in, a folder a student out, by warm workers here or on a cluster.

command                   the command line: checks, runs, says how it ended
run, asking, plan         what is to be graded, and what has a result already
pool, mother, worker      workers on this machine, the mother started early; cluster: on others
unit, job                 the unit of work, and the data that travels to it and back
store, results, rescore   what is on disk, what is made from it, and compared anew without running anything
"""
