#!/bin/bash
# Shards and a batch on a real Slurm of one node, compared byte for byte with one-machine runs; one task is killed in the middle and recovered.
# By hand: needs root, `apt-get install slurm-wlm munge` and `npm run build`; CI has no apt. bash tests/slurm/run.sh [folder for the work]
set -euo pipefail
repo=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mkdir -p "${1:-$(mktemp -d)}" && cd "${1:-$_}" && pwd)
bin="$repo/dist/cli/bin.js"
cloisonne() { node "$bin" "$@"; }
say() { echo "[$(date -u +%T)] $*"; }

# A private Slurm: its own key, socket, ports, state and logs.
etc="$work/slurm"
rm -rf "$etc" && mkdir -p "$etc/state" "$etc/spool" && chmod 755 "$work" "$etc"
dd if=/dev/urandom of="$etc/munge.key" bs=1024 count=1 status=none && chmod 400 "$etc/munge.key"
host=$(hostname -s)
cat > "$etc/slurm.conf" <<CONF
ClusterName=cloisonne
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$etc/munge.socket
CryptoType=crypto/munge
SlurmUser=root
StateSaveLocation=$etc/state
SlurmdSpoolDir=$etc/spool
SlurmctldPidFile=$etc/slurmctld.pid
SlurmdPidFile=$etc/slurmd.pid
SlurmctldLogFile=$etc/slurmctld.log
SlurmdLogFile=$etc/slurmd.log
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=5,bf_interval=5
DependencyParameters=kill_invalid_depend
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$etc/slurm.conf"
stop() {
  for name in slurmd slurmctld munged; do [ -s "$etc/$name.pid" ] && kill "$(cat "$etc/$name.pid")" 2>/dev/null || true; done
}
trap stop EXIT
munged --key-file="$etc/munge.key" --socket="$etc/munge.socket" --pid-file="$etc/munged.pid" --log-file="$etc/munged.log" --seed-file="$etc/munged.seed" --force
slurmctld && slurmd
for _ in $(seq 60); do sinfo -h -o %t 2>/dev/null | grep -q idle && break; sleep 1; done
say "slurm $(slurmctld -V | cut -d' ' -f2), $(sinfo -h -o '%D node, %c CPUs, %t')"

# Waits until no job is left, and fails when that takes too long.
drain() {
  for _ in $(seq "${1:-900}"); do [ -z "$(squeue -h)" ] && return 0; sleep 1; done
  squeue; return 1
}
same() { diff -r -x run.json -x 'batch*.json' -x '.lock*' "$1" "$2" > "$work/diff" && say "SAME BYTES: $3, $(find "$2" -type f | wc -l) files" || { cat "$work/diff"; exit 1; }; }

cd "$work"
rm -rf one ten ten.* batch-one batch-slurm batch-slurm.* cubes && mkdir cubes
options=(--engine wasm --k 1..4)
cube="$work/cubes/nebula-0.fits"
for seed in 0 1 2 3 4; do cloisonne synth nebular --out "made-$seed" --seed "$seed" --size 100x90 --bands 300 --overwrite --quiet >/dev/null; cp made-$seed/cube.fits "cubes/nebula-$seed.fits"; rm -rf made-$seed; done

say 'one machine: one cube'
cloisonne segment "$cube" --out one "${options[@]}" --quiet >/dev/null
say "slurm: ten shards of it, one encoder killed in the middle"
cloisonne submit slurm "$cube" --out ten --shards 10 "${options[@]}"
victim=
for _ in $(seq 600); do victim=$(pgrep -f 'shard encode.*--out=ten' -a | head -1 | cut -d' ' -f1 || true); [ -n "$victim" ] && break; sleep 0.1; done
sleep 0.5
task=$(tr '\0' '\n' < "/proc/$victim/environ" | sed -n 's/^SLURM_ARRAY_TASK_ID=//p')
kill -9 "$victim" && say "killed task $task (process $victim)"
drain
[ ! -e ten ] && say "no result came of it; kept: $(ls ten.shards | grep -c '^encoded') of 10 shards, task $task is missing: $([ -e "ten.shards/encoded-$((task + 1))-of-10" ] && echo no || echo yes)"
sbatch --parsable --array="$task" ten.slurm/encode.sh > /dev/null && drain && say "task $task alone again: $(cat ten.slurm/encode-*_"$task".log | tail -1)"
cloisonne submit slurm "$cube" --out ten --shards 10 "${options[@]}" > /dev/null && drain
say "the chain again: $(cat ten.slurm/encode-*.log | grep -c 'already done') encoders had nothing to do"
same one ten 'ten shards of one cube'
cloisonne submit slurm "$cube" --out ten --shards 10 "${options[@]}" > /dev/null && drain
same one ten 'after the whole chain once more'

say 'one machine: a batch of five cubes with one legend'
cloisonne batch 'cubes/*.fits' --common --out batch-one "${options[@]}" --quiet >/dev/null
say 'slurm: the same, one task killed in the middle'
cloisonne submit slurm 'cubes/*.fits' --common --out batch-slurm --shards 5 "${options[@]}"
for _ in $(seq 1200); do victim=$(pgrep -f 'segment cubes/.*--out=.*batch-slurm' -a | head -1 | cut -d' ' -f1 || true); [ -n "$victim" ] && break; sleep 0.1; done
sleep 0.5
parent=$(ps -o ppid= -p "$victim" | tr -d ' ') && kill -9 "$parent" && say "killed a task of the batch (process $parent)"
drain
same batch-one batch-slurm 'a batch of five cubes'
say "$(node -e 'const m=JSON.parse(require("fs").readFileSync("batch-slurm/batch.json"));console.log(m.inputs.map(i=>i.name+" "+i.state+" K="+i.k).join(", "))')"
say 'all passed'
