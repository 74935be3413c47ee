import { MAX_IN_FLIGHT, type Template } from '../template.ts'
import { inputsOf, program } from './words.ts'

export const template: Template = {
  runtime: 'cpython',
  kinds: ['coroutine'],
  code: (call) => {
    const inputs = inputsOf(call)
    const body =
      call.inputs.count <= MAX_IN_FLIGHT
        ? [`    return await asyncio.gather(*(${call.name}(item) for item in ${inputs}))`]
        : [
            `    limit = asyncio.Semaphore(${MAX_IN_FLIGHT})`,
            '',
            '    async def call(item):',
            '        async with limit:',
            `            return await ${call.name}(item)`,
            '',
            `    return await asyncio.gather(*(call(item) for item in ${inputs}))`,
          ]
    return program(call, ['import asyncio'], ['async def main():', ...body, '', '', 'results = asyncio.run(main())'])
  },
}
