import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runFilesOf } from './opened-files.ts'

test('of the arguments of a start, those that are files of runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-argv-'))
  try {
    for (const name of ['a.coreglow', 'b.json.gz', 'c.JSON', 'd.txt']) writeFileSync(join(folder, name), '')
    const given = [
      '/usr/bin/coreglow',
      '.',
      '--flag=x.json',
      'a.coreglow',
      join(folder, 'b.json.gz'),
      'c.JSON',
      'd.txt',
      'gone.json',
    ]
    expect(runFilesOf(given, folder)).toEqual(['a.coreglow', 'b.json.gz', 'c.JSON'].map((name) => join(folder, name)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
