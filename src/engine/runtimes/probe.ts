import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import * as v from 'valibot'
import { CoreglowError } from '../../contract/procedures.ts'
import type { Guard } from './guard-client.ts'
import { type Command, Program } from './program.ts'
import { DescriptionSchema, type Description } from './program-events.ts'
import { withTimeout } from './with-timeout.ts'

/** Time that an interpreter has to answer, ms. Chosen: a slow disk and a wrapper script. */
export const PROBE_LIMIT_MS = 5000
/** The same for a desktop app as Node. Chosen: macOS checks a signed app of 250 MB at its first start. */
export const COLD_PROBE_LIMIT_MS = 15_000

export const ProbedSchema = v.variant('status', [
  v.object({ status: v.literal('ok'), description: DescriptionSchema }),
  v.object({ status: v.literal('unsupported'), reason: v.string(), description: DescriptionSchema }),
  v.object({ status: v.literal('broken'), reason: v.string() }),
])
/** Result of probing a file. `reason` is a sentence. */
export type Probed = v.InferOutput<typeof ProbedSchema>

/** Starts a file and asks what it is, for at most `limitMs`; nothing of it is left running. Never rejects for what the file is or does. */
export async function probe(command: Command, guard: Guard, limitMs: number): Promise<Probed> {
  try {
    await checkFile(command.path)
    return judge(await describe(command, guard, limitMs))
  } catch (error) {
    const isOurs = !(error instanceof CoreglowError) || error.code === 'internal' || error.code === 'closed'
    if (isOurs) throw error
    return { status: 'broken', reason: error.message }
  }
}

async function checkFile(path: string): Promise<void> {
  const file = await stat(path).catch(() => undefined)
  if (!file) throw new CoreglowError('broken-runtime', 'No such file.')
  if (!file.isFile()) throw new CoreglowError('broken-runtime', 'Not a file.')
  await access(path, constants.X_OK).catch(() => {
    throw new CoreglowError('broken-runtime', 'Not executable.')
  })
}

async function describe(command: Command, guard: Guard, limitMs: number): Promise<Description> {
  const program = new Program(command, guard)
  try {
    return await withTimeout(
      limitMs,
      ask(program),
      () => new CoreglowError('broken-runtime', `The interpreter did not answer within ${limitMs / 1000} s.`),
    )
  } finally {
    await program.kill()
  }
}

async function ask(program: Program): Promise<Description> {
  await program.ask(undefined, (event) => event.ev === 'hello' || undefined)
  return await program.ask({ do: 'describe' }, (event) => (event.ev === 'describe' ? event : undefined))
}

function judge(description: Description): Probed {
  const { implementation, version, models, work } = description
  if (implementation === 'Node' || (implementation === 'CPython' && isNewEnough(version))) {
    if (models?.length && work?.length) return { status: 'ok', description }
    return { status: 'broken', reason: `Reports ${implementation} ${version} but offers no models or no work.` }
  }
  const it = implementation === 'CPython' ? version : `${implementation} ${version}`
  return { status: 'unsupported', reason: `Needs CPython 3.8 or newer; this is ${it}.`, description }
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 3 || (major === 3 && minor >= 8)
}
