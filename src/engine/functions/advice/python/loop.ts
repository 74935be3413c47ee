import type { Template } from '../template.ts'
import { inputsOf, program } from './words.ts'

export const template: Template = {
  runtime: 'cpython',
  kinds: ['sequential'],
  code: (call) => {
    const loop = `[${call.isAsync ? 'await ' : ''}${call.name}(item) for item in ${inputsOf(call)}]`
    if (!call.isAsync) return program(call, [], [`results = ${loop}`])
    return program(
      call,
      ['import asyncio'],
      ['async def main():', `    return ${loop}`, '', '', 'results = asyncio.run(main())'],
    )
  },
}
