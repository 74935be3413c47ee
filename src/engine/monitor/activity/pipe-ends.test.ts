import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { isOtherEndInParent } from './pipe-ends.ts'

/** A parent with a child on two pipes of its own, and on one that leads to another program. */
const PROGRAM = `
import subprocess, sys
child = subprocess.Popen(['sleep', '60'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
print(child.pid, flush=True)
child.wait()
`

test.skipIf(!existsSync('/proc/self/fdinfo'))('the other end of a pipe is in the parent, or outside', async () => {
  const parent = spawn('sh', ['-c', `python3 -c "${PROGRAM}" 2>&1 | cat`], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface({ input: parent.stdout }), 'line')
  const pid = Number(line)
  try {
    expect(isOtherEndInParent(pid, 1, true)).toBe(true)
    expect(isOtherEndInParent(pid, 0, false)).toBe(true)
    // Its parent has the same end, and `cat` the other.
    expect(isOtherEndInParent(pid, 2, true)).toBe(false)
    expect(isOtherEndInParent(pid, 99, true)).toBeUndefined()
  } finally {
    process.kill(pid)
    await once(parent, 'exit')
  }
})
