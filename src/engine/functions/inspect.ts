import { statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Inspection } from '../../contract/function.ts'
import type { Runtime } from '../../contract/experiment.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import { allOf, formatSeconds } from '../../contract/text.ts'
import { withWorkload } from '../lab/workload-host.ts'
import { OrderError } from '../runtimes/order-error.ts'
import type { FileOutline } from '../runtimes/program-events.ts'
import type { CallTarget, Runtimes, Workload } from '../runtimes/workload.ts'
import { openLedger, type Ledger } from './ledger.ts'
import type { UserFile } from './request.ts'
import { lateRow } from './watch.ts'

/** Longest import of the user's file. Chosen: heavy libraries on a cold disk take tens of seconds. */
const IMPORT_LIMIT_SECONDS = 120
/** What an inspection does beside importing and calling, such as a look at the pickles. Chosen: enough for some gigabytes. */
const REST_SECONDS = 60
/** Time between two looks at what is called, ms. Chosen: a fifth of a second more than the limit is soon enough. */
const LOOK_MS = 200

/** Where a fresh interpreter for the user's file comes from. */
export interface InspectionHost {
  readonly runtimes: Pick<Runtimes, 'start'>
  readonly runtime: Runtime
  readonly user: UserFile
  /** Aborted when the answer is not wanted any more. */
  readonly signal: AbortSignal
}

/**
 * Imports the user's function in a fresh interpreter, and calls it with its first inputs.
 * @throws CoreglowError bad-params that says what is wrong with the function or its inputs
 */
export async function inspect(host: InspectionHost, target: CallTarget): Promise<Inspection> {
  const { file, folder } = host.user
  const found = await withLedgerFolder((calls) =>
    withInterpreter(host, (workload) => {
      const watch = watchInspection(workload, calls, target)
      const answer = Promise.race([workload.inspect({ function: target, folder: calls }), watch.failed])
      return answer.catch((error: unknown) => refuse(error, workload, watch.calling())).finally(watch.close)
    }),
  )
  const { name, line, sha256, isAsync, module, count, source, remarks, changes, ...rest } = found
  const { importSeconds, itemSeconds, called, repeated, notPicklable } = rest
  const changed = changes.length === 0 ? [] : [`${name}() changes ${allOf(changes)}, which the whole process shares.`]
  return {
    function: { file, name, line, sha256, isAsync, folder, module },
    inputs: { count, source },
    importSeconds,
    itemSeconds,
    called,
    repeated,
    notPicklable,
    remarks: [...remarks, ...changed],
  }
}

/** Not in the workload's own folder, which is gone when an item has ended the interpreter. */
async function withLedgerFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'coreglow-inspection-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Functions and inputs of the user's file. @throws CoreglowError bad-params where it cannot be read */
export function outline(host: InspectionHost): Promise<FileOutline> {
  const { file } = host.user
  return withInterpreter({ ...host, deadlineSeconds: IMPORT_LIMIT_SECONDS }, (workload) =>
    workload.outline({ file }).catch((error: unknown) => refuse(error, workload, undefined)),
  )
}

function withInterpreter<T>(
  { user, ...host }: InspectionHost & { readonly deadlineSeconds?: number },
  use: (workload: Workload) => Promise<T>,
): Promise<T> {
  return withWorkload({ ...host, args: [], userFolder: user.folder, monitor: { watch: () => {} } }, use)
}

/** Ends an inspection whose import, or whose call of an item, does not come to its end. */
function watchInspection(workload: Workload, folder: string, { file, timeout }: CallTarget) {
  const beganMs = performance.now()
  let fail: (error: Error) => void
  const failed = new Promise<never>((_, reject) => (fail = reject))
  failed.catch(() => {})
  let ledger: Ledger | undefined
  const look = () => {
    ledger ??= openIfThere(join(folder, 'ledger'))
    const late = lateRow(ledger, workload, timeout)
    const seconds = (performance.now() - beganMs) / 1000
    if (late !== undefined) fail(new OrderError(`Item ${late} did not return within ${formatSeconds(timeout)}.`))
    else if (ledger === undefined && seconds > IMPORT_LIMIT_SECONDS)
      fail(new OrderError(`${file} was not imported within ${IMPORT_LIMIT_SECONDS} s.`))
    else if (seconds > IMPORT_LIMIT_SECONDS + 3 * timeout + REST_SECONDS)
      fail(new OrderError(`A first look at the function took more than ${formatSeconds(seconds)}.`))
  }
  const looking = setInterval(look, LOOK_MS)
  return {
    failed,
    calling() {
      ledger ??= openIfThere(join(folder, 'ledger'))
      return ledger?.underWay()[0]?.row
    },
    close: () => {
      clearInterval(looking)
      ledger?.close()
    },
  }
}

function openIfThere(path: string): Ledger | undefined {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0 ? openLedger(path) : undefined
}

/** What the program says is wrong with the function or its inputs, or how they ended it. @throws CoreglowError */
function refuse(error: unknown, workload: Workload, calling: number | undefined): never {
  const path = 'params.function'
  const death = workload.death()
  if (error instanceof OrderError) throw new CoreglowError('bad-params', error.message, { path, cause: error })
  if (death === undefined || !(error instanceof CoreglowError) || error.code !== 'broken-runtime') throw error
  const when = calling === undefined ? 'while the file was imported' : `while item ${calling} was called`
  const words = workload.output().trim().split('\n').slice(-3).join(' | ')
  const message = `The interpreter ended (${death}) ${when}.${words && ` Last output: ${words}`}`
  throw new CoreglowError('bad-params', message, { path, cause: error })
}
