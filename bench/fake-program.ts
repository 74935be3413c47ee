import { ACTIVITIES } from '../src/contract/activity.ts'
import type { ProgramEvent } from '../src/contract/program.ts'
import type { Service } from '../src/contract/service.ts'
import { sampleProgram } from '../src/testing/sample-program.ts'

/** Duration of a window of activity: that of the real reader at its default rate, 20 a second. */
const WINDOW_NS = 5e7
const GROWTH_MS = 1000

const nowNs = (): number => Number(process.hrtime.bigint())

/** A service that, asked to watch a program, sends invented activity of `threads` threads which change all the time. */
export function withFakeProgram(service: Service, threads: number): Service {
  const { program, activity, diagnosis, processes } = sampleProgram()
  const [gil] = activity.gils
  const entries = Array.from({ length: threads }, (_, thread) => ({
    thread,
    pid: program.pid,
    tid: program.pid + thread,
    startTime: thread,
    name: `Thread-${thread}`,
    python: true,
  }))
  return {
    ...service,
    streams: {
      ...service.streams,
      program: (_, emit) => {
        const startNs = nowNs()
        let fromNs = startNs
        emit({ type: 'began', id: 'fake', title: 'fake', program, startNs })
        emit({ type: 'threads', threads: entries, gils: gil === undefined ? [] : [{ ...gil, pid: program.pid }] })
        const windows = setInterval(() => {
          for (; fromNs + WINDOW_NS <= nowNs(); fromNs += WINDOW_NS) emit(windowOf(fromNs, threads))
        }, WINDOW_NS / 1e6)
        const diagnoses = setInterval(() => {
          const seconds = (nowNs() - startNs) / 1e9
          emit({ type: 'diagnosis', diagnosis, processes, cpuSeconds: seconds, wallSeconds: seconds })
        }, GROWTH_MS)
        return () => [windows, diagnoses].forEach((timer) => clearInterval(timer))
      },
    },
  }
}

/** Two activities for each thread, which change from window to window. */
function windowOf(fromNs: number, threads: number): ProgramEvent {
  const thread: number[] = []
  const activity: number[] = []
  const ns: number[] = []
  for (let position = 0; position < threads; position++) {
    const part = Math.abs(Math.sin(fromNs / 1e9 + position))
    thread.push(position, position)
    activity.push((position % (ACTIVITIES.length - 1)) + 1, ACTIVITIES.indexOf('sleep'))
    ns.push(part * WINDOW_NS, (1 - part) * WINDOW_NS)
  }
  const rows = { thread, activity, ns }
  return { type: 'window', window: { fromNs, toNs: fromNs + WINDOW_NS, rows, gils: [], inFlight: threads } }
}
