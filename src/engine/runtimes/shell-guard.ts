import { RUN_TOKEN } from './process-tree.ts'

/**
 * A second guard for Linux, as a script for `/bin/sh` that understands what the guard does ("watch PID TOKEN", "forget PID"). It is
 * there for the moment in which every Node process is killed at once, by name or by a system that is out of memory: Node can ask
 * no kernel to end it with its parent, and a thread of JavaScript that computes or waits in `Atomics.wait` sees nothing at all.
 *
 * It kills whoever bears a token, until three looks in a row found nobody: a process that is just becoming another program has no
 * token for a moment. Python's resource tracker is spared. It ends when the others have, and removes what they named in the system.
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
quiet=0 looks=0
while [ $quiet -lt 3 ] && [ $looks -lt 40 ]; do
  quiet=$((quiet + 1)) looks=$((looks + 1))
  doomed=
  for file in $(grep -lsF $tokens /proc/[0-9]*/environ); do
    folder=\${file%/environ}
    grep -qsF multiprocessing.resource_tracker "$folder/cmdline" || doomed="$doomed \${folder##*/}"
  done
  if [ "$doomed" ]; then
    kill -KILL $doomed
    quiet=0
  fi
  sleep 0.05
done
`
