import { basename } from 'node:path'
import type { Runtime } from '../../contract/experiment.ts'
import type { Probed } from './probe.ts'

/** A probed interpreter that has no id yet. */
export interface Found {
  readonly kind: Runtime['kind']
  readonly path: string
  /** Identities of the file and of its real executable. */
  readonly identities: readonly string[]
  readonly foundAs: readonly string[]
  /** True for the Node that runs Coreglow itself. */
  readonly isBuiltIn: boolean
  /** What that Node is part of: V8's flags may differ from those of Node's own. */
  readonly partOf?: string
  readonly probed: Probed
}

const STATUS_ORDER = ['ok', 'unsupported', 'broken']

export interface Named {
  readonly runtime: Runtime
  readonly identities: readonly string[]
}

/** Names interpreters, in menu order: usable first, CPython before Node, newest first. Ids are unique. */
export function nameAll(found: readonly Found[]): Named[] {
  const used = new Map<string, number>()
  return found
    .map((interpreter) => ({ runtime: describe(interpreter), identities: interpreter.identities }))
    .toSorted((a, b) => compare(a.runtime, b.runtime))
    .map(({ runtime, identities }) => {
      const count = (used.get(runtime.id) ?? 0) + 1
      used.set(runtime.id, count)
      return { runtime: count === 1 ? runtime : { ...runtime, id: `${runtime.id}-${count}` }, identities }
    })
}

function describe(found: Found): Runtime {
  const { probed, kind, path } = found
  const description = probed.status === 'broken' ? undefined : probed.description
  return {
    id: slug(idOf(found)),
    kind,
    label: labelOf(found),
    path,
    foundAs: [...found.foundAs],
    version: description?.version ?? '',
    status: probed.status,
    reason: probed.status === 'ok' ? undefined : probed.reason,
    gilEnabled: description?.gilEnabled ?? kind === 'cpython',
    freeThreadedBuild: description?.freeThreadedBuild ?? false,
    switchIntervalSeconds: description?.gilEnabled ? description.switchIntervalSeconds : undefined,
    startMethods: description?.startMethods,
    affinity: description?.affinity,
    models: description?.models ?? [],
    work: description?.work ?? [],
  }
}

function compare(a: Runtime, b: Runtime): number {
  return (
    STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status) ||
    a.kind.localeCompare(b.kind) ||
    b.version.localeCompare(a.version, 'en', { numeric: true }) ||
    Number(a.freeThreadedBuild) - Number(b.freeThreadedBuild)
  )
}

function idOf({ isBuiltIn, path, probed }: Found): string {
  if (isBuiltIn) return 'node'
  if (probed.status === 'broken') return basename(path)
  const { implementation, version, freeThreadedBuild } = probed.description
  return `${implementation}-${version}${freeThreadedBuild ? 't' : ''}`
}

function labelOf({ path, probed, partOf }: Found): string {
  if (probed.status === 'broken') return basename(path)
  const { implementation, version, freeThreadedBuild } = probed.description
  const more = partOf === undefined ? '' : ` (${partOf})`
  return `${implementation} ${version}${freeThreadedBuild ? ' · free-threaded' : ''}${more}`
}

function slug(text: string): string {
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, '')
    .replace(/^[.-]+/, '')
  return plain.slice(0, 70) || 'unnamed'
}
