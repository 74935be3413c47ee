import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { formatSeconds } from '../../contract/text.ts'
import { makeFolder } from '../files/make-folder.ts'
import { isRunning, ownIdentity, ProcessIdentitySchema } from '../host/process-identity.ts'

/** Shortest sleep that is reported, s. Chosen: a clock that the network corrects moves by less. */
const MIN_SLEEP_SECONDS = 2
/** How often others are looked for, ms. Chosen: a run of some seconds is seen, at a cost that cannot be measured. */
const LOOK_MS = 2000
const MarkerSchema = v.object({ writer: ProcessIdentitySchema, host: v.string() })

/** What disturbs a measurement beside other programs: another Coreglow that measures, and a system that sleeps. */
export interface Disturbances {
  /** The host has heard from the system that it is about to sleep. */
  readonly suspend: () => void
  readonly open: () => OpenDisturbances
}

export interface OpenDisturbances {
  /** Ends it; returns a sentence for each disturbance since it was opened, the same at each call. Never rejects. */
  readonly close: () => Promise<readonly string[]>
}

/** Readings that differ by how long the system slept: one goes on meanwhile, the other does not. Both in ms. */
export interface Clocks {
  readonly wall: () => number
  readonly awake: () => number
}
const CLOCKS: Clocks = { wall: Date.now, awake: () => performance.now() }

/** Of an engine that has no data folder. */
export const NO_DISTURBANCES: Disturbances = { suspend: () => {}, open: () => ({ close: async () => [] }) }

/** `host`: what this Coreglow is, such as "desktop", for the others that use the same data folder. */
export function createDisturbances(dataFolder: string, host: string, clocks = CLOCKS): Disturbances {
  const folder = join(dataFolder, 'measuring')
  const suspends = new Set<() => void>()
  let opened = 0
  return {
    suspend: () => suspends.forEach((note) => note()),
    open() {
      const name = `${process.pid}-${opened++}.json`
      const begun = { wall: clocks.wall(), awake: clocks.awake() }
      const others = new Map<string, string>()
      let suspended = false
      const onSuspend = () => (suspended = true)
      const look = () => findOthers(folder).then((found) => found.forEach((text, file) => others.set(file, text)))
      const marked = mark(join(folder, name), host).then(look)
      const timer = setInterval(() => void look(), LOOK_MS).unref()
      suspends.add(onSuspend)
      const end = async () => {
        clearInterval(timer)
        suspends.delete(onSuspend)
        await marked
        await look()
        await rm(join(folder, name), { force: true }).catch(() => undefined)
        const seconds = (clocks.wall() - begun.wall - (clocks.awake() - begun.awake)) / 1000
        return [...others.values(), ...sleepSentence(suspended, seconds)]
      }
      let closed: ReturnType<typeof end> | undefined
      return { close: () => (closed ??= end()) }
    },
  }
}

function sleepSentence(suspended: boolean, seconds: number): string[] {
  if (seconds >= MIN_SLEEP_SECONDS) return [`The system slept for ${formatSeconds(seconds)} during the run.`]
  return suspended ? ['The system slept during the run.'] : []
}

async function mark(file: string, host: string): Promise<void> {
  // A folder that cannot be written is reported where the run is saved.
  await makeFolder(join(file, '..')).catch(() => undefined)
  await writeFile(file, JSON.stringify({ writer: ownIdentity(), host })).catch(() => undefined)
}

/** Sentences on the other engines that measure, by file; markers of processes that have ended are removed. */
async function findOthers(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name)
    const marker = await readMarker(file)
    if (marker === undefined || marker.writer.pid === process.pid) continue
    const running = isRunning(marker.writer)
    if (running === false) await rm(file, { force: true }).catch(() => undefined)
    if (running !== true) continue
    found.set(name, `Another Coreglow (${marker.host}, process ${marker.writer.pid}) was measuring during the run.`)
  }
  return found
}

async function readMarker(file: string) {
  try {
    return v.parse(MarkerSchema, JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return undefined
  }
}
