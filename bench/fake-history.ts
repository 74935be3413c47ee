import type { RunListing } from '../src/contract/run-listing.ts'
import type { Run } from '../src/contract/run.ts'
import type { CallHandlers } from '../src/contract/service.ts'
import { compareRuns } from '../src/engine/compare/compare.ts'

type History = Pick<
  CallHandlers,
  'runs' | 'run' | 'annotateRun' | 'removeRuns' | 'restoreRuns' | 'importRuns' | 'saveRun' | 'compareRuns'
>
type Saved = Extract<RunListing, { kind: 'run' }>
type Note = { readonly name?: string; readonly note?: string; readonly pinned?: boolean }

const RUNTIMES = ['CPython 3.9.18', 'CPython 3.11.7', 'CPython 3.13.0', 'CPython 3.13.0t', 'Node 22.11.0']
const HOSTS = ['desk', 'laptop', 'build-server-07']

/** The history of the fake service: runs that were kept, and as many invented ones as are wanted, which are those under other names. */
export function createFakeHistory(stored: Run[], invented: number): History {
  const notes = new Map<string, Note>()
  const removed = new Set<string>()
  const others = Array.from({ length: invented }, (_, i) => inventedListing(stored[i % stored.length]!, i))
  const read = (id: string) => stored.find((run) => run.id === id) ?? { ...stored[Number(id.split('-')[1]) % 2]!, id }
  return {
    runs: () =>
      [...stored.map((run) => listing(run)), ...others, UNREADABLE]
        .filter(({ id }) => !removed.has(id))
        .map((entry) => (entry.status === 'unreadable' ? entry : Object.assign({}, entry, notes.get(entry.id))))
        .toSorted((a, b) => Number('pinned' in b && b.pinned) - Number('pinned' in a && a.pinned)),
    run: ({ id }) => read(id),
    annotateRun: ({ id, ...note }) => {
      notes.set(id, { ...notes.get(id), ...note })
      return {}
    },
    removeRuns: ({ ids }) => {
      ids.forEach((id) => removed.add(id))
      return {}
    },
    restoreRuns: ({ ids }) => {
      ids.forEach((id) => removed.delete(id))
      return {}
    },
    importRuns: () => ({ ids: [stored[0]!.id] }),
    saveRun: () => ({}),
    compareRuns: ({ ids }) => compareRuns(ids.map((id) => ({ run: read(id), name: notes.get(id)?.name }))),
  }
}

function listing(run: Run): Saved {
  const { id, createdAt, experiment, title, status, verdict } = run
  const told = { verdict: verdict.text, noisy: verdict.noisy, bytes: 81_000, pinned: false }
  return { kind: 'run', status, id, createdAt, experiment, title, runtime: run.runtime.label, host: HOSTS[0], ...told }
}

function inventedListing(run: Run, i: number): Saved {
  return {
    ...listing(run),
    ...(i % 7 === 3 ? { name: `Before the fix ${i}`, note: 'with the laptop on battery' } : {}),
    status: i % 31 === 5 ? 'stopped' : 'finished',
    id: `invented-${i}`,
    createdAt: new Date(Date.now() - i * 3_600_000).toISOString(),
    runtime: RUNTIMES[i % RUNTIMES.length]!,
    host: HOSTS[i % HOSTS.length]!,
    pinned: i === 4,
    noisy: i % 3 === 0,
    imported: i % HOSTS.length === 2 ? '2026-11-20T00:00:00Z' : undefined,
    bytes: i === 6 ? 0 : 60_000 + i * 37,
  }
}

const UNREADABLE: RunListing = {
  status: 'unreadable',
  id: 'cut-short',
  createdAt: '2026-01-01T00:00:00Z',
  file: 'cut-short.json.gz',
  reason: 'The file ends in the middle.',
  bytes: 12,
}
