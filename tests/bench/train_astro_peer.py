"""PyTorch's side of tests/bench/train-astro.mjs: steps of the paper's astronomical recipe over spectra in a file, on demand. The first line of
input is the task {file, n, bands, encoder, decoder, latent, batch, dropout, rate, kMin, kMax, seed}; then {"threads", "gamma", "steps"} in,
{"seconds", "cpu", "loss", "megabytes"} out. The spectra are held in memory, reading them is not timed."""
import json
import resource
import sys
import time

import numpy as np
import torch

task = json.loads(sys.stdin.readline())
x = torch.from_numpy(np.fromfile(task["file"], dtype=np.float32).reshape(task["n"], task["bands"]))


def stack(sizes, last, tanh=False):
    layers = []
    for i, (inputs, units) in enumerate(zip(sizes, sizes[1:])):
        linear = torch.nn.Linear(inputs, units)
        torch.nn.init.normal_(linear.weight, std=inputs**-0.5)
        torch.nn.init.zeros_(linear.bias)
        layers.append(linear)
        if i == len(sizes) - 2:
            layers += last
        elif tanh and i == len(sizes) - 3:
            layers.append(torch.nn.Tanh())
        else:
            layers += [torch.nn.SELU(), torch.nn.AlphaDropout(task["dropout"])]
    return torch.nn.Sequential(*layers)


def silhouette(distances, labels, k):
    """Mean over clusters of the exact silhouette, differentiable in the distances [n, n]."""
    hot = torch.nn.functional.one_hot(labels, k).float()
    counts = hot.sum(0)
    sums = distances @ hot
    own = counts[labels]
    within = (sums * hot).sum(1) / (own - 1).clamp(min=1)
    between = (sums / counts.clamp(min=1) + 1e9 * (hot + (counts == 0).float())).min(1).values
    widths = (between - within) / torch.maximum(within, between).clamp(min=1e-6) * (own > 1)
    return ((widths @ hot) / counts.clamp(min=1)).sum() / (counts > 0).sum()


def clusters(mu, centres):
    """K-Means of the batch for each K, ten Lloyd steps from the centres of the batch before; the labels with the best silhouette."""
    best = None
    distances = torch.cdist(mu, mu)
    for k in range(task["kMin"], task["kMax"] + 1):
        c = centres.get(k, mu[:k])
        for _ in range(10):
            labels = torch.cdist(mu, c).argmin(1)
            hot = torch.nn.functional.one_hot(labels, k).float()
            counts = hot.sum(0)[:, None]
            c = torch.where(counts > 0, hot.T @ mu / counts.clamp(min=1), c)
        centres[k] = c
        score = silhouette(distances, labels, k)
        if best is None or score > best[0]:
            best = (score, labels, k)
    return best[1:]


def training(gamma):
    """Steps over shuffled epochs, one at each next()."""
    torch.manual_seed(task["seed"])
    encoder = stack([task["bands"], *task["encoder"], task["latent"]], [], tanh=True)
    decoder = stack([task["latent"], *task["decoder"], task["bands"]], [torch.nn.Sigmoid()])
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=task["rate"])
    centres = {}
    while True:
        order = torch.randperm(len(x))
        for i in range(0, len(x) - task["batch"] + 1, task["batch"]):
            batch = x[order[i : i + task["batch"]]]
            optimizer.zero_grad()
            mu = encoder(batch)
            loss = torch.nn.functional.mse_loss(decoder(mu), batch)
            if gamma > 0:
                labels, k = clusters(mu.detach(), centres)
                loss = loss + gamma * (1 - silhouette(torch.cdist(mu, mu), labels, k)) / 2
            loss.backward()
            optimizer.step()
            yield loss.item()


print(json.dumps({"version": torch.__version__}), flush=True)
runs = {}
for line in sys.stdin:
    job = json.loads(line)
    torch.set_num_threads(job["threads"])
    steps = runs.setdefault(job["gamma"], training(job["gamma"]))
    next(steps)  # the first after a change of threads starts them
    start, cpu = time.perf_counter(), time.process_time()
    for _ in range(job["steps"]):
        loss = next(steps)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "loss": loss, "megabytes": megabytes}), flush=True)
