"""What drift-check is measured against: pandas reads a file, scipy tests it against a reference already in memory.

Prints a JSON object: seconds from the start of read_csv to the last p-value, and peak memory of the process.
"""
import json
import resource
import sys
import time

import pandas
from scipy.stats import chi2_contingency, ks_2samp

reference_file, current_file, numeric, categorical = sys.argv[1:]
columns = numeric.split(",") + categorical.split(",")
reference = pandas.read_csv(reference_file, usecols=columns)

start = time.perf_counter()
current = pandas.read_csv(current_file)
p_values = {name: ks_2samp(reference[name], current[name]).pvalue for name in numeric.split(",")}
for name in categorical.split(","):
    counts = pandas.DataFrame({"before": reference[name].value_counts(), "now": current[name].value_counts()})
    p_values[name] = chi2_contingency(counts.fillna(0).T).pvalue
seconds = time.perf_counter() - start

peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"seconds": seconds, "peakMb": peak / 1024, "tested": len(p_values)}))
