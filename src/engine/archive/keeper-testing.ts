import { readFileSync, writeSync } from 'node:fs'
import { createArchive } from './archive.ts'
import { decodeRuns } from './run-file.ts'

// A program for a test: keeps the run of a file again and again, under ids of its own, until it is killed. Writes the id of each that was reported saved.
const [dataFolder = '', file = '', name = ''] = process.argv.slice(2)
const [run] = await decodeRuns(readFileSync(file))
const archive = createArchive(dataFolder)
for (let turn = 0; ; turn++) {
  const id = `${name}-${turn}`
  const saved = await archive.save({ ...run!, id })
  if (saved.ok) writeSync(1, `${id}\n`)
}
