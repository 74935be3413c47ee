import { chmodSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { testOptions } from '../testing.ts'
import { createRuntimes } from './runtimes.ts'
import { fakeInterpreter, lives, somePythons } from './testing.ts'

const options = testOptions()
const runtimes = createRuntimes(options)
const listed = await runtimes.list()
const [python] = somePythons(listed)
const folder = join(options.dataFolder, 'fakes')
mkdirSync(folder, { recursive: true })

afterAll(async () => {
  await runtimes.close()
  options.remove()
})

/** Another session over the same data folder. */
function session() {
  const other = createRuntimes(options)
  onTestFinished(() => other.close())
  return other
}

describe('the list', () => {
  test('has the built-in Node, with its models and work', () => {
    expect(listed.find(({ id }) => id === 'node')).toMatchObject({
      kind: 'node',
      status: 'ok',
      version: process.versions.node,
      path: process.execPath,
    })
  })

  test('has unique ids, what works first, and each file once', () => {
    expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length)
    expect(new Set(listed.map(({ path }) => realpathSync(path))).size).toBe(listed.length)
    const statuses = listed.map(({ status }) => ['ok', 'unsupported', 'broken'].indexOf(status))
    expect(statuses).toEqual(statuses.toSorted((a, b) => a - b))
  })

  test('is the same from the cache, without starting anything', async () => {
    expect(await session().list()).toEqual(listed)
  })

  test('asks again when the cache is broken', async () => {
    writeFileSync(join(options.dataFolder, 'runtimes-cache.json'), '{"programs": 7')
    expect(await session().list()).toEqual(listed)
  })

  test.runIf(python)('says of each model which work it can run', () => {
    const works = Object.fromEntries(python!.models.map(({ id, work }) => [id, work]))
    expect(works['sequential']).toEqual(expect.arrayContaining(['countdown', 'wait']))
    expect(works['asyncio']).toContain('wait')
    expect(works['asyncio']).not.toContain('countdown')
    const six = expect.arrayContaining(['sequential', 'threads', 'processes', 'asyncio'])
    expect(python!.models.map(({ id }) => id)).toEqual(six)
  })
})

const free = listed.find(({ status, freeThreadedBuild }) => status === 'ok' && freeThreadedBuild)

test.runIf(free).each(['0', '1'])(
  'a build without the GIL (skipped where none is found), run with -X gil=%s',
  async (gil) => {
    const workload = await runtimes.start(free!, ['-X', `gil=${gil}`])
    onTestFinished(() => workload.kill())
    const gils: (string | undefined)[] = []
    const order = { work: 'countdown', model: 'threads', workers: 2, workUnits: 1000 }
    await workload.run(order, (event) => event.type === 'worker-start' && gils.push(event.gil))
    expect(gils).toEqual(Array(2).fill(gil === '1' ? `${workload.pid}` : undefined))
  },
)

describe('names', () => {
  test('an id, a path, the beginning of one id', async () => {
    expect((await runtimes.resolve('node')).id).toBe('node')
    expect((await runtimes.resolve(process.execPath)).id).toBe('node')
    expect((await runtimes.resolve('nod')).id).toBe('node')
  })

  test.runIf(python)('a version, as python3.13 and as 3.13.0', async () => {
    const { id, version } = python!
    expect((await runtimes.resolve(version)).id).toBe(id)
    expect((await runtimes.resolve(`python${version}`)).id).toBe(id)
  })

  test('one that is not there comes back with the nearest', async () => {
    await expect(runtimes.resolve('noed')).rejects.toMatchObject({
      code: 'unknown-runtime',
      message: 'Unknown runtime "noed". Did you mean node?',
    })
  })

  test.runIf(python?.foundAs.length)('also by the names that are typed', async () => {
    const [name] = python!.foundAs
    await expect(runtimes.resolve(`${name}x`)).rejects.toThrow(new RegExp(`Did you mean .*${name}`))
  })

  test('the preferred one works', async () => {
    expect(await runtimes.preferred()).toMatchObject({ status: 'ok', kind: python ? 'cpython' : 'node' })
  })
})

describe.runIf(python)('added paths', () => {
  test('another name of a known interpreter is that interpreter', async () => {
    const link = join(folder, 'my-python')
    symlinkSync(python!.path, link)
    expect((await runtimes.add(link)).id).toBe(python!.id)
  })

  test('a virtual environment keeps its own path, for later sessions too', async () => {
    const bin = join(folder, 'venv', 'bin')
    mkdirSync(bin, { recursive: true })
    symlinkSync(realpathSync(python!.path), join(bin, 'python'))
    writeFileSync(join(folder, 'venv', 'pyvenv.cfg'), `home = ${dirname(realpathSync(python!.path))}\n`)
    const venv = await runtimes.add(join(bin, 'python'))
    expect(venv).toMatchObject({ path: join(bin, 'python'), version: python!.version })
    expect(venv.id).not.toBe(python!.id)
    expect(await session().list()).toContainEqual(venv)
    expect(await session().resolve(venv.path)).toEqual(venv)
  })

  test('a script that was given is run as it is, though it leads to an interpreter that is listed too', async () => {
    const shim = await fakeInterpreter(folder, 'shim', `exec ${python!.path} "$@"`)
    expect((await runtimes.resolve(shim)).path).toBe(shim)
  })

  test('a folder that cannot be written is said', async () => {
    writeFileSync(join(options.dataFolder, 'a-file'), '')
    const stuck = createRuntimes({ ...options, dataFolder: join(options.dataFolder, 'a-file', 'data') })
    onTestFinished(() => stuck.close())
    await expect(stuck.add(python!.path)).rejects.toMatchObject({ code: 'storage' })
  })
})

const describes = (fields: string) =>
  `echo '{"ev":"hello"}' >&3; read line; echo '{"ev":"describe","implementation":"CPython","version":"3.11.7","executable":"/x"${fields}}' >&3; read line`

describe.runIf(process.platform !== 'win32')('what is no interpreter', () => {
  test.each([
    ['crashes', 'echo "no luck" >&2; exit 3', /ended with exit code 3.*no luck/],
    ['dies', 'kill -SEGV $$', /ended by signal SIGSEGV/],
    ['garbage', 'echo "hello there" >&3; sleep 60', /Unexpected output on the event pipe.*hello there/],
    ['endless', 'yes | tr -d "\\n" >&3', /Unexpected output on the event pipe/],
    ['liar', describes(''), /no models or no work/],
    ['impossible', describes(',"work":"all"'), /Unexpected output on the event pipe/],
    ['prints', 'echo "3.11.7"', /ended with exit code 0/],
  ])('%s: is listed nowhere, and the reason is said', async (name, script, reason) => {
    const path = await fakeInterpreter(folder, name, script)
    await expect(runtimes.resolve(path)).rejects.toMatchObject({
      code: 'broken-runtime',
      message: expect.stringMatching(reason),
    })
    expect((await runtimes.list()).map((runtime) => runtime.path)).not.toContain(path)
  })

  test('one that hangs, deaf to signals, is given up and leaves nothing', async () => {
    const pidFile = join(folder, 'pid')
    const path = await fakeInterpreter(
      folder,
      'hangs',
      `trap "" TERM INT HUP; echo $$ > ${pidFile}; while :; do sleep 60; done`,
    )
    await expect(runtimes.add(path)).rejects.toMatchObject({
      code: 'broken-runtime',
      message: expect.stringMatching(/within 5 s/),
    })
    expect(lives(Number(readFileSync(pidFile, 'utf8')))).toBe(false)
  })

  test('a folder, a missing file, one without the right to be executed', async () => {
    const plain = join(folder, 'plain')
    writeFileSync(plain, '')
    chmodSync(plain, 0o644)
    await expect(runtimes.resolve(folder)).rejects.toThrow('Not a file')
    await expect(runtimes.resolve(join(folder, 'missing'))).rejects.toThrow('No such file')
    await expect(runtimes.resolve(plain)).rejects.toThrow('Not executable')
  })

  test.each([
    ['PyPy', '3.10.1', 'Needs CPython 3.8 or newer; this is PyPy 3.10.1.'],
    ['CPython', '3.7.16', 'Needs CPython 3.8 or newer; this is 3.7.16.'],
  ])('%s %s is not supported', async (implementation, version, reason) => {
    const answer = `{"ev":"describe","implementation":"${implementation}","version":"${version}","executable":"/x"}`
    const path = await fakeInterpreter(
      folder,
      `old-${version}`,
      `echo '{"ev":"hello"}' >&3; read line; echo '${answer}' >&3; read line`,
    )
    await expect(runtimes.resolve(path)).rejects.toThrow(reason)
  })
})

test.each(listed.filter(({ version }) => /^(2|3\.[0-7])\./.test(version)).map(({ id }) => id))(
  '%s, which is here, is unsupported',
  (id) => {
    const runtime = listed.find((candidate) => candidate.id === id)
    expect(runtime).toMatchObject({ status: 'unsupported', reason: expect.stringContaining('Needs CPython 3.8') })
  },
)
