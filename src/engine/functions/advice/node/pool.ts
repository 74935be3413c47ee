import type { Call } from '../template.ts'
import { inputsOf, program } from './words.ts'

/** What differs between workers that are threads and those that are processes. */
interface Workers {
  readonly imports: readonly string[]
  /** An expression that is true where the pool is made, and false in its workers. */
  readonly inParent: string
  readonly start: string
  /** Methods of a worker. */
  readonly send: string
  readonly end: string
  /** The parent, in a worker. */
  readonly parent: string
}

/** A pool of workers that run this file too, and get the next items when they have answered. */
export function pool(call: Call, { imports, inParent, start, send, end, parent }: Workers): string {
  const { name, workers, chunk, isAsync } = call
  const called = isAsync
    ? `await Promise.all(items.map((item) => ${name}(item)))`
    : `items.map((item) => ${name}(item))`
  return program(call, imports, [
    `if (${inParent}) {`,
    `  const items = ${inputsOf(call)}`,
    '  const results = []',
    '  let next = 0',
    '  const run = () =>',
    '    new Promise((resolve, reject) => {',
    `      const worker = ${start}`,
    '      let from',
    '      const give = () => {',
    '        from = next',
    `        next += ${chunk}`,
    `        if (from < items.length) worker.${send}(items.slice(from, next))`,
    `        else resolve(worker.${end}())`,
    '      }',
    "      worker.on('error', reject)",
    "      worker.on('message', (values) => {",
    '        for (const value of values) results[from++] = value',
    '        give()',
    '      })',
    '      give()',
    '    })',
    `  await Promise.all(Array.from({ length: ${workers} }, run))`,
    '} else {',
    `  ${parent}.on('message', ${isAsync ? 'async ' : ''}(items) => ${parent}.${send}(${called}))`,
    '}',
  ])
}
