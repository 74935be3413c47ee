import { describe, expect, test } from 'vitest'
import type { Finding, FindingId } from '../../contract/finding.ts'
import type { ProgramRecord } from '../../contract/program.ts'
import { sampleProgram } from '../../testing/sample-program.ts'
import { compareRuns } from './compare.ts'
import type { Named } from './labels.ts'

const finding = (id: FindingId): Finding => ({ id, text: `This is ${id}.`, evidence: [], where: [] })

/** A program that was watched from its start to its own end. */
function watched(seconds: number, ids: readonly FindingId[], change: Partial<ProgramRecord> = {}): ProgramRecord {
  const sample = sampleProgram()
  return {
    ...sample,
    id: `${seconds}-${ids.join()}`,
    title: `${seconds} s`,
    wallSeconds: seconds,
    program: { ...sample.program, attached: false, exitCode: 0 },
    processes: sample.processes.map((process) => Object.assign({}, process, { exit: { code: 0 } })),
    diagnosis: { findings: ids.map(finding), noisy: false, reasons: [] },
    ...change,
  }
}

const compared = (...records: readonly (Named | ProgramRecord)[]) =>
  compareRuns(records.map((record) => ('run' in record ? record : { run: record })))

function gridOf({ picture }: ReturnType<typeof compared>, id: string) {
  const grid = picture.figures.find((figure) => figure.id === id)
  return grid?.kind === 'grid' ? grid.rows : []
}

describe('before and after a repair, one observation each', () => {
  const before = watched(7.2, ['gil-contention', 'start-up'])
  const after = watched(3.6, ['healthy', 'start-up'], {
    threads: before.threads.map((thread) => ({ ...thread, states: { python: 1 } })),
  })
  const result = compared(before, after)

  test('the time won is said, and that one observation has no spread', () => {
    expect(result.remarks.join('\n')).toMatch(/3\.6 s took 0\.50× the time of 7\.2 s: 3\.60.s won\./)
    expect(result.remarks.join('\n')).toContain('has no spread')
    expect(gridOf(result, 'times')[1]!.cells[0]).toMatchObject({ tone: 'good' })
  })

  test('findings that are gone, new, and still there', () => {
    expect(result.remarks[0]).toBe('Findings of 7.2 s that are gone in 3.6 s: gil-contention.')
    expect(result.remarks[1]).toBe('New in 3.6 s: healthy.')
    expect(result.remarks[2]).toBe('In both 7.2 s and 3.6 s: start-up.')
    const rows = gridOf(result, 'findings')
    expect(rows.find(({ label }) => label === 'gil-contention')!.cells).toMatchObject([
      { text: 'yes, the strongest', tone: 'bad', title: 'This is gil-contention.' },
      { text: 'no', tone: 'good' },
    ])
  })

  test('states of all threads together, as shares', () => {
    const states = result.picture.measurements.find(({ id }) => id === 'states')!
    const value = (series: string, x: string) =>
      states.points.find((point) => point.series === series && point.x === x)!.value
    expect(value('7.2 s', 'held up by the GIL')).toBeCloseTo(0.5)
    expect(value('3.6 s', 'held up by the GIL')).toBe(0)
    expect(value('3.6 s', 'runs Python')).toBeCloseTo(1)
    expect(states.points.some(({ x }) => x === 'waits')).toBe(false)
  })
})

test('a difference that one more observation could turn round is none', () => {
  const { remarks } = compared(watched(4, ['serial']), watched(3.5, ['serial']))
  expect(remarks.join('\n')).toContain('no difference beyond the noise')
  expect(remarks.join('\n')).not.toMatch(/won|lost/)
})

test('observations of one name, or of one command, are repeats: their spread decides', () => {
  const named = (name: string, seconds: number) => ({ run: watched(seconds, ['serial']), name })
  const steady = compared(named('old', 4), named('old', 4.1), named('new', 3.2), named('new', 3.3))
  expect(steady.remarks[1]).toMatch(/^New took 0\.80× the time of old: 800.ms won\./)
  expect(steady.remarks.join(' ')).not.toContain('has no spread')
  const varying = compared(named('old', 4), named('old', 2.5), named('new', 3.2), named('new', 3.3))
  expect(varying.remarks.join(' ')).toContain('vary too widely to say more')

  const command = (argument: string, seconds: number) => {
    const record = watched(seconds, ['serial'])
    return { ...record, program: { ...record.program, command: ['app', argument] } }
  }
  const { picture } = compared(command('a', 4), command('b', 2), command('a', 4.2), command('b', 2.1))
  const wall = picture.measurements.find(({ id }) => id === 'wall-time')!
  expect(wall.points).toMatchObject([
    { series: 'app a', repeats: 2, low: 4, high: 4.2 },
    { series: 'app b', repeats: 2, low: 2, high: 2.1 },
  ])
})

test('where the program was attached to, or ended by Coreglow, wall times are not compared', () => {
  const attached = watched(9, ['serial'], { program: { ...watched(9, []).program, attached: true, exitCode: null } })
  const stopped = watched(1, ['serial'], {
    processes: watched(1, []).processes.map((process) =>
      Object.assign(process, { exit: { signal: 'SIGTERM', byCoreglow: true } }),
    ),
  })
  for (const other of [attached, stopped]) {
    const result = compared(watched(4, ['serial']), other)
    expect(result.remarks.join(' ')).toContain('Wall times cannot be compared for')
    expect(result.remarks.join(' ')).not.toMatch(/won|lost/)
    expect(gridOf(result, 'times')[1]!.cells[0]!.text).toMatch(/watched$/)
  }
})

test('noise and differences of the machine are said', () => {
  const noisy = watched(4, ['unclear'], {
    diagnosis: { findings: [finding('unclear')], noisy: true, reasons: ['Others took 1.2 cores.'] },
    usableCores: 1,
  })
  const { remarks } = compared(watched(8, ['serial']), noisy)
  expect(remarks.join(' ')).toContain('4 s: noisy')
  expect(remarks.join(' ')).toContain('differ in the number of usable cores: 8; 1.')
})
