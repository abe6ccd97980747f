"""PyTorch's side of tests/bench/encode.mjs: the same network and spectra, batches of 8192, two threads, best of a few. Prints JSON."""
import json
import sys
import time
import numpy as np
import torch

folder, n, bands, sizes, repeats = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4]), int(sys.argv[5])
torch.set_num_threads(2)
x = torch.from_numpy(np.fromfile(f"{folder}/spectra.f32", "<f4").reshape(n, bands))
weights = np.fromfile(f"{folder}/weights.f32", "<f4")
layers, at, inputs = [], 0, bands
for i, units in enumerate(sizes):
    layer = torch.nn.Linear(inputs, units)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weights[at:at + inputs * units].reshape(inputs, units).T.copy()))
        layer.bias.copy_(torch.from_numpy(weights[at + inputs * units:at + inputs * units + units]))
    at += inputs * units + units
    layers += [layer] + ([torch.nn.SELU()] if i < len(sizes) - 1 else [])
    inputs = units
net = torch.nn.Sequential(*layers).eval()
best = float("inf")
with torch.inference_mode():
    for _ in range(repeats):
        start = time.perf_counter()
        z = torch.cat([net(x[i:i + 8192]) for i in range(0, n, 8192)])
        best = min(best, time.perf_counter() - start)
z.numpy().tofile(f"{folder}/latents.f32")
print(json.dumps({"seconds": best, "version": torch.__version__}))
