// The models and the work that there are: a file each, its name is the id.
import { readdirSync } from 'node:fs'

/** The user's function, which is work without a file here. */
const FUNCTION = 'function'

export function loadWork(id) {
  return load('work', id)
}

/** Work that brings models of its own runs under those only. */
export async function loadModel(id, work = {}) {
  if (!work.models) return await load('models', id)
  if (!Object.hasOwn(work.models, id)) throw new Error(`This work has no model "${id}".`)
  return work.models[id]
}

/** As `describe` tells them. */
export async function catalogue() {
  const [work, shared] = await Promise.all(['work', 'models'].map(loadAll))
  const anyModel = work.filter(([, { models }]) => !models).map(([id]) => id)
  const models = [
    ...shared.map(([id, model]) => ({ id, model, work: workOf(model, anyModel) })),
    ...work.flatMap(ownModels),
  ]
  return { models: models.toSorted((a, b) => a.model.order - b.model.order).map(tell), work: work.map(([id]) => id) }
}

/** What it can run follows from its functions: `run`, `map`, or both. */
function workOf({ run, map }, anyModel) {
  return [...(run ? anyModel : []), ...(map ? [FUNCTION] : [])]
}

function ownModels([work, { models = {} }]) {
  return Object.entries(models).map(([id, model]) => ({ id, model, work: [work] }))
}

function tell({ id, model: { label, description, kind, sharesInterpreter, lock, baseline }, work }) {
  return { id, label, description, kind, sharesInterpreter, lock, baseline, available: true, work }
}

function loadAll(folder) {
  const ids = readdirSync(new URL(folder, import.meta.url))
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => file.slice(0, -'.mjs'.length))
    .toSorted()
  return Promise.all(ids.map(async (id) => [id, await load(folder, id)]))
}

function load(folder, id) {
  return import(`./${folder}/${id}.mjs`)
}
