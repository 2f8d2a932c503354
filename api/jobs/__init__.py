"""Work that takes longer than a request: kinds, queue, runner.

The row in the table ``jobs`` is the truth; the queue only wakes a worker. So whatever is killed, a job is taken up
again or fails with a reason, and is never done twice.
"""
