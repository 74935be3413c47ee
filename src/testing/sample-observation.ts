import type { Observation } from '../contract/observation.ts'
import { sampleRun } from './sample-run.ts'

/** A program that was watched: the recording of a sample run's first trial with threads and processes, without what the plan adds. */
export function sampleObservation(change: Partial<Observation> = {}): Observation {
  const { schemaVersion, createdAt, environments, monitor, recording } = sampleRun({
    models: ['threads', 'processes'],
    repeat: 1,
  })
  const tasks = recording.tasks.map((task) => ({ ...task, workers: undefined }))
  const [{ host, pid, tid, startTime, name }] = tasks as [(typeof tasks)[number]]
  const { tNs } = recording
  return {
    schemaVersion,
    kind: 'observation',
    id: '20261122T100300Z-observation-a1b2',
    createdAt,
    status: 'finished',
    title: 'My server',
    watched: [{ host, pid, tid, startTime, name }],
    durationSeconds: (tNs.at(-1)! - tNs[0]!) / 1e9,
    environments,
    clocks: [],
    monitor,
    recording: { ...recording, tasks },
    ...change,
  }
}
