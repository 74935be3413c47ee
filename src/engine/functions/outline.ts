import { basename } from 'node:path'
import { CoreglowError, type Calls } from '../../contract/procedures.ts'
import type { Outline } from '../../contract/function.ts'
import type { Runtimes } from '../runtimes/workload.ts'
import { outline } from './inspect.ts'
import { chooseInterpreter } from './interpreter.ts'
import { findFile } from './request.ts'

/** Functions and inputs of a file of the user's, and the interpreter of its project. What is wrong with it is its `problem`. */
export async function outlineFile(
  params: Calls['outlineFile']['params'],
  runtimes: Pick<Runtimes, 'list' | 'preferred' | 'resolve' | 'start'>,
): Promise<Outline> {
  const nothing = { file: params.file, functions: [], items: [] }
  try {
    const user = await findFile(params)
    const { runtime, reason } = await chooseInterpreter(user, undefined, runtimes)
    const { id, label } = runtime
    const found = { ...nothing, file: user.file, runtime: { id, label, reason: reason ?? basename(runtime.path) } }
    const controller = new AbortController()
    return await outline({ runtimes, runtime, user, signal: controller.signal }).then(
      (read) => ({ ...found, ...read }),
      (error: unknown) => withProblem(found, error),
    )
  } catch (error) {
    return withProblem(nothing, error)
  }
}

/** @throws the error, where it is a bug of ours */
function withProblem(found: Outline, error: unknown): Outline {
  if (error instanceof CoreglowError && error.code !== 'internal' && error.code !== 'closed')
    return { ...found, problem: error.message }
  throw error
}
