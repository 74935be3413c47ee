import type { Template } from '../template.ts'
import { inputsOf, mapArguments, program } from './words.ts'

/** A coroutine function gets an event loop of its own for each call. */
export const template: Template = {
  runtime: 'cpython',
  kinds: ['thread-pool', 'thread'],
  code: (call) => {
    const called = call.isAsync ? `lambda item: asyncio.run(${call.name}(item))` : call.name
    return program(
      call,
      [...(call.isAsync ? ['import asyncio'] : []), 'from concurrent.futures import ThreadPoolExecutor'],
      [
        `with ThreadPoolExecutor(max_workers=${call.workers}) as pool:`,
        `    results = list(pool.map(${called}, ${inputsOf(call)}${mapArguments(call)}))`,
      ],
    )
  },
}
