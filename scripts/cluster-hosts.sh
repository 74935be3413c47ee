#!/usr/bin/env bash
# Several hosts on one machine, for tests and by hand: COUNT network namespaces, each with a name, process ids and a clock
# of its own, a Dask worker in each, and a scheduler beside them. Needs root, Linux 5.6, and `distributed` in PYTHON.
#   scripts/cluster-hosts.sh COUNT PYTHON [DELAY_MS] [LOSS_PERCENT]
# Says "ready tcp://…" when all are there, and takes everything away when its standard input ends. A line "cut N" on
# standard input cuts host N off, "join N" connects it again.
set -euo pipefail
count=$1 python=$2 delay=${3:-0} loss=${4:-0}
id=cg$$
net=10.$((RANDOM % 100 + 100)).$((RANDOM % 250))
pids=()

clear_up() {
  for pid in "${pids[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
  for n in $(seq "$count"); do ip netns pids "$id-$n" 2>/dev/null | xargs -r kill -KILL 2>/dev/null || true; done
  for n in $(seq "$count"); do ip netns delete "$id-$n" 2>/dev/null || true; done
  ip link delete "$id" 2>/dev/null || true
}
trap clear_up EXIT
trap 'exit 0' TERM INT HUP

ip link add "$id" type bridge
ip address add "$net.1/24" dev "$id"
ip link set "$id" up
for n in $(seq "$count"); do
  ip netns add "$id-$n"
  ip link add "$id-$n" type veth peer name eth0 netns "$id-$n"
  ip link set "$id-$n" master "$id" up
  ip -n "$id-$n" link set lo up
  ip -n "$id-$n" address add "$net.$((n + 10))/24" dev eth0
  ip -n "$id-$n" link set eth0 up
  if [ "$delay$loss" != 00 ]; then ip netns exec "$id-$n" tc qdisc add dev eth0 root netem delay "${delay}ms" loss "$loss%"; fi
done

log=$(mktemp)
"$python" -m distributed.cli.dask_scheduler --host "$net.1" --port 8786 --no-dashboard >"$log" 2>&1 </dev/null &
pids+=($!)
disown
for n in $(seq "$count"); do
  # Each clock is an hour ahead of the one before.
  ip netns exec "$id-$n" unshare --uts --pid --fork --kill-child --mount-proc --time --monotonic $((n * 3600)) \
    sh -c "hostname host$n; exec $python -m distributed.cli.dask_worker tcp://$net.1:8786 --name host$n --nthreads 1 --no-dashboard --local-directory /tmp/$id-$n" \
    >>"$log" 2>&1 </dev/null &
  pids+=($!)
  disown
done
for _ in $(seq 300); do
  if [ "$(grep -c 'Register worker' "$log")" -ge "$count" ]; then break; fi
  sleep 0.1
done
[ "$(grep -c 'Register worker' "$log")" -ge "$count" ] || { cat "$log" >&2; exit 1; }
echo "ready tcp://$net.1:8786"
while read -r what n; do
  case $what in
    cut) ip link set "$id-$n" down ;;
    join) ip link set "$id-$n" up ;;
  esac
done
rm -rf "$log" /tmp/"$id"-*
