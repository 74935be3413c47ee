import { homedir } from 'node:os'
import { basename, isAbsolute, join } from 'node:path'
import { settingsFolder } from '../host/data-folder.ts'
import type { EngineOptions } from '../options.ts'
import { candidates } from './discover.ts'
import type { Guard } from './guard-client.ts'
import { exists, identityOf, stampOf } from './identity.ts'
import type { Found } from './naming.ts'
import { openProbeCache, type ProbeCache } from './probe-cache.ts'
import { COLD_PROBE_LIMIT_MS, probe, type Probed, PROBE_LIMIT_MS } from './probe.ts'
import type { Command } from './program.ts'

const PROBES_AT_ONCE = 4

type Kind = Found['kind']
interface Candidate {
  readonly identity: string
  readonly path: string
  readonly names: readonly string[]
}

export interface Search {
  /** Paths to probe in addition to those found. */
  readonly added: readonly string[]
  /** Probes again, ignoring cached answers. */
  readonly refresh: boolean
}

/** Finds interpreters and probes those without a cached answer. */
export async function findAll(options: EngineOptions, guard: Guard, search: Search): Promise<Found[]> {
  const context = { platform: process.platform, env: process.env, home: homedir() }
  const [files, cache] = await Promise.all([
    candidates(context),
    openProbeCache(join(settingsFolder(options), 'runtimes-cache.json'), options.workloads),
  ])
  const paths = [...files, ...[options.node.path, ...search.added].map((path) => ({ path }))]
  const unprobed = await distinct(paths)
  const found = await mapLimited(unprobed, PROBES_AT_ONCE, (candidate) =>
    examine(options, guard, cache, search, candidate),
  )
  await cache.save()
  return merge(found)
}

/**
 * How to start the workload program in an interpreter. For a function of the user's, `userFolder` is its working folder, and the
 * interpreter minds the user's environment, such as PYTHONPATH; nothing is written beside the user's files.
 */
export function commandFor(
  options: EngineOptions,
  kind: Kind,
  path: string,
  ownArgs: readonly string[] = [],
  userFolder?: string,
): Command {
  const isUsers = userFolder !== undefined
  if (kind === 'cpython') {
    const isolated = isUsers ? [] : ['-E', '-s']
    const args = [...ownArgs, ...isolated, '-B', join(options.workloads, 'python', 'main.py')]
    return { path, args, env: {}, folder: userFolder }
  }
  const env = { ...(isUsers ? {} : { NODE_OPTIONS: '' }), ...(path === options.node.path ? options.node.env : {}) }
  return { path, args: [...ownArgs, join(options.workloads, 'node', 'main.mjs')], env, folder: userFolder }
}

async function distinct(files: readonly { path: string; name?: string }[]): Promise<Candidate[]> {
  const identities = await Promise.all(files.map((file) => identityOf(file.path)))
  const unprobed = new Map<string, Candidate>()
  for (const [i, { path, name }] of files.entries()) {
    const identity = identities[i]!
    const known = unprobed.get(identity)
    const names = [...(known?.names ?? []), ...(name === undefined ? [] : [name])]
    unprobed.set(identity, { identity, path: known?.path ?? path, names })
  }
  return [...unprobed.values()]
}

async function examine(
  options: EngineOptions,
  guard: Guard,
  cache: ProbeCache,
  search: Search,
  { identity, path, names }: Candidate,
): Promise<Found> {
  const isBuiltIn = path === options.node.path
  const kind = isBuiltIn || /^node(\.exe)?$/.test(basename(path)) ? 'node' : 'cpython'
  const stamp = await stampOf(path)
  const stored = search.refresh ? undefined : cache.get(identity, stamp)
  const partOf = isBuiltIn ? options.node.partOf : undefined
  const limitMs = partOf === undefined ? PROBE_LIMIT_MS : COLD_PROBE_LIMIT_MS
  const probed = stored ?? (await probe(commandFor(options, kind, path), guard, limitMs))
  if (!stored) cache.set(identity, stamp, probed)
  // A path that somebody gave is run as it is: it may be a wrapper that sets something up.
  const asGiven = isBuiltIn || search.added.includes(path)
  const real = asGiven ? path : await realExecutable(path, probed)
  return { kind, path: real, identities: [await identityOf(real), identity], foundAs: names, isBuiltIn, partOf, probed }
}

/** Real executable behind a script, such as a version manager's. */
async function realExecutable(path: string, probed: Probed): Promise<string> {
  if (probed.status === 'broken') return path
  const { executable } = probed.description
  return isAbsolute(executable) && (await exists(executable)) ? executable : path
}

function merge(found: readonly Found[]): Found[] {
  const byIdentity = new Map<string, Found>()
  for (const interpreter of found) {
    const key = interpreter.identities[0]!
    const known = byIdentity.get(key) ?? interpreter
    byIdentity.set(key, {
      ...known,
      identities: union(known.identities, interpreter.identities),
      foundAs: union(known.foundAs, interpreter.foundAs),
    })
  }
  return [...byIdentity.values()]
}

function union<T>(a: readonly T[], b: readonly T[]): T[] {
  return [...new Set([...a, ...b])]
}

async function mapLimited<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const entries = items.entries()
  const lane = async () => {
    for (const [i, item] of entries) results[i] = await work(item)
  }
  await Promise.all(Array.from({ length: limit }, lane))
  return results
}
