import type { Template } from '../template.ts'
import { pool } from './pool.ts'

export const template: Template = {
  runtime: 'node',
  kinds: ['process', 'process-pool'],
  code: (call) =>
    pool(call, {
      imports: ["import { fork } from 'node:child_process'"],
      inParent: 'process.send === undefined',
      start: "fork(new URL(import.meta.url), { serialization: 'advanced' })",
      send: 'send',
      end: 'kill',
      parent: 'process',
    }),
}
