"""What drift-check is measured against: pandas reads two files whole, scipy tests one against the other.

Prints a JSON object: how many columns were tested, and peak memory of the process in MB.
"""
import json
import resource
import sys

import pandas
from scipy.stats import chi2_contingency, ks_2samp

reference_file, current_file, numeric, categorical = sys.argv[1:]
numeric, categorical = numeric.split(","), categorical.split(",")
reference = pandas.read_csv(reference_file)
current = pandas.read_csv(current_file)

p_values = {name: ks_2samp(reference[name], current[name]).pvalue for name in numeric}
for name in categorical:
    counts = pandas.DataFrame({"before": reference[name].value_counts(), "now": current[name].value_counts()})
    p_values[name] = chi2_contingency(counts.fillna(0).T).pvalue

peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"peakMb": peak / 1024, "tested": len(p_values)}))
