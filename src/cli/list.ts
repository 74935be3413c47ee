import { table, type Io } from './io.ts'
import { withEngine } from './session.ts'

export async function list({ json = false }: { readonly json?: boolean }, io: Io): Promise<void> {
  const answer = await withEngine(io, (client) => client.call('experiments', {}))
  if (json) return void io.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`)
  const suites = answer.suites.map(({ id, title, experiments }) => [id, title, experiments.join(' and ')])
  const experiments = answer.experiments.map(({ id, title, task, models }) => [
    id,
    `${title}: each ${task}`,
    models.offered.join(','),
  ])
  io.stdout.write(table([['NAME', 'WHAT', 'MODELS'], ...suites, ...experiments]))
}
