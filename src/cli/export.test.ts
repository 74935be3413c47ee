import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleRun } from '../testing/sample-run.ts'
import { RunSchema, type Run } from '../contract/run.ts'
import { testOptions } from '../engine/testing.ts'
import { createTerminal } from './testing.ts'

const options = testOptions()
const folder = mkdtempSync(join(tmpdir(), 'coreglow-export-'))
const { finish } = createTerminal(options, folder)
const place = (name: string) => join(folder, name)
const json = place('run.json')
let run: Run

beforeAll(async () => {
  const quick = ['--runtime', 'node', '--models', 'sequential,threads', '--seconds', '0.2', '--repeat', '1']
  await finish(['run', 'cpu-countdown', ...quick, '--json', json])
  run = v.parse(RunSchema, JSON.parse(readFileSync(json, 'utf8')))
})
afterAll(() => {
  options.remove()
  rmSync(folder, { recursive: true })
})

/** The three ways in which a user names a run. */
const SOURCES = {
  'its id': () => run.id,
  'a file of "run --json"': () => json,
  'an archived file': () => join(options.dataFolder, 'runs', `${run.id}.json.gz`),
}

/** How a file of each format begins. */
const BEGINNINGS = {
  trace: '{"displayTimeUnit":"ns"',
  csv: 'run_id,run_sha256,',
  html: '<!doctype html>',
  svg: '<svg ',
  png: '\x89PNG\r\n',
  pdf: '%PDF-1.7',
  json: '{\n  "schemaVersion": 5',
  webm: '\x1a\x45\xdf\xa3',
}

// A video is drawn frame by frame, which a busy machine takes long for.
const TIMEOUT_MS = 120_000

describe.each(Object.entries(BEGINNINGS))('a run as %s', (format, beginning) => {
  test.each(Object.entries(SOURCES))('of %s', { timeout: TIMEOUT_MS }, async (_, source) => {
    const output = place(`out.${format}`)
    const { code, out, err } = await finish(['export', source(), '--format', format, '--output', output])
    expect([code, err]).toEqual([0, ''])
    const paths = out.trimEnd().split('\n')
    expect(paths).toEqual(format === 'csv' ? [output, place('out-samples.csv'), place('out-spans.csv')] : [output])
    expect(readFileSync(output, 'latin1').slice(0, beginning.length)).toBe(beginning)
    for (const path of paths) {
      const verified = await finish(['verify', path])
      const carries = !['png', 'webm'].includes(format)
      expect([verified.code, verified.out + verified.err]).toEqual([
        carries ? 0 : 2,
        expect.stringMatching(carries ? /^Intact: the SHA-256 matches / : run.sha256!),
      ])
    }
  })
})

test('the JSON is the run, whatever it was made from', async () => {
  for (const source of Object.values(SOURCES)) {
    await finish(['export', source(), '--format', 'json', '--output', place('same.json')])
    expect(JSON.parse(readFileSync(place('same.json'), 'utf8'))).toEqual(run)
  }
})

test('a theme is for pictures', async () => {
  for (const theme of ['light', 'dark']) {
    const args = ['export', run.id, '--format', 'svg', '--theme', theme, '--output', place(`${theme}.svg`)]
    expect((await finish(args)).code).toBe(0)
  }
  expect(readFileSync(place('dark.svg'), 'utf8')).not.toBe(readFileSync(place('light.svg'), 'utf8'))
})

test('a card may be square', async () => {
  for (const [format, size] of [
    ['png', '\0\0\x04\xb0\0\0\x04\xb0'],
    ['svg', 'width="1200" height="1200"'],
  ] as const) {
    const args = ['export', run.id, '--format', format, '--shape', 'square', '--output', place(`square.${format}`)]
    expect((await finish(args)).code).toBe(0)
    expect(readFileSync(place(`square.${format}`), 'latin1')).toContain(size)
  }
})

test('data that was changed is found, with exit code 1; a file that cannot be read is wrong usage', async () => {
  writeFileSync(place('changed.json'), readFileSync(json, 'utf8').replace('"repeat":1', '"repeat":2'))
  const changed = await finish(['verify', place('changed.json')])
  expect([changed.code, changed.err]).toEqual([1, expect.stringContaining('Modified: the data does not match')])
  const archived = readFileSync(SOURCES['an archived file']())
  writeFileSync(place('short.json.gz'), archived.subarray(0, -1))
  expect((await finish(['verify', place('short.json.gz')])).code).toBe(1)
  const missing = await finish(['verify', place('nowhere.json')])
  expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('Cannot read ')])
})

test('a file of several megabytes is read too', async () => {
  writeFileSync(place('long.json'), JSON.stringify(sampleRun({ cores: 32, seconds: 20 })))
  expect(readFileSync(place('long.json')).length).toBeGreaterThan(2 ** 21)
  const { code, err } = await finish(['export', place('long.json'), '--format', 'json', '--output', place('same.json')])
  expect([code, err]).toEqual([0, ''])
})

describe('wrong usage of export is told in a sentence, with exit code 2, and leaves no file', () => {
  const toFile = ['--format', 'csv', '--output', place('none.csv')]
  test.each([
    [
      'an unknown run',
      () => ['20261122T101500Z-io-wait-beef', ...toFile],
      'No saved run or file named "20261122T101500Z-io-wait-beef"',
    ],
    ['a file that is no run', () => [place('no.json'), ...toFile], 'Not a run file'],
    ['a run that was changed', () => [place('changed.json'), ...toFile], 'does not match its SHA-256'],
    [
      'an unknown format',
      () => [run.id, '--format', 'gif', '--output', place('none.gif')],
      'Allowed choices are trace',
    ],
    [
      'a square of what has no shape',
      () => [run.id, '--shape', 'square', ...toFile],
      '--shape square applies to cards only: use --format png or svg, not csv',
    ],
    ['no format', () => [run.id, '--output', place('none')], "required option '--format <format>' not specified"],
    ['no output', () => [run.id, '--format', 'json'], "required option '--output <path>' not specified"],
    [
      'an output that cannot be written',
      () => [run.id, '--format', 'json', '--output', '/nowhere/x.json'],
      'Cannot write /nowhere/x.json',
    ],
    [
      'several runs in one trace',
      () => [place('two.json'), '--format', 'trace', '--output', place('none.json')],
      'A trace shows one run, not 2',
    ],
  ])('%s', async (_, args, sentence) => {
    writeFileSync(place('no.json'), '{"schemaVersion":3}')
    writeFileSync(place('two.json'), JSON.stringify([run, run]))
    writeFileSync(place('changed.json'), readFileSync(json, 'utf8').replace('"repeat":1', '"repeat":2'))
    const { code, out, err } = await finish(['export', ...args()])
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: expect.stringContaining(sentence) })
    expect(readdirSync(folder).filter((name) => name.startsWith('none'))).toEqual([])
  })
})
