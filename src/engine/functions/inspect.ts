import type { Inspection } from '../../contract/function.ts'
import type { Runtime } from '../../contract/experiment.ts'
import { errorMessage } from '../../contract/error-message.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import { allOf, formatSeconds } from '../../contract/text.ts'
import { withWorkload } from '../lab/workload-host.ts'
import { OrderError } from '../runtimes/order-error.ts'
import type { FileOutline } from '../runtimes/program-events.ts'
import type { CallTarget, Runtimes, Workload } from '../runtimes/workload.ts'
import type { UserFile } from './request.ts'

/** Longest import of the user's file. Chosen: heavy libraries on a cold disk take tens of seconds. */
const IMPORT_LIMIT_SECONDS = 120
/** What an inspection does beside its calls, such as a look at the pickles. Chosen: enough for a gigabyte. */
const REST_SECONDS = 2

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
  const found = await withInterpreter(host, (workload) => {
    const wait = createLimit(IMPORT_LIMIT_SECONDS, `${file} was not imported within ${IMPORT_LIMIT_SECONDS} s.`)
    let calling: number | undefined
    const onCalling = (item: number) => {
      calling = item
      wait.next(target.timeout + REST_SECONDS, `Item ${item} did not return within ${formatSeconds(target.timeout)}.`)
    }
    const answer = Promise.race([workload.inspect({ function: target }, onCalling), wait.over])
    return answer.catch((error: unknown) => refuse(error, workload, calling)).finally(wait.clear)
  })
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

/** Functions and inputs of the user's file. @throws CoreglowError bad-params where it cannot be read */
export function outline(host: InspectionHost): Promise<FileOutline> {
  const { file } = host.user
  return withInterpreter(host, (workload) => {
    const wait = createLimit(IMPORT_LIMIT_SECONDS, `${file} was not read within ${IMPORT_LIMIT_SECONDS} s.`)
    const answer = Promise.race([workload.outline({ file }), wait.over])
    return answer.catch((error: unknown) => refuse(error, workload, undefined)).finally(wait.clear)
  })
}

function withInterpreter<T>({ user, ...host }: InspectionHost, use: (workload: Workload) => Promise<T>): Promise<T> {
  return withWorkload({ ...host, args: [], userFolder: user.folder, monitor: { watch: () => {} } }, use)
}

/** A limit that is set anew at each step; `over` rejects when one has passed. */
function createLimit(seconds: number, sentence: string) {
  let timer: NodeJS.Timeout | undefined
  let fail: (error: Error) => void
  const over = new Promise<never>((_, reject) => (fail = reject))
  over.catch(() => {})
  const next = (limitSeconds: number, failure: string) => {
    clearTimeout(timer)
    timer = setTimeout(() => fail(new OrderError(failure)), limitSeconds * 1000)
  }
  next(seconds, sentence)
  return { over, next, clear: () => clearTimeout(timer) }
}

/** What the program says is wrong with the function or its inputs, or how they ended it. @throws CoreglowError */
function refuse(error: unknown, workload: Workload, calling: number | undefined): never {
  const path = 'params.function'
  const death = workload.death()
  if (error instanceof OrderError) throw new CoreglowError('bad-params', error.message, { path, cause: error })
  if (death === undefined || !(error instanceof CoreglowError) || error.code !== 'broken-runtime') throw error
  const when = calling === undefined ? 'while the file was imported' : `when item ${calling} was called`
  const words = workload.output().trim().split('\n').slice(-3).join(' | ')
  const message = `The interpreter ended (${death}) ${when}.${words && ` Last output: ${words}`}`
  throw new CoreglowError('bad-params', message, { path, cause: errorMessage(error) })
}
