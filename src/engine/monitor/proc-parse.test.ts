import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decodeName,
  parseCoreCount,
  parseCores,
  parseForks,
  parseSchedstat,
  parseStat,
  parseSwitches,
  STAT,
  statFields,
} from './proc-parse.ts'

const AFTER_NAME =
  ' S 1234 4121 4121 34816 -1 4194304 98 0 0 0 1021 17 0 0 20 0 5 0 108810 3133440 380 18446744073709551615 94161806573568 94161806593449 140736666349600 0 0 0 0 0 0 0 0 0 17 3 0 0 0 0 0 0 0 0 0 0 0 0\n'

/** Buffer as the kernel fills it: the bytes, and rubbish of an earlier reading after them. */
function filled(content: string | Uint8Array): [bytes: Buffer, length: number] {
  const bytes = Buffer.from(content)
  return [Buffer.concat([bytes, Buffer.from(' 99999 (x) R 1 cpu9 1 2 3 4 5\nprocesses 7\n')]), bytes.length]
}

function stat(name: string | Uint8Array) {
  const [bytes, length] = filled(
    Buffer.concat([Buffer.from('4121 ('), Buffer.from(name), Buffer.from(`)${AFTER_NAME}`)]),
  )
  const fields = statFields()
  const ok = parseStat(bytes, length, fields)
  return { ok, fields, name: decodeName(bytes, fields.nameFrom, fields.nameTo) }
}

const NAMES = ['python3', 'Web Content', 'x) R 1', ') R 1 2 3 (', '((', '))', '', 'n'.repeat(64), 'two\nlines', 'Gerät']

test.each(NAMES)('stat of a command that is called %j', (name) => {
  const { ok, fields, name: read } = stat(name)
  expect(ok).toBe(true)
  expect(read).toBe(name)
  expect(fields.state).toBe(2)
  const { ppid, utime, stime, threads, startTime, rss, core } = STAT
  expect([ppid, utime, stime, threads, startTime, rss, core].map((field) => fields.numbers[field])).toEqual([
    1234, 1021, 17, 5, 108810, 380, 3,
  ])
})

test('a name of bytes that are not UTF-8 is a name, and the fields are right', () => {
  const { ok, fields, name } = stat(Uint8Array.of(0xff, 0xfe, 0x29, 0xc3))
  expect([ok, fields.numbers[STAT.core], name]).toEqual([true, 3, '\uFFFD\uFFFD)\uFFFD'])
})

test.each('RSDTtZXIW?'.split(''))('state %s', (letter) => {
  const [bytes, length] = filled(`1 (a)${AFTER_NAME.replace(' S ', ` ${letter} `)}`)
  const fields = statFields()
  expect(parseStat(bytes, length, fields)).toBe(true)
  expect(fields.state).toBe({ R: 1, S: 2, I: 2, D: 3, T: 4, t: 4, Z: 5, X: 6 }[letter] ?? 0)
})

test('a stat that was cut anywhere before the core number is refused, an empty one too', () => {
  const whole = `4121 (a b)${AFTER_NAME}`
  const needed = whole.indexOf(' 17 3 ') + 3 + 3
  for (let cut = 0; cut < needed; cut++) expect(parseStat(...filled(whole.slice(0, cut)), statFields())).toBe(false)
  expect(parseStat(...filled(whole.slice(0, needed)), statFields())).toBe(true)
})

test('schedstat is three numbers or nothing', () => {
  const figures = new Float64Array(3)
  expect(parseSchedstat(...filled('1234567890123 62847 17\n'), figures)).toBe(true)
  expect([...figures]).toEqual([1234567890123, 62847, 17])
  for (const cut of ['', '\n', '12', '12 34', '12 34 5', '12 34\n', 'none\n']) {
    expect(parseSchedstat(...filled(cut), figures)).toBe(false)
  }
})

test('switches of status; what is missing is NaN', () => {
  const switches = new Float64Array(2)
  const lines =
    'Name:\tvoluntary_ctxt_switches:\t9\nPid:\t1\nvoluntary_ctxt_switches:\t150\nnonvoluntary_ctxt_switches:\t545\n'
  parseSwitches(...filled(lines), switches)
  expect([...switches]).toEqual([150, 545])
  parseSwitches(...filled(lines.slice(0, -5)), switches)
  expect([...switches]).toEqual([150, NaN])
  parseSwitches(...filled(''), switches)
  expect([...switches]).toEqual([NaN, NaN])
})

const MACHINE = `cpu  30 3 60 900 12 1 2 4 0 0
cpu0 10 1 20 300 4 1 0 2 0 0
cpu3 20 2 40 600 8 0 2 2 0 0
intr 384764 ${'0 '.repeat(2000)}
ctxt 833896
processes 10264
procs_running 3
`
function coresOf(content: string): Record<number, number[]> {
  const cores: Record<number, number[]> = {}
  parseCores(...filled(content), (core, ticks) => (cores[core] = [...ticks]))
  return cores
}

test('offline cores leave a gap, and the others keep their numbers', () => {
  expect(coresOf(MACHINE)).toEqual({ 0: [10, 1, 20, 300, 4, 1, 0, 2], 3: [20, 2, 40, 600, 8, 0, 2, 2] })
  expect(parseCoreCount(...filled(MACHINE))).toBe(4)
  expect(parseForks(...filled(MACHINE))).toBe(10264)
})

test('columns that an old kernel does not have are NaN', () => {
  expect(coresOf('cpu  1 2 3 4\ncpu0 1 2 3 4\n')).toEqual({ 0: [1, 2, 3, 4, NaN, NaN, NaN, NaN] })
})

test('of an empty or cut /proc/stat what is whole is taken', () => {
  expect([coresOf(''), parseCoreCount(...filled('')), parseForks(...filled(''))]).toEqual([{}, 0, NaN])
  const cut = MACHINE.slice(0, MACHINE.indexOf('cpu3') + 6)
  expect(Object.keys(coresOf(cut))).toEqual(['0'])
  expect(parseForks(...filled(MACHINE.slice(0, MACHINE.indexOf('10264') + 3)))).toBeNaN()
})

test('nothing that a file may hold makes a parser throw or read past its end', () => {
  const line = fc.constantFrom('cpu', 'cpu0 ', ') R ', '(', '\n', '-', '1 ', '9'.repeat(30), '\nprocesses ', '\ncpu7')
  const content = fc.oneof(
    fc.uint8Array(),
    fc.array(line, { maxLength: 60 }).map((parts) => Buffer.from(parts.join(''))),
  )
  fc.assert(
    fc.property(content, fc.nat(), (bytes, shorter) => {
      const args = [Buffer.from(bytes), Math.max(0, bytes.length - (shorter % 9))] as const
      const fields = statFields()
      parseStat(...args, fields)
      expect(fields.nameTo).toBeLessThanOrEqual(args[1])
      parseSchedstat(...args, new Float64Array(3))
      parseSwitches(...args, new Float64Array(2))
      parseCores(...args, (core) => expect(core).not.toBeNaN())
      expect(parseCoreCount(...args)).not.toBeNaN()
      parseForks(...args)
    }),
    { numRuns: 1000 },
  )
})
