import type { Template } from '../template.ts'
import { pool } from './pool.ts'

export const template: Template = {
  runtime: 'node',
  kinds: ['thread', 'thread-pool'],
  code: (call) =>
    pool(call, {
      imports: ["import { isMainThread, parentPort, Worker } from 'node:worker_threads'"],
      inParent: 'isMainThread',
      start: 'new Worker(new URL(import.meta.url))',
      send: 'postMessage',
      end: 'terminate',
      parent: 'parentPort',
    }),
}
