import { MAX_IN_FLIGHT, type Template } from '../template.ts'
import { inputsOf, program } from './words.ts'

export const template: Template = {
  runtime: 'node',
  kinds: ['coroutine'],
  code: (call) => {
    const inputs = inputsOf(call)
    if (call.inputs.count <= MAX_IN_FLIGHT) {
      return program(call, [], [`const results = await Promise.all(${inputs}.map((item) => ${call.name}(item)))`])
    }
    return program(
      call,
      [],
      [
        `const items = ${inputs}`,
        'const results = []',
        'let next = 0',
        'async function run() {',
        '  while (next < items.length) {',
        '    const index = next++',
        `    results[index] = await ${call.name}(items[index])`,
        '  }',
        '}',
        `await Promise.all(Array.from({ length: ${MAX_IN_FLIGHT} }, run))`,
      ],
    )
  },
}
