"""Evidently's DataDriftPreset on two files: what drift-check answers, by a tool that many use for it.

Prints a JSON object: how many columns were tested, and peak memory of the process in MB.
"""
import json
import resource
import sys

import pandas
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

reference_file, current_file, numeric, categorical = sys.argv[1:]
numeric, categorical = numeric.split(","), categorical.split(",")
definition = DataDefinition(numerical_columns=numeric, categorical_columns=categorical)


def read(file):
    frame = pandas.read_csv(file, usecols=numeric + categorical)
    return Dataset.from_pandas(frame, data_definition=definition)


metrics = Report([DataDriftPreset()]).run(read(current_file), read(reference_file)).dict()["metrics"]
tested = sum(metric["metric_name"].startswith("ValueDrift") for metric in metrics)

peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"peakMb": peak / 1024, "tested": tested}))
