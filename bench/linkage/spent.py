"""Runs a command and says what it spent: processor seconds of the whole process, and memory at its highest.

spent.py COMMAND...
"""

import resource
import subprocess
import sys

done = subprocess.run(sys.argv[1:], check=False)
spent = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"spent     {spent.ru_utime + spent.ru_stime:.2f} s of processor, {spent.ru_maxrss / 1024:.0f} MiB at its highest")
sys.exit(done.returncode)
