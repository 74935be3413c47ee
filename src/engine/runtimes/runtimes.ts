import { errorMessage } from '../../contract/error-message.ts'
import { isAbsolute, join, resolve as absolute } from 'node:path'
import * as v from 'valibot'
import type { Runtime } from '../../contract/experiment.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import { settingsFolder } from '../host/data-folder.ts'
import type { EngineOptions } from '../options.ts'
import { nearest, orNearest } from '../lab/nearest.ts'
import { commandFor, findAll } from './find.ts'
import { createGuard } from './guard-client.ts'
import { identityOf } from './identity.ts'
import { readStored, writeJson } from '../files/json-file.ts'
import { type Named, nameAll } from './naming.ts'
import { startWorkload } from './workload-process.ts'
import type { Runtimes, Workload } from './workload.ts'

const AddedSchema = v.object({ added: v.array(v.string()) })

export function createRuntimes(options: EngineOptions): Runtimes {
  const guard = createGuard(options)
  const addedFile = join(settingsFolder(options), 'runtimes.json')
  /** Paths named in this session; added ones are stored in the file too. */
  const asked = new Set<string>()
  const alive = new Set<Workload>()
  let known: Promise<Named[]> | undefined
  /** What is wrong with the file of added interpreters, a sentence. */
  let broken: string | undefined
  let closed = false

  function search(refresh: boolean): Promise<Named[]> {
    const found = readAdded()
      .catch(() => [])
      .then((added) => findAll(options, guard, { added: [...added, ...asked], refresh }))
    known = found.then(nameAll)
    known.catch(() => (known = undefined))
    return known
  }

  async function readAdded(): Promise<readonly string[]> {
    return (await readStored(addedFile, AddedSchema, (sentence) => (broken = sentence)))?.added ?? []
  }

  async function keepAdded(change: (paths: readonly string[]) => readonly string[]): Promise<void> {
    try {
      await writeJson(addedFile, { added: change(await readAdded()) })
    } catch (error) {
      throw new CoreglowError('storage', `Cannot write ${addedFile}: ${errorMessage(error)}.`, { cause: error })
    }
  }

  async function list({ refresh = false } = {}): Promise<readonly Runtime[]> {
    const named = await (refresh || !known ? search(refresh) : known)
    return named.map(({ runtime }) => runtime)
  }

  async function atPath(path: string): Promise<Runtime> {
    const identity = await identityOf(path)
    const runtimeAt = (named: readonly Named[] | undefined) =>
      named?.find(({ identities }) => identities.includes(identity))?.runtime
    const listed = runtimeAt(await known)
    if (listed?.status === 'ok') return listed
    asked.add(path)
    try {
      return usable(runtimeAt(await search(false)), path)
    } catch (error) {
      asked.delete(path)
      known = undefined
      throw error
    }
  }

  return {
    list,
    preferred: async () => choose(await list()),
    resolve: async (idOrPath) =>
      isPath(idOrPath) ? await atPath(absolute(idOrPath)) : usable(called(idOrPath, await list()), idOrPath),
    async add(given) {
      const path = absolute(given)
      const runtime = await atPath(path)
      await keepAdded((paths) => [...new Set([...paths, path])])
      return runtime
    },
    added: () =>
      readAdded().then(
        (paths) => ({ paths, problem: broken }),
        (error: unknown) => ({
          paths: [],
          problem: `Cannot read the list of added interpreters. ${errorMessage(error)}`,
        }),
      ),
    async forget(path) {
      await keepAdded((paths) => paths.filter((addedPath) => addedPath !== path))
      asked.delete(path)
      known = undefined
    },
    async start(runtime, args = [], signal, userFolder) {
      if (closed) throw new CoreglowError('closed', 'The engine is closed.')
      const command = commandFor(options, runtime.kind, runtime.path, args, userFolder)
      const workload = await startWorkload(command, runtime.startMethods?.[0], guard, signal)
      alive.add(workload)
      void workload.ended.then(() => alive.delete(workload))
      return workload
    },
    guardPids: guard.pids,
    async close() {
      closed = true
      await Promise.all([...alive].map((workload) => workload.kill()))
      await guard.close()
    },
  }
}

function isPath(text: string): boolean {
  return isAbsolute(text) || /[\\/]/.test(text)
}

/** Finds a runtime by id, name or unique prefix of an id. @throws CoreglowError unknown-runtime */
function called(word: string, runtimes: readonly Runtime[]): Runtime {
  const exact = runtimes.find(({ id }) => id === word) ?? runtimes.find(({ foundAs }) => foundAs.includes(word))
  if (exact) return exact
  const beginnings = [word, `cpython-${word.replace(/^(c?python)?-?/i, '')}`]
  const like = runtimes.filter(({ id }) => beginnings.some((beginning) => id.startsWith(beginning)))
  if (like.length === 1) return like[0]!
  const ids = (like.length > 0 ? like : runtimes).filter(({ status }) => status === 'ok').map(({ id }) => id)
  // A name such as "python3" is proposed where it is like the word, and not listed beside the ids that it stands for.
  const near = nearest(word, [...ids, ...runtimes.flatMap(({ foundAs }) => foundAs)])
  const proposal = orNearest(word, near.length > 0 ? near : ids)
  throw new CoreglowError('unknown-runtime', `Unknown runtime "${word}". ${proposal}`)
}

function usable(runtime: Runtime | undefined, asked: string): Runtime {
  if (runtime?.status === 'ok') return runtime
  const reason = runtime?.reason ?? 'It no longer exists.'
  throw new CoreglowError('broken-runtime', `Cannot use ${runtime?.path ?? asked}. ${reason}`)
}

function choose(runtimes: readonly Runtime[]): Runtime {
  const usables = runtimes.filter(({ status }) => status === 'ok')
  const named = (name: string) => usables.find(({ kind, foundAs }) => kind === 'cpython' && foundAs.includes(name))
  const chosen = named('python3') ?? named('python') ?? usables[0]
  if (chosen) return chosen
  throw new CoreglowError(
    'broken-runtime',
    'No usable interpreter: neither CPython 3.8 or newer nor the built-in Node works here.',
  )
}
