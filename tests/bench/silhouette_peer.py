"""scikit-learn's silhouette_score for every labels-K.u16 in a folder; only the call itself is timed."""
import json
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.metrics import silhouette_score

folder = Path(sys.argv[1])
points = np.fromfile(folder / "points.f64").reshape(-1, 3)
silhouette_score(points[:100], np.arange(100) % 2)  # imports and warms up
scores = []
for k in range(2, 11):
    labels = np.fromfile(folder / f"labels-{k}.u16", dtype=np.uint16)
    start = time.perf_counter()
    score = silhouette_score(points, labels)
    scores.append({"k": k, "score": score, "seconds": time.perf_counter() - start})
(folder / "scores.json").write_text(json.dumps(scores))
