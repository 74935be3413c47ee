import { expect, test } from 'vitest'
import { diagnoseFunction } from './diagnose.ts'
import { type EvidenceSketch, evidenceOf } from './evidence-testing.ts'

const PYTHON = { stateSeconds: { python: 4 }, gil: { held: 1, waiting: 0 } }
const TURNS = { seconds: 3.8, stateSeconds: { python: 3.8, gil: 3.8 }, gil: { held: 1, waiting: 1 } }
const SLEEPS = { cpuSeconds: 0.05, stateSeconds: { sleep: 4 } }

const ids = (sketch: EvidenceSketch) => diagnoseFunction(evidenceOf(sketch)).findings.map(({ id }) => id)

test.each<[string, EvidenceSketch, string[]]>([
  [
    'counts in Python',
    {
      ways: {
        sequential: { seconds: 4.1, ...PYTHON },
        'thread-pool': TURNS,
        'process-pool': { seconds: 2.2, cpuSeconds: 4.2 },
      },
    },
    ['gil-contention'],
  ],
  [
    'hashes large inputs: threads are the answer, copies come second',
    {
      count: 60,
      ways: {
        sequential: { seconds: 1.9, stateSeconds: { native: 1.9 } },
        'thread-pool': { seconds: 1, cpuSeconds: 1.9, stateSeconds: { native: 1.9 }, gil: { held: 0.02, waiting: 0 } },
        'process-pool': { seconds: 4.7, cpuSeconds: 8, pickledBytes: { in: 5e8, out: 1e4 }, serialiseSeconds: 0.6 },
      },
    },
    ['native-parallel', 'copying'],
  ],
  [
    'a lambda that waits',
    {
      count: 30,
      inspection: { notPicklable: 'The function cannot be sent.' },
      ways: {
        sequential: { seconds: 3, ...SLEEPS },
        'thread-pool': { seconds: 1.5, ...SLEEPS },
        'process-pool': { seconds: [0.1], failed: 'It cannot be pickled.' },
      },
    },
    ['not-picklable', 'waiting'],
  ],
  [
    'coroutines that wait',
    {
      isAsync: true,
      count: 40,
      ways: { sequential: { seconds: 4, ...SLEEPS }, asyncio: { seconds: 0.11, ...SLEEPS } },
    },
    ['healthy', 'waiting'],
  ],
  [
    'nothing stands out, and a way is faster',
    { runtime: { gilEnabled: false }, ways: { sequential: 4, 'thread-pool': { seconds: 2, cpuSeconds: 4 } } },
    ['healthy'],
  ],
  ['nothing stands out, and no way is faster', { ways: { sequential: 4, 'process-pool': 4 } }, ['unclear']],
])('%s', (_name, sketch, expected) => expect(ids(sketch)).toEqual(expected))

test('too few cores come before any verdict, and make the diagnosis noisy', () => {
  const ways = { sequential: { seconds: 4, ...PYTHON }, 'thread-pool': TURNS }
  const diagnosis = diagnoseFunction(evidenceOf({ ways, counting: 1.1 }))
  expect(diagnosis.findings.map(({ id }) => id)).toEqual(['unclear', 'gil-contention'])
  expect(diagnosis.noisy).toBe(true)
  expect(diagnosis.reasons[0]).toContain('1.1 of 2 cores')
})

test('of several reasons to be unclear, the strongest is given', () => {
  const ways = { sequential: { seconds: [0.4, 4, 2], ...PYTHON }, 'process-pool': 3.9 }
  const { findings } = diagnoseFunction(evidenceOf({ ways, counting: 1.1 }))
  expect(findings.filter(({ id }) => id === 'unclear')).toHaveLength(1)
  expect(findings[0]?.text).toContain('1.1 of 2 cores')
})

test('reasons for noise are kept; without any it is not noisy', () => {
  expect(diagnoseFunction(evidenceOf({ reasons: ['Other programs used the cores.'] }))).toMatchObject({
    noisy: true,
    reasons: ['Other programs used the cores.'],
  })
  expect(diagnoseFunction(evidenceOf())).toMatchObject({ noisy: false, reasons: [] })
})

test('without any result, the failure is the finding', () => {
  expect(ids({ ways: { sequential: { seconds: [1], failed: 'It failed.' } } })).toEqual(['failed'])
})

test('a diagnosis is never empty, and has no number that JSON lacks', () => {
  const { findings } = diagnoseFunction(evidenceOf({ ways: { 'thread-pool': 1 } }))
  expect(findings.length).toBeGreaterThan(0)
  for (const { evidence } of findings) for (const { value } of evidence) expect(value).toSatisfy(Number.isFinite)
})
