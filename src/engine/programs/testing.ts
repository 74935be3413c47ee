import { join } from 'node:path'
import type { ProgramEvent, ProgramRecord, ProgramRequest } from '../../contract/program.ts'
import { isRun } from '../../contract/saved-record.ts'
import type { EvidenceCollector } from '../diagnosis/collector.ts'
import { evidenceOf } from '../diagnosis/testing.ts'
import { withDigest } from '../digest/digest.ts'
import { createHostInfo } from '../host/host-info.ts'
import type { ActivityListener, ActivityMonitor, FollowedProcess } from '../monitor/activity/activity-source.ts'
import { createMonitor } from '../monitor/monitor.ts'
import { openDiskLog } from '../observation/record-log.ts'
import { createGuard } from '../runtimes/guard-client.ts'
import { testOptions } from '../testing.ts'
import { createPrograms, type Programs } from './programs.ts'

/** What the observer of a program was asked for. */
export interface FakeObserver {
  readonly followed: FollowedProcess[]
  readonly looks: (number | undefined)[]
  listener: ActivityListener
}

/** Programs with real processes, sampler and guard, and with an observer that sees only what a test shows them. */
export function testPrograms() {
  const options = testOptions()
  const monitor = createMonitor({ sampler: options.programs.sampler })
  const guard = createGuard(options)
  const records: ProgramRecord[] = []
  const observer: FakeObserver = { followed: [], looks: [], listener: {} }
  let count = 0
  const programs = createPrograms({
    monitor,
    guard,
    ownPids: () => guard.pids(),
    observer: {
      createActivity: () => fakeActivity(observer),
      createCollector: () => fakeCollector(),
      diagnose: () => ({ findings: [], noisy: false, reasons: [] }),
    },
    hostInfo: createHostInfo(),
    app: { version: '0', node: process.version, host: 'test' },
    save: (record) => {
      const sealed = withDigest(record)
      if (!isRun(sealed)) records.push(sealed)
      return Promise.resolve({ record: sealed, saved: { ok: true, path: record.id } })
    },
    openLog: (id, onFailure) => openDiskLog(join(options.dataFolder, 'runs', `${id}.partial`), onFailure),
    newId: () => `program-${count++}`,
  })
  const close = async () => {
    await programs.close()
    await guard.close()
    await monitor.close()
    options.remove()
  }
  return {
    programs,
    records,
    observer,
    guard,
    dataFolder: options.dataFolder,
    begin: (request: ProgramRequest) => begin(programs, request),
    close,
  }
}

/** Starts the stream. */
function begin(programs: Programs, request: ProgramRequest) {
  const events: ProgramEvent[] = []
  let leave = () => {}
  const ended = new Promise<Error | undefined>((resolve) => {
    leave = programs.start(request, (event) => events.push(event), resolve)
  })
  const eventOf = <T extends ProgramEvent['type']>(type: T) =>
    events.find((event): event is Extract<ProgramEvent, { type: T }> => event.type === type)
  const outputOf = (stream: 'stdout' | 'stderr') =>
    events.flatMap((event) => (event.type === 'output' && event.stream === stream ? [event.text] : [])).join('')
  return { ended, leave: () => leave(), events, eventOf, outputOf }
}

function fakeActivity(observer: FakeObserver): ActivityMonitor {
  return {
    follow: (process) => void observer.followed.push(process),
    unfollow: () => {},
    listen(listener) {
      observer.listener = listener
      return () => (observer.listener = {})
    },
    setRates: () => {},
    lookAt: (pid) => void observer.looks.push(pid),
    report: () => Promise.resolve({ rateAsked: 200, rateAchieved: 200, functionsRate: 20, cpuSeconds: 0, remarks: [] }),
    close: () => Promise.resolve(),
  }
}

function fakeCollector(): EvidenceCollector {
  return {
    onMonitor: { onFrame: () => {}, onTasks: () => {} },
    onActivity: {},
    exited: () => {},
    wrote: () => {},
    evidence: () => evidenceOf(),
  }
}
