import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { MODEL_KINDS } from '../contract/model.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (file: string) => readFileSync(`${root}${file}`, 'utf8')

/** Ids of all models: names of files, and what works bring along. */
function modelIds(): Set<string> {
  const files = ['workloads/python/models', 'workloads/node/models'].flatMap((folder) =>
    readdirSync(`${root}${folder}`).flatMap((file) => /^([a-z][a-z-]*)\.(?:py|mjs)$/.exec(file)?.[1] ?? []),
  )
  const works = ['workloads/python/work', 'workloads/node/work'].flatMap((folder) =>
    readdirSync(`${root}${folder}`, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap(({ name }) => {
        const [, python = '', node = ''] =
          /^MODELS = \{(.*?)\}$|^export const models = \{(.*?)^\}/ms.exec(read(`${folder}/${name}`)) ?? []
        return [...`${python}\n${node}`.matchAll(/(?:^|[{\s])["']?([a-z]+(?:-[a-z]+)*)["']?: ?(?:\{$|[A-Z])/gm)].map(
          ([, id]) => id!,
        )
      }),
  )
  return new Set([...files, ...works])
}

/** Words that are a kind's too, and names that Node and the browser give to events and streams. */
const OTHER_WORDS: ReadonlySet<string> = new Set([...MODEL_KINDS, 'message', 'pipe'])

/** Where a word that is also a model's id means something else. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // Names of kinds, for people.
  'src/contract/model.ts': ['threads', 'processes'],
  // Whose CPU time a part of the load is.
  'src/contract/load.ts': ['interpreters'],
  'src/engine/observation/load.ts': ['interpreters'],
  // Builds of CPython: with the GIL, and without.
  'src/engine/experiments/builds.ts': ['gil'],
  'src/engine/experiments/free-threading.ts': ['gil'],
  'src/engine/experiments/free-threading-judge.ts': ['gil'],
  // What a verdict is called, choices of a bet, ways of an experiment, its own name.
  'src/engine/experiments/computing.ts': ['gil'],
  'src/engine/experiments/crash.ts': ['processes'],
  'src/engine/experiments/io-wait.ts': ['threads'],
  'src/engine/experiments/race.ts': ['queue'],
  'src/engine/experiments/shared-memory.ts': ['shared-memory', 'threads'],
  'src/engine/experiments/glossary.ts': ['asyncio', 'gil', 'processes', 'shared-memory', 'threads'],
  // Rows of a GIL in the timeline, and a worker that waits for one.
  'src/renderer/timeline/': ['gil'],
  'src/renderer/charts/': ['gil'],
  // Words of a sentence, and the head of a column.
  'src/engine/compare/recordings.ts': ['processes'],
  'src/engine/export/report/figures.ts': ['threads'],
  // A field of a trial's result.
  'src/contract/call-summary.ts': ['gil'],
  'src/engine/functions/activity.ts': ['gil'],
  'src/renderer/views/function/function-results.tsx': ['gil'],
  // Names of a call and of a part of the load.
  'src/contract/procedures.ts': ['processes'],
  'src/engine/observation/observe.ts': ['processes'],
  'src/renderer/views/tasks.tsx': ['processes'],
}

/** What is about programs of users, and knows no models: these words are states of threads there, counts, and names of data. */
const OF_ANY_PROGRAM =
  /^src\/(?:cli\/watch-|contract\/(?:activity|program\.)|engine\/(?:diagnosis|monitor|programs)\/|renderer\/(?:views\/)?(?:program|system)\/)/

/** Files 1 and 2 had ids only: the one place that knows them. */
const MIGRATION = 'src/engine/archive/legacy-models.ts'

const isSource = (file: string) =>
  /\.tsx?$/.test(file) &&
  !/(?:\.test|testing|testing-app)\.tsx?$/.test(file) &&
  !file.startsWith('src/testing/') &&
  !OF_ANY_PROGRAM.test(file) &&
  file !== MIGRATION

const withoutComments = (text: string) => text.replaceAll(/\/\*.*?\*\/|(?<=^|\s)\/\/[^\n]*/gs, '')

test('no model is matched by its id: what a reader needs to know, it says of itself', () => {
  const ids = [...modelIds()].filter((id) => !OTHER_WORDS.has(id))
  expect(ids).toEqual(
    expect.arrayContaining(['threads', 'gil', 'asyncio', 'server-asyncio', 'same-thread', 'variable', 'transfer']),
  )
  const quoted = new RegExp(`(['"\`])(${ids.join('|')})\\1`, 'g')
  const files = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' }).map(
    (file) => `src/${file.replaceAll('\\', '/')}`,
  )
  const found = files.filter(isSource).flatMap((file) => {
    const place = Object.keys(ALLOWED).find((allowed) => file.startsWith(allowed)) ?? file
    return [...withoutComments(read(file)).matchAll(quoted)].map(([, , id]) => `${place}: ${id}`)
  })
  const allowed = Object.entries(ALLOWED).flatMap(([place, words]) => words.map((word) => `${place}: ${word}`))
  expect([...new Set(found)].toSorted()).toEqual(allowed.toSorted())
})
