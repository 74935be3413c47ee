import { afterEach, expect, test, vi } from 'vitest'
import { MAX_PIECE_BYTES } from '../../contract/limits.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import { fakeApp } from '../testing-app.ts'
import { download, upload, withHostFile } from './host-files.ts'

afterEach(() => vi.unstubAllGlobals())

const CONTENT = Uint8Array.from({ length: 2 * MAX_PIECE_BYTES + 5 }, (_value, index) => index % 251)

/** A host with one file. */
function fakeHost() {
  const pieces: Uint8Array[] = []
  const fake = fakeApp({
    answers: {
      createFile: () => ({ path: '/tmp/1' }),
      appendFile: ({ bytes }) => {
        pieces.push(bytes)
        return {}
      },
      readFile: ({ offset }) => CONTENT.slice(offset, offset + MAX_PIECE_BYTES),
      releaseFile: () => ({}),
    },
  })
  return { client: fake.app.client(), sent: fake.sent, pieces }
}

test('a file is handed over in pieces that fit a message', async () => {
  const { client, pieces } = fakeHost()
  expect(await upload(client, new Blob([CONTENT]))).toBe('/tmp/1')
  expect(pieces.map(({ length }) => length)).toEqual([MAX_PIECE_BYTES, MAX_PIECE_BYTES, 5])
  expect(Buffer.compare(Buffer.concat(pieces), CONTENT)).toBe(0)
})

test('a file of the host’s is read to its end, and released', async () => {
  const { client, sent } = fakeHost()
  const content = await download(client, { path: '/tmp/1', fileName: 'a.csv', mediaType: 'text/csv' })
  expect(content.type).toBe('text/csv')
  expect(Buffer.compare(new Uint8Array(await content.arrayBuffer()), CONTENT)).toBe(0)
  expect(sent.at(-1)).toEqual(['releaseFile', { path: '/tmp/1' }])
})

test('a disk that is full ends it with the host’s sentence, and releases what was written', async () => {
  const full = () => {
    throw new CoreglowError('storage', 'The disk is full.')
  }
  const { app, sent } = fakeApp({
    answers: { createFile: () => ({ path: '/tmp/1' }), appendFile: full, releaseFile: () => ({}) },
  })
  await expect(upload(app.client(), new Blob(['x']))).rejects.toMatchObject({ message: 'The disk is full.' })
  expect(sent.map(([name]) => name)).toEqual(['createFile', 'appendFile', 'releaseFile'])
})

test('on the desktop a file has a path of its own, unless it is not on a disk', async () => {
  const { client, sent } = fakeHost()
  vi.stubGlobal('window', {
    coreglow: { desktop: true, pathOf: ({ name }: File) => (name === 'a' ? '/home/me/a' : '') },
  })
  expect(await withHostFile(client, new File(['x'], 'a'), async (path) => path)).toBe('/home/me/a')
  expect(sent).toEqual([])
  expect(await withHostFile(client, new File(['x'], 'b'), async (path) => path)).toBe('/tmp/1')
  expect(sent.map(([name]) => name)).toEqual(['createFile', 'appendFile', 'releaseFile'])
})
