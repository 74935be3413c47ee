import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { mappedFiles } from './mapped-files.ts'
import { namesIn, open, pythons, startProgram, startPython, tidsOf } from './testing.ts'

const PROGRAM = `
import threading, time
threading.Thread(target=time.sleep, args=(60,), name="other", daemon=True).start()
print(0, flush=True)
time.sleep(60)`

const all = pythons()
/** The system's own: one file that contains the interpreter, without symbols. */
const system = all.find(({ path }) => path === '/usr/bin/python3')
const isRoot = process.getuid?.() === 0
const canUnshare = isRoot && spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0

describe('where an interpreter is', () => {
  it.skipIf(!system)('reads one whose file was copied, stripped and deleted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coreglow-gil-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const path = join(folder, 'renamed')
    copyFileSync(realpathSync(system?.path ?? ''), path)
    spawnSync('strip', ['--strip-all', path]) // where there is no such tool it is stripped already
    const program = startPython(path, PROGRAM)
    await program.line(0)
    rmSync(path)
    const reader = open(program.pid)
    expect(reader.version).toBe(system?.version)
    reader.readNames()
    expect(namesIn(reader)).toEqual(['MainThread', 'other'])
  })

  it.skipIf(!canUnshare || all.length === 0).each([all[0], all.at(-1)].flatMap((python) => python ?? []))(
    '$version: reads one in another PID namespace, where its threads have other numbers',
    async ({ path }) => {
      const program = startProgram('unshare', ['--pid', '--fork', '--kill-child', path, '-c', PROGRAM])
      await program.line(0)
      const pid = Number(readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, 'utf8').trim())
      const reader = open(pid)
      expect(new Set(reader.threads.keys())).toEqual(new Set(tidsOf(pid)))
      reader.readNames()
      expect(reader.threads.get(pid)?.name).toBe('MainThread')
      expect(namesIn(reader)).toEqual(['MainThread', 'other'])
    },
  )

  it('joins the mappings of a file, and the memory behind it', () => {
    const files = mappedFiles(`400000-401000 r--p 00000000 08:01 77 /opt/my python
401000-402000 rw-p 00001000 08:01 77 /opt/my python
402000-405000 rw-p 00000000 00:00 0
7f0000-7f1000 rw-p 00000000 00:00 0
7f1000-7f2000 r-xp 00000000 08:01 78 /lib/x.so (deleted)
7ffff000-80000000 r-xp 00000000 00:00 0 [vdso]
`)
    expect(files.map(({ path, inode, base }) => ({ path, inode, base }))).toEqual([
      { path: '/opt/my python', inode: 77, base: 0x400000 },
      { path: '/lib/x.so (deleted)', inode: 78, base: 0x7f1000 },
    ])
    expect(files[0]?.mappings.map(({ end }) => end)).toEqual([0x401000, 0x402000, 0x405000])
  })
})
