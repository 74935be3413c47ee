import { apart } from './apart.ts'
import type { Template } from '../template.ts'

export const template: Template = {
  runtime: 'cpython',
  kinds: ['process-pool', 'process'],
  code: (call) => {
    const { startMethod } = call
    const context = startMethod === undefined ? '' : `, mp_context=multiprocessing.get_context("${startMethod}")`
    return apart(call, {
      imports: startMethod === undefined ? [] : ['import multiprocessing'],
      executor: 'ProcessPoolExecutor',
      arguments: `max_workers=${call.workers}${context}`,
    })
  },
}
