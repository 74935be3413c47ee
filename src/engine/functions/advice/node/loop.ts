import type { Template } from '../template.ts'
import { inputsOf, program } from './words.ts'

export const template: Template = {
  runtime: 'node',
  kinds: ['sequential'],
  code: (call) =>
    program(
      call,
      [],
      [
        'const results = []',
        `for (const item of ${inputsOf(call)}) results.push(${call.isAsync ? 'await ' : ''}${call.name}(item))`,
      ],
    ),
}
