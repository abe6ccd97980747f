"""PyTorch's side of tests/bench/train.mjs and train-conv.mjs: times steps of a network on demand. A JSON line {"threads", "steps"} in, {"ms"} out."""
import json
import statistics
import sys
import time

import torch


def mlp():
    sizes = [1024, 512, 256, 32, 3, 32, 256, 512, 1024]
    layers = []
    for i, (inputs, units) in enumerate(zip(sizes, sizes[1:])):
        layers += [torch.nn.Linear(inputs, units)] + ([] if i in (3, 7) else [torch.nn.SELU()])
    return torch.nn.Sequential(*layers), torch.randn(512, 1024)


def conv():
    down = [torch.nn.Conv2d(i, o, 3, stride=2, padding=1) for i, o in ((1, 32), (32, 64), (64, 128))]
    up = [
        torch.nn.ConvTranspose2d(i, o, 3, stride=2, padding=1, output_padding=more)
        for i, o, more in ((128, 64, 0), (64, 32, 1), (32, 1, 1))
    ]
    layers = [part for layer in down + up for part in (layer, torch.nn.ReLU())]
    return torch.nn.Sequential(*layers[:-1]), torch.randn(256, 1, 28, 28)


torch.manual_seed(0)
net, x = {"mlp": mlp, "conv": conv}[sys.argv[1]]()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)


def step():
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(net(x), x)
    loss.backward()
    optimizer.step()
    return loss.item()


for _ in range(3):
    step()
print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    job = json.loads(line)
    torch.set_num_threads(job["threads"])
    step()
    times = []
    for _ in range(job["steps"]):
        start = time.perf_counter()
        step()
        times.append(1000 * (time.perf_counter() - start))
    print(json.dumps({"ms": statistics.median(times)}), flush=True)
