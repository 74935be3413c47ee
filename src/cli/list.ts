import { offeredModels } from '../contract/model-rule.ts'
import type { Parameter } from '../contract/experiment.ts'
import { isCommonSetting } from '../contract/limits.ts'
import { table, type Io } from './io.ts'
import { withEngine } from './session.ts'

export async function list({ json = false }: { readonly json?: boolean }, io: Io): Promise<void> {
  const [answer, runtime] = await withEngine(io, async (client) => {
    const catalog = await client.call('experiments', {})
    if (json) return [catalog, undefined] as const
    const { runtimes, preferred } = await client.call('runtimes', {})
    return [catalog, runtimes.find(({ id }) => id === preferred)] as const
  })
  if (json) return void io.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`)
  const suites = answer.suites.map(({ id, title, experiments }) => [id, title, experiments.join(' and ')])
  const experiments = answer.experiments.map((experiment) => [
    experiment.id,
    `${experiment.title}: each worker ${experiment.task}`,
    runtime === undefined
      ? ''
      : offeredModels(experiment, runtime)
          .map(({ id }) => id)
          .join(','),
  ])
  const settings = answer.experiments.flatMap(({ id, parameters }) =>
    parameters
      .filter((parameter) => !isCommonSetting(parameter.id))
      .map((parameter) => [id, parameter.id, parameter.label, valuesOf(parameter)]),
  )
  io.stdout.write(
    table([
      ['NAME', 'WHAT', runtime === undefined ? 'MODELS' : `MODELS of ${runtime.label}`],
      ...suites,
      ...experiments,
    ]),
  )
  io.stdout.write(`\n${table([['EXPERIMENT', '--set', 'SETTING', 'VALUES'], ...settings])}`)
  const modelSettings = (runtime?.models ?? []).flatMap(({ id, settings: own = [] }) =>
    own.map((parameter) => [id, parameter.id, parameter.label, valuesOf(parameter)]),
  )
  if (modelSettings.length > 0)
    io.stdout.write(`\n${table([['MODEL', '--set', 'SETTING', 'VALUES'], ...modelSettings])}`)
}

function valuesOf(parameter: Parameter): string {
  if (parameter.kind === 'choice') {
    return parameter.choices.map(({ id }) => (id === parameter.default ? `${id} (default)` : id)).join(', ')
  }
  if (parameter.kind === 'text') return `text (default ${parameter.default})`
  const { min, max, unit, default: usual } = parameter
  return `${min} to ${max}${unit && ` ${unit}`} (default ${usual})`
}
