// The workload program: answers orders from standard input on file descriptor 3 (docs/workloads.md).
import { readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { emit, fail, now } from './channel.mjs'

const load = (folder, name) => import(`./${folder}/${name}.mjs`)
const names = (folder) =>
  readdirSync(new URL(folder, import.meta.url))
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => file.slice(0, -'.mjs'.length))
    .toSorted()

async function describe() {
  const work = names('work')
  const models = await Promise.all(names('models').map(async (id) => [id, await load('models', id)]))
  emit('describe', {
    version: process.versions.node,
    implementation: 'Node',
    executable: process.execPath,
    gilEnabled: false,
    freeThreadedBuild: false,
    models: models
      .toSorted(([, a], [, b]) => a.order - b.order)
      .map(([id, { label, description }]) => ({ id, label, description, available: true, work })),
    work,
  })
}

function clock() {
  emit('clock', { ns: now() })
}

async function calibrate({ work, seconds }) {
  const { amountFor } = await load('work', work)
  emit('calibrated', amountFor(seconds))
}

async function run({ work, model, workers, amount, options = {} }) {
  const [{ run: runModel }] = await Promise.all([load('models', model), load('work', work)])
  const task = { work, amount, workers, options }
  const cpu = process.cpuUsage()
  emit('begin', { ns: now() })
  const outsideCpuNs = await runModel(task)
  const ns = now()
  const { user, system } = process.cpuUsage(cpu)
  emit('end', { ns, cpuNs: (user + system) * 1000 + outsideCpuNs })
}

const orders = { describe, clock, calibrate, run }

emit('hello', { pid: process.pid, ns: now() })
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const order = JSON.parse(line)
    await orders[order.do](order)
  } catch (error) {
    fail(error.message)
  }
}
process.exit()
