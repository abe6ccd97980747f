"""Runs a peer's script unchanged with the arguments that follow it, and prints besides the silhouette of every K that it computed:
the script itself reports only that of the K it chose. A last line {"silhouettes": {K: value}}."""
import json
import runpy
import sys

import sklearn.metrics

silhouettes = {}
original = sklearn.metrics.silhouette_score


def silhouette_score(points, labels):
    value = float(original(points, labels))
    silhouettes[len(set(labels))] = value
    return value


sklearn.metrics.silhouette_score = silhouette_score
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
print(json.dumps({"silhouettes": silhouettes}))
