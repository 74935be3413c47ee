import { RUN_TOKEN } from './process-tree.ts'

/**
 * A second guard for Linux, as a script for `/bin/sh` that understands what the guard does ("watch PID TOKEN", "forget PID"). It is
 * there for the moment in which every Node process is killed at once, by name or by a system that is out of memory: Node can ask
 * no kernel to end it with its parent, and a thread of JavaScript that computes or waits in `Atomics.wait` sees nothing at all.
 *
 * It leaves the first half second to the guard, which spares those that clean up (process-tree.ts). Then it kills whoever bears
 * a token, until three looks in a row found nobody: a process that is just becoming another program has no token for a moment.
 */
export const SHELL_GUARD = `
trap '' PIPE
watched=
while read -r verb pid token; do
  others=
  for entry in $watched; do
    [ "\${entry%%:*}" = "$pid" ] || others="$others $entry"
  done
  watched=$others
  if [ "$verb" = watch ]; then
    watched="$watched $pid:$token"
    echo "$pid"
  fi
done
[ "$watched" ] || exit 0
tokens=
for entry in $watched; do
  tokens="$tokens -e ${RUN_TOKEN}=\${entry#*:}"
done
sleep 0.5
quiet=0 looks=0
while [ $quiet -lt 3 ] && [ $looks -lt 30 ]; do
  quiet=$((quiet + 1)) looks=$((looks + 1))
  pids=$(grep -lsF $tokens /proc/[0-9]*/environ | cut -d / -f 3)
  if [ "$pids" ]; then
    kill -KILL $pids
    quiet=0
  fi
  sleep 0.05
done
`
