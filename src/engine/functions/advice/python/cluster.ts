import type { Template } from '../template.ts'
import { inputsOf, program } from './words.ts'

/** Dask: a cluster of this machine's processes, or the one whose scheduler was named. */
export const template: Template = {
  runtime: 'cpython',
  kinds: ['cluster'],
  code: (call) => {
    const { name, module, isAsync, workers, chunk, settings } = call
    const scheduler = settings['scheduler'] ?? LOCAL
    const client = scheduler === LOCAL ? `n_workers=${workers}, threads_per_worker=1` : JSON.stringify(scheduler)
    const helper = isAsync ? ['def run(item):', `    return asyncio.run(${name}(item))`, '', ''] : []
    const batches = chunk > 1 ? `, batch_size=${chunk}` : ''
    return program(
      call,
      [...(isAsync ? ['import asyncio'] : []), 'from distributed import Client'],
      [
        ...helper,
        'if __name__ == "__main__":',
        `    with Client(${client}) as client:`,
        ...(scheduler === LOCAL ? [] : [`        client.upload_file("${module.split('.').at(-1)}.py")`]),
        `        tasks = client.map(${isAsync ? 'run' : name}, list(${inputsOf(call)}), pure=False${batches})`,
        '        results = client.gather(tasks)',
      ],
    )
  },
}

/** The model's default: it starts a scheduler of its own. */
const LOCAL = 'local'
