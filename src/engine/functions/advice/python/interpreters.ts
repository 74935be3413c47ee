import { apart } from './apart.ts'
import type { Template } from '../template.ts'

/** First version with an executor for them (source: docs.python.org, concurrent.futures). */
const [MAJOR, MINOR] = [3, 14]

export const template: Template = {
  runtime: 'cpython',
  kinds: ['interpreter'],
  runsIn: ({ version }) => {
    const [major = 0, minor = 0] = version.split('.').map(Number)
    return major > MAJOR || (major === MAJOR && minor >= MINOR)
  },
  code: (call) =>
    apart(call, { imports: [], executor: 'InterpreterPoolExecutor', arguments: `max_workers=${call.workers}` }),
}
