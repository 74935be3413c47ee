import type { Call } from '../template.ts'
import { inputsOf, mapArguments, program } from './words.ts'

interface Pool {
  readonly imports: readonly string[]
  readonly executor: string
  readonly arguments: string
}

/**
 * A pool whose workers have interpreters of their own: they import the function by its name, and this file too, which must not
 * start another pool then. A coroutine function is called by one that can be imported.
 */
export function apart(call: Call, { imports, executor, arguments: parameters }: Pool): string {
  const helper = call.isAsync ? ['def run(item):', `    return asyncio.run(${call.name}(item))`, '', ''] : []
  return program(
    call,
    [...imports, ...(call.isAsync ? ['import asyncio'] : []), `from concurrent.futures import ${executor}`],
    [
      ...helper,
      'if __name__ == "__main__":',
      `    with ${executor}(${parameters}) as pool:`,
      `        results = list(pool.map(${call.isAsync ? 'run' : call.name}, ${inputsOf(call)}${mapArguments(call)}))`,
    ],
  )
}
