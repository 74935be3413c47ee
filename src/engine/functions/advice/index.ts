import type { FunctionEvidence } from '../evidence.ts'
import type { Way } from '../ways.ts'
import * as nodeCoroutines from './node/coroutines.ts'
import * as nodeLoop from './node/loop.ts'
import * as nodeProcesses from './node/processes.ts'
import * as nodeThreads from './node/threads.ts'
import * as cluster from './python/cluster.ts'
import * as coroutines from './python/coroutines.ts'
import * as interpreters from './python/interpreters.ts'
import * as loop from './python/loop.ts'
import * as processes from './python/processes.ts'
import * as threads from './python/threads.ts'
import { callOf, type Template } from './template.ts'

const TEMPLATES: readonly Template[] = [
  loop.template,
  threads.template,
  interpreters.template,
  processes.template,
  coroutines.template,
  cluster.template,
  nodeLoop.template,
  nodeThreads.template,
  nodeProcesses.template,
  nodeCoroutines.template,
]

/** Lines that call the function as the way did; undefined where no template is for its kind, or the interpreter cannot run it. */
export function codeOf(way: Way, evidence: FunctionEvidence): string | undefined {
  const { runtime } = evidence
  const template = TEMPLATES.find((one) => one.runtime === runtime.kind && one.kinds.includes(way.variant.kind))
  if (template === undefined || template.runsIn?.(runtime) === false) return undefined
  return template.code(callOf(way, evidence))
}
